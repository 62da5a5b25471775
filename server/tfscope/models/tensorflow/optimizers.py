"""`tf.train.Optimizer`: gradients, slots, and the steps that subclasses fill in.

A variable that no gradient reaches has none, and no slots (`dependence.py`). Where that is not known, it is taken to
have one, and what is made for it is not certain.

**Source:** tensorflow/python/training/optimizer.py, class Optimizer, TF 2.21.
"""

from __future__ import annotations

from tfscope.domain.events import Reason, Trained
from tfscope.domain.graph import Tensor, Variable, native_of
from tfscope.domain.heap import DictObject, Instance, ListObject
from tfscope.domain.values import UNKNOWN, AbstractValue, Unknown
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import library_class
from tfscope.models.tensorflow import op_names
from tfscope.models.tensorflow import optimizer_checks as checks
from tfscope.models.tensorflow.gradients import (
    eager_gradients,
    gradients_of,
    is_open,
    knows_all,
    read_pairs,
    use_scope,
    variables_of,
)
from tfscope.models.tensorflow.initializers import is_callable
from tfscope.models.tensorflow.optimizer_slots import create_slots, keep, make_non_slot, put, slot_dict
from tfscope.models.tensorflow.optimizer_updates import update_all
from tfscope.models.tensorflow.scopes import variable_scope
from tfscope.models.tensorflow.slots import create_slot, create_slot_with_initializer, create_zeros_slot

OPTIMIZER = "tensorflow.train.Optimizer"


