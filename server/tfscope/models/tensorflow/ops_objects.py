"""What a program uses beside its graph: savers, summary writers, configurations, files, protocol buffers.

None of it makes a variable; what it answers is not followed, and nothing is said to be missing.
"""

from __future__ import annotations

from tfscope.domain.values import FROM_LIBRARY
from tfscope.models.registry import constant

#: Functions and classes whose answers are not followed, by the module below `tensorflow`.
NOT_FOLLOWED = {
    "": (
        "ConfigProto GPUOptions OptimizerOptions GraphOptions RunOptions RunMetadata GraphDef NodeDef AttrValue "
        "Summary Event "
        "SessionLog HistogramProto NameAttrList DeviceSpec ClusterSpec MetaGraphDef TensorInfo FixedLenFeature "
        "VarLenFeature "
        "FixedLenSequenceFeature SparseFeature FixedLengthRecordReader IdentityReader LMDBReader TextLineReader "
        "TFRecordReader "
        "WholeFileReader ReaderBase PriorityQueue QueueBase "
        "ConditionalAccumulator "
        "import_graph_def load_op_library load_file_system_library make_ndarray make_tensor_proto get_default_session "
        "register_tensor_conversion_function get_logger get_seed load_library NotDifferentiable NoGradient "
        "RegisterGradient get_session_handle get_session_tensor delete_session_tensor write_file"
    ),
    "train": (
        "SaverDef Coordinator Server ClusterSpec ClusterDef ServerDef JobDef Scaffold SessionManager "
        "SessionRunArgs SessionRunContext SessionRunValues ChiefSessionCreator WorkerSessionCreator QueueRunner "
        "Checkpoint CheckpointManager Example Features Feature FeatureList FeatureLists SequenceExample Int64List "
        "FloatList "
        "BytesList latest_checkpoint get_checkpoint_state get_checkpoint_mtimes checkpoint_exists list_variables "
        "load_variable "
        "load_checkpoint NewCheckpointReader write_graph update_checkpoint_state summary_iterator start_queue_runners "
        "add_queue_runner replica_device_setter export_meta_graph SummaryWriter SummarySaverHook StepCounterHook "
        "StopAtStepHook "
        "CheckpointSaverHook LoggingTensorHook NanTensorHook GlobalStepWaiterHook FinalOpsHook FeedFnHook ProfilerHook "
        "SummarySaverHook SecondOrStepTimer LooperThread warm_start remove_checkpoint "
        "generate_checkpoint_state_proto VocabInfo checkpoints_iterator"
    ),
    "train.queue_runner": "QueueRunner add_queue_runner start_queue_runners",
    "summary": (
        "FileWriter FileWriterCache Summary Event SessionLog SummaryDescription TaggedRunMetadata "
        "get_summary_description "
        "initialize all_v2_summary_ops create_file_writer"
    ),
    "Summary": "Value Image Audio FromString",
    "summary.Summary": "Value Image Audio",
    "gfile": "Copy DeleteRecursively MakeDirs MkDir Remove Rename Stat Walk",
    "io.gfile": "copy makedirs mkdir remove rename rmtree stat walk",
    "io": "write_graph TFRecordWriter TFRecordOptions tf_record_iterator write_file match_filenames_once",
    "python_io": "TFRecordWriter TFRecordOptions tf_record_iterator TFRecordCompressionType",
    "test": "get_temp_dir is_gpu_available is_built_with_cuda gpu_device_name main test_src_dir_path",
    "config": "list_physical_devices set_soft_device_placement",
    "config.experimental": "list_physical_devices set_memory_growth",
    "saved_model": "save load simple_save Builder build_signature_def predict_signature_def",
    "saved_model.builder": "SavedModelBuilder",
    "saved_model.loader": "load maybe_saved_model_directory",
    "saved_model.utils": "build_tensor_info get_tensor_from_tensor_info",
    "saved_model.signature_def_utils": "build_signature_def predict_signature_def classification_signature_def",
    "profiler": "Profiler ProfileOptionBuilder profile advise write_op_log",
    "graph_util": "convert_variables_to_constants remove_training_nodes extract_sub_graph must_run_on_cpu",
    "resource_loader": "get_data_files_path get_path_to_datafile load_resource",
    "python.framework.function": "Defun",
    "sysconfig": "get_include get_lib get_compile_flags get_link_flags",
    "estimator": "EstimatorSpec RunConfig TrainSpec EvalSpec Estimator train_and_evaluate",
    "estimator.export": "PredictOutput ServingInputReceiver build_raw_serving_input_receiver_fn",
}


for module, names in NOT_FOLLOWED.items():
    for name in names.split():
        constant(f"tensorflow.{module}.{name}" if module else f"tensorflow.{name}", FROM_LIBRARY)
