"""The attributes that TensorFlow's objects have, whether or not a model answers for them.

**Source:** `dir()` of an object of each class, TF 2.21.
"""

from typing import Final

ATTRIBUTES_OF: Final[dict[str, frozenset[str]]] = {
    "Tensor": frozenset(
        "OVERLOADABLE_OPERATORS _USE_EQUALITY _as_node_def_input _as_tf_output _disallow _disallow_bool_casting "
        "_disallow_iteration _dtype _get_first_dim _id _is_zeros_tensor _matmul _name _numpy_style_getitem _op "
        "_override_operator _rank _record_tape _set_shape _shape _shape_as_list _shape_tuple _shape_val "
        "_tf_api_names _tf_api_names_v1 _with_index_add _with_index_max _with_index_min _with_index_update "
        "consumers device dtype eval experimental_ref get_shape graph name ndim op ref set_shape "
        "shape value_index".split()
    ),
    "PartitionedVariable": frozenset(
        "_TensorConversionFunction _apply_assign_fn _as_tensor _concat _distribute_strategy _dtype _get_partitions "
        "_get_variable_list _name _partition_axes _partitions _shape _variable_list as_tensor assign assign_add "
        "assign_sub dtype get_shape name shape".split()
    ),
    "Variable": frozenset(
        "SaveSliceInfo _OverloadAllOperators _OverloadOperator _TensorConversionFunction _abc_impl "
        "_add_trackable_child _add_variable_with_custom_getter _aggregation _as_graph_element _assign_dependencies "
        "_cached_shape_as_list _cached_value _caching_device _checkpoint_adapter _checkpoint_dependencies "
        "_constraint _consumers _convert_variables_to_tensors _copy_trackable_to_cpu _deferred_dependencies "
        "_dense_var_to_tensor _deserialization_dependencies _deserialize_from_proto _distribute_strategy _dtype "
        "_export_to_saved_model_graph _gather_saveables_for_checkpoint _get_save_slice_info _get_xla_sharding "
        "_graph_element _graph_key _handle _handle_deferred_dependencies _handle_name _in_graph_mode "
        "_init_from_args _init_from_handle _init_from_proto _initial_value _initializer_op _is_initialized_op "
        "_lazy_read _lookup_dependency _maybe_initialize_trackable _name _name_based_attribute_restore "
        "_name_based_restores _no_dependency _object_identifier _preload_simple_restoration _read_variable_op _ref "
        "_restore_from_tensors _save_slice_info _serialize_to_proto _serialize_to_tensors _set_save_slice_info "
        "_set_xla_sharding _setattr_tracking _shape _shape_as_list _shape_invariant_to_type_spec _shape_tuple "
        "_shared_name _snapshot _strided_slice_assign _synchronization _tf_api_names _tf_api_names_v1 "
        "_track_trackable _trackable_children _trainable _type_spec _unconditional_checkpoint_dependencies "
        "_unconditional_dependency_names _unique_id _update_uid _validate_shape _variable _variable_call "
        "_variable_read _write_object_proto _xla_sharding aggregation assign assign_add assign_sub "
        "batch_scatter_update constraint count_up_to create device dtype eval experimental_ref from_proto "
        "gather_nd get_shape graph handle initial_value initialized_value initializer is_initialized load name "
        "numpy op read_value read_value_no_copy ref scatter_add scatter_div scatter_max scatter_min scatter_mul "
        "scatter_nd_add scatter_nd_max scatter_nd_min scatter_nd_sub scatter_nd_update scatter_sub scatter_update "
        "set_shape shape sparse_read synchronization to_proto trainable value".split()
    ),
    "Initializer": frozenset(
        "_tf_api_names _tf_api_names_v1 distribution dtype from_config gain get_config maxval mean minval mode "
        "num_cols num_rows partition_info scale seed stddev value factor".split()
    ),
    "Template": frozenset(
        "_call_func _custom_getter _first_call _func _name _stacktrace _unique_name _variable_scope "
        "_variables_created func global_variables local_variables name non_trainable_variables "
        "non_trainable_weights trainable_variables trainable_weights var_scope variable_scope variable_scope_name "
        "variables weights".split()
    ),
    "Layer, Model or Optimizer": frozenset(
        "GATE_GRAPH GATE_NONE GATE_OP activity_regularizer add_loss add_metric add_slot add_update add_variable "
        "add_weight amsgrad apply apply_gradients autotune_steps_per_execution beta_1 beta_2 build "
        "build_from_config built call clipnorm clipvalue compile compile_from_config compiled_loss "
        "compiled_metrics compute_dtype compute_gradients compute_loss compute_mask compute_metrics "
        "compute_output_shape compute_output_signature count_params decay distribute_reduction_method "
        "distribute_strategy dtype dtype_policy dynamic epsilon evaluate evaluate_generator export finalize_state "
        "fit fit_generator from_config get_build_config get_compile_config get_config get_gradients get_input_at "
        "get_input_mask_at get_input_shape_at get_layer get_losses_for get_metrics_result get_name get_output_at "
        "get_output_mask_at get_output_shape_at get_slot get_slot_names get_updates get_updates_for "
        "get_weight_paths get_weights global_clipnorm gradient_aggregator gradient_transformers graph history "
        "inbound_nodes input input_mask input_names input_shape input_spec inputs iterations jit_compile layers "
        "learning_rate load_own_variables load_weights losses lr make_predict_function make_test_function "
        "make_train_function metrics metrics_names minimize name name_scope non_trainable_variables "
        "non_trainable_weights optimizer outbound_nodes output output_mask output_names output_shape outputs "
        "predict predict_function predict_generator predict_on_batch predict_step reset_metrics reset_states "
        "run_eagerly sample_weights save save_own_variables save_spec save_weights scope_name set_weights "
        "state_updates stateful steps_per_execution stop_training submodules summary supports_masking "
        "test_function test_on_batch test_step to_json to_yaml train_function train_on_batch train_step "
        "train_tf_function trainable trainable_variables trainable_weights updates variable_dtype variables "
        "weights with_name_scope".split()
    ),
    "Operation": frozenset(
        "_add_control_input _add_control_inputs _add_outputs _add_while_inputs _c_op _clear_attr _colocation_dict "
        "_control_flow_post_processing _control_outputs _device_assignments _from_c_op _get_attr_bool "
        "_get_attr_int _get_attr_type _get_control_flow_context _id _init _init_outputs _input_types _is_stateful "
        "_node_def _op_def _output_types _remove_all_control_inputs _set_attr _set_attr_with_buf "
        "_set_control_flow_context _set_device _set_device_from_string _set_func_attr _set_func_list_attr "
        "_set_shape_list_attr _set_type_list_attr _tf_api_names _tf_api_names_v1 _tf_input _tf_output "
        "_update_input colocation_groups control_inputs device experimental_set_type from_node_def get_attr graph "
        "inputs name node_def op_def outputs run traceback type values".split()
    ),
    "Graph": frozenset(
        "Dismantle _ControlDependenciesController _add_device_to_stack _add_function _add_function_recursive "
        "_add_new_tf_operations _add_op _apply_device_functions _as_graph_def _as_graph_element_locked _attr_scope "
        "_c_graph _check_not_finalized _colocate_with_for_gradient _colocation_stack "
        "_control_dependencies_for_inputs _control_dependencies_stack _copy_functions_to_graph_def "
        "_create_op_from_tf_operation _create_op_helper _create_op_internal _current_control_dependencies "
        "_device_function_stack _device_functions_outer_to_inner _distribution_strategy_stack "
        "_get_control_flow_context _get_function _get_operation_by_name _get_operation_by_tf_operation "
        "_get_tensor_by_tf_output _global_distribute_strategy_scope _is_function _kernel_label_map _mutation_lock "
        "_name_stack _nodes_by_id _nodes_by_name _op_def_for_type _original_op _override_gradient_function "
        "_pop_control_dependencies_controller _push_control_dependencies_controller "
        "_record_op_seen_by_control_dependencies _remove_function _resource_creator_scope _resource_creator_stack "
        "_session_run_lock _set_control_flow_context _snapshot_colocation_stack_metadata "
        "_snapshot_device_function_stack_metadata _tf_api_names _tf_api_names_v1 _unsafe_unfinalize "
        "_variable_creator_scope _variable_creator_stack _version_def add_to_collection add_to_collections "
        "as_default as_graph_def as_graph_element building_function clear_collection collections colocate_with "
        "container control_dependencies create_op device finalize finalized get get_all_collection_keys "
        "get_collection get_collection_ref get_name_scope get_operation_by_name get_operations get_tensor_by_name "
        "gradient_override_map graph_def_versions is_feedable is_fetchable name_scope new_operations "
        "num_operations op_def_for_type operations prevent_feeding prevent_fetching seed switch_to_thread_local "
        "unique_name version".split()
    ),
    "VariableScope": frozenset(
        "_caching_device _constraint _custom_getter _dtype _get_partitioned_variable _initializer _name "
        "_name_scope _partitioner _regularizer _reuse _tf_api_names _tf_api_names_v1 _use_resource caching_device "
        "constraint custom_getter dtype get_collection get_variable global_variables initializer local_variables "
        "name original_name_scope partitioner regularizer reuse reuse_variables set_caching_device "
        "set_custom_getter set_dtype set_initializer set_partitioner set_regularizer set_use_resource "
        "trainable_variables use_resource".split()
    ),
    "Shape": frozenset(
        "_abc_impl _dims _tf_api_names _tf_api_names_v1 _v2_behavior as_list as_proto assert_has_rank "
        "assert_is_compatible_with assert_is_fully_defined assert_same_rank cast concatenate dims "
        "experimental_as_proto experimental_from_proto experimental_type_proto flatten from_tensors "
        "is_compatible_with is_fully_defined is_subtype_of merge_with most_specific_common_supertype "
        "most_specific_compatible_shape ndims num_elements placeholder_value rank to_tensors with_rank "
        "with_rank_at_least with_rank_at_most".split()
    ),
    "DType": frozenset(
        "_abc_impl _as_ref _handle_data _is_ref_dtype _pybind11_conduit_v1_ _tf_api_names _tf_api_names_v1 "
        "_type_enum as_datatype_enum as_numpy_dtype base_dtype cast experimental_as_proto experimental_from_proto "
        "experimental_type_proto flatten from_tensors is_bool is_compatible_with is_complex is_floating is_integer "
        "is_numeric is_numpy_compatible is_quantized is_subtype_of is_unsigned limits max min "
        "most_specific_common_supertype name placeholder_value real_dtype size to_tensors".split()
    ),
    "Session": frozenset(
        "_Callable _DEAD_HANDLES_THRESHOLD _NODEDEF_NAME_RE _add_shapes _call_tf_sessionprun _call_tf_sessionrun "
        "_closed _config _dead_handles _default_graph_context_manager _default_session_context_manager "
        "_delete_lock _do_call _do_run _extend_graph _graph _make_callable_from_options _register_dead_handle _run "
        "_session _target _tf_api_names _tf_api_names_v1 _update_with_movers as_default close graph graph_def "
        "list_devices make_callable partial_run partial_run_setup reset run sess_str".split()
    ),
}