@library_class(OPTIMIZER)
class Optimizer:
    """The base of all optimizers, and of users' own."""

    GATE_NONE = 0
    GATE_OP = 1
    GATE_GRAPH = 2

    @staticmethod
    def init(
        machine: Machine,
        call: Call,
        self: Instance,
        use_locking: AbstractValue,
        name: AbstractValue,
        use_own_namescope_for_non_slot_vars: AbstractValue = False,
    ) -> AbstractValue:
        """Keeps the name; slots are made later. Source: Optimizer.__init__."""
        if name is None or name == "":
            message = "Must specify the optimizer name"
            machine.refuse(Reason.ARGUMENT_INVALID, "ValueError", message, parameter="name", api=OPTIMIZER)
        machine.changing(self)
        self.attributes.update(
            _use_locking=use_locking, _name=name, _slots=DictObject({}), _non_slot_dict=DictObject({})
        )
        self.attributes["_non_slot_scope"] = None
        if machine.truth(use_own_namescope_for_non_slot_vars):
            with machine.entering(variable_scope(machine, call, None, name)) as scope:
                machine.changing(self)
                self.attributes["_non_slot_scope"] = scope
        return None

    @staticmethod
    def get_name(machine: Machine, call: Call, self: Instance) -> AbstractValue:
        """The optimizer's name."""
        return self.attributes.get("_name", UNKNOWN)

    @staticmethod
    def minimize(
        machine: Machine,
        call: Call,
        self: Instance,
        loss: AbstractValue,
        global_step: AbstractValue = None,
        var_list: AbstractValue = None,
        gate_gradients: AbstractValue = 1,
        aggregation_method: AbstractValue = None,
        colocate_gradients_with_ops: AbstractValue = False,
        name: AbstractValue = None,
        grad_loss: AbstractValue = None,
    ) -> AbstractValue:
        """`compute_gradients`, then `apply_gradients`. Source: Optimizer.minimize."""
        pairs = machine.call_with(
            machine.get_attribute(self, "compute_gradients"), Call([loss], {"var_list": var_list})
        )
        found = read_pairs(machine, pairs)
        if found and not is_open(pairs) and all(gradient is None for gradient, _ in found):
            checks.refuse_loss(machine, loss, [variable for _, variable in found])
            return UNKNOWN
        apply = machine.get_attribute(self, "apply_gradients")
        return machine.call_with(apply, Call([pairs], {"global_step": global_step, "name": name}))

    @staticmethod
    def compute_gradients(
        machine: Machine,
        call: Call,
        self: Instance,
        loss: AbstractValue,
        var_list: AbstractValue = None,
        gate_gradients: AbstractValue = 1,
        aggregation_method: AbstractValue = None,
        colocate_gradients_with_ops: AbstractValue = False,
        grad_loss: AbstractValue = None,
    ) -> AbstractValue:
        """Pairs of gradient and variable. Source: Optimizer.compute_gradients."""
        if machine.graph is machine.runtime.eager_graph:
            return eager_gradients(machine, loss, var_list, f"{OPTIMIZER}.compute_gradients")
        if is_callable(loss) is True:
            loss = machine.call(loss)
        else:
            checks.check_loss(machine, loss)
        checks.check_targets(machine, var_list)
        variables = variables_of(machine, var_list)
        if not variables.items and not variables.is_open:
            machine.refuse(
                Reason.NO_VARIABLES, "ValueError", "No variables to optimize.", parameter="var_list",
                api=f"{OPTIMIZER}.compute_gradients", certain=knows_all(machine), given=var_list,
            )  # fmt: skip
        use_scope(machine, "gradients")
        return ListObject(list(zip(gradients_of(machine, loss, variables.items), variables.items)), variables.is_open)

    @staticmethod
    def apply_gradients(
        machine: Machine,
        call: Call,
        self: Instance,
        grads_and_vars: AbstractValue,
        global_step: AbstractValue = None,
        name: AbstractValue = None,
        skip_gradients_aggregation: AbstractValue = False,
    ) -> AbstractValue:
        """Makes the slots, then the updates. Source: Optimizer.apply_gradients."""
        pairs = read_pairs(machine, grads_and_vars)
        if pairs is None:
            machine.gap("unknown-variables", f"{OPTIMIZER}.apply_gradients")
            return Unknown("train_op")
        with_gradient = [(gradient, variable) for gradient, variable in pairs if gradient is not None]
        if not with_gradient and not is_open(grads_and_vars):
            checks.refuse_pairs(machine, [variable for _, variable in pairs])
        create_slots(machine, self, with_gradient)
        machine.emit(Trained, variables=tuple(variable for _, variable in with_gradient), graph=machine.graph)
        before = op_names.open_name_scope(
            machine, machine.graph, self.attributes.get("_name", UNKNOWN) if name is None else name
        )
        try:
            updates = update_all(machine, self, with_gradient)
        finally:
            op_names.close_name_scope(machine, machine.graph, before)
        return updates

    @staticmethod
    def get_slot(
        machine: Machine, call: Call, self: Instance, var: AbstractValue, name: AbstractValue
    ) -> AbstractValue:
        """A slot, None where there is none. Source: Optimizer.get_slot."""
        return slot_dict(machine, self, name).items.get(native_of(var))

    @staticmethod
    def get_slot_names(machine: Machine, call: Call, self: Instance) -> AbstractValue:
        """The names of the kinds of slots. Source: Optimizer.get_slot_names."""
        slots = self.attributes.get("_slots")
        return ListObject(sorted(slots.items, key=str) if isinstance(slots, DictObject) else [])

    @staticmethod
    def variables(machine: Machine, call: Call, self: Instance) -> AbstractValue:
        """All variables of the optimizer, by name. Source: Optimizer.variables."""
        found: list[AbstractValue] = []
        for field in ("_non_slot_dict", "_slots"):
            kept = self.attributes.get(field)
            for value in kept.items.values() if isinstance(kept, DictObject) else ():
                found += value.items.values() if isinstance(value, DictObject) else [value]
        return ListObject(sorted(found, key=lambda variable: str(getattr(variable, "name", ""))))

    @staticmethod
    def _slot_dict(machine: Machine, call: Call, self: Instance, slot_name: AbstractValue) -> AbstractValue:
        """The slots of one kind by variable. Source: Optimizer._slot_dict."""
        return slot_dict(machine, self, slot_name)

    @staticmethod
    def _zeros_slot(
        machine: Machine,
        call: Call,
        self: Instance,
        var: AbstractValue,
        slot_name: AbstractValue,
        op_name: AbstractValue,
    ) -> AbstractValue:
        """A slot of zeros, made once. Source: Optimizer._zeros_slot."""
        slots = slot_dict(machine, self, slot_name)
        return keep(machine, slots, var) or put(
            machine, slots, var, create_zeros_slot(machine, call, var, op_name, copy_xla_sharding=True)
        )

    @staticmethod
    def _get_or_make_slot(
        machine: Machine,
        call: Call,
        self: Instance,
        var: AbstractValue,
        val: AbstractValue,
        slot_name: AbstractValue,
        op_name: AbstractValue,
    ) -> AbstractValue:
        """A slot with a tensor's value, made once. Source: Optimizer._get_or_make_slot."""
        slots = slot_dict(machine, self, slot_name)
        return keep(machine, slots, var) or put(
            machine, slots, var, create_slot(machine, call, var, val, op_name, copy_xla_sharding=True)
        )

    @staticmethod
    def _get_or_make_slot_with_initializer(
        machine: Machine,
        call: Call,
        self: Instance,
        var: AbstractValue,
        initializer: AbstractValue,
        shape: AbstractValue,
        dtype: AbstractValue,
        slot_name: AbstractValue,
        op_name: AbstractValue,
    ) -> AbstractValue:
        """A slot that an initializer fills, made once. Source: Optimizer._get_or_make_slot_with_initializer."""
        slots = slot_dict(machine, self, slot_name)
        found = keep(machine, slots, var)
        if found is not None:
            return found
        made = create_slot_with_initializer(
            machine, call, var, initializer, shape, dtype, op_name, copy_xla_sharding=True
        )
        return put(machine, slots, var, made)

    @staticmethod
    def _create_non_slot_variable(
        machine: Machine,
        call: Call,
        self: Instance,
        initial_value: AbstractValue,
        name: AbstractValue,
        colocate_with: AbstractValue,
    ) -> AbstractValue:
        """A variable of the optimizer itself, made once for a graph. Source: Optimizer._create_non_slot_variable."""
        kept = self.attributes.get("_non_slot_dict")
        assert isinstance(kept, DictObject)
        owner = native_of(colocate_with)
        key = (name, owner.graph if isinstance(owner, Tensor) else None)
        if key not in kept.items:
            is_resource = owner.is_resource if isinstance(owner, Variable) else None
            made = make_non_slot(machine, self, initial_value, name, is_resource)
            machine.changing(kept)
            kept.items[key] = made
        return kept.items[key]

    @staticmethod
    def _get_non_slot_variable(
        machine: Machine, call: Call, self: Instance, name: AbstractValue, graph: AbstractValue = None
    ) -> AbstractValue:
        """A variable of the optimizer itself, None where there is none. Source: Optimizer._get_non_slot_variable."""
        kept = self.attributes.get("_non_slot_dict")
        return kept.items.get((name, graph)) if isinstance(kept, DictObject) else None

    @staticmethod
    def _create_slots(machine: Machine, call: Call, self: Instance, var_list: AbstractValue) -> AbstractValue:
        """Makes nothing. Source: Optimizer._create_slots."""
        return None

    @staticmethod
    def _prepare(machine: Machine, call: Call, self: Instance) -> AbstractValue:
        """Makes nothing that matters. Source: Optimizer._prepare."""
        return None

    @staticmethod
    def _finish(
        machine: Machine, call: Call, self: Instance, update_ops: AbstractValue, name_scope: AbstractValue
    ) -> AbstractValue:
        """The op that groups the updates. Source: Optimizer._finish."""
        return Unknown("train_op")

    @staticmethod
    def _apply_dense(
        machine: Machine, call: Call, self: Instance, grad: AbstractValue, var: AbstractValue, *rest: AbstractValue
    ) -> AbstractValue:
        """An op that makes no variable. Source: Optimizer._apply_dense."""
        return Unknown("update")

    _apply_sparse = _apply_dense
    _resource_apply_dense = _apply_dense
    _resource_apply_sparse = _apply_dense

    @staticmethod
    def _call_if_callable(machine: Machine, call: Call, self: Instance, param: AbstractValue) -> AbstractValue:
        """A setting, called where it is a function. Source: Optimizer._call_if_callable."""
        return machine.call(param) if is_callable(param) is True else param
