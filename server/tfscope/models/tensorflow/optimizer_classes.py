"""The optimizers of `tf.train`: their settings and slots.

**Source:** tensorflow/python/training/{adam,momentum,adagrad,adadelta,rmsprop,ftrl,…}.py, TF 2.21;
tensorflow/contrib/opt/python/training, TF 1.15.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from tfscope.domain.heap import ABSENT, Instance
from tfscope.domain.values import UNKNOWN, AbstractValue, Unknown
from tfscope.models.machine import Call, Machine, Signature
from tfscope.models.registry import CLASSES, LibraryClass, Model, constructor_model
from tfscope.models.signature import BindingError, bind
from tfscope.models.tensorflow.op_model import parse_signature
from tfscope.models.tensorflow.optimizer_checks import check_slot
from tfscope.models.tensorflow.optimizers import OPTIMIZER

#: A slot: what `get_slot` calls it, and the settings that may name its variable, by precedence.
Slot: TypeAlias = tuple[str, tuple[str, ...]]
Extra: TypeAlias = Callable[[Machine, Instance, AbstractValue], None]
#: Where Optimizer's own attributes are not called like the parameter.
ATTRIBUTES: Final = {"_learning_rate": "_lr", "_beta1": "_beta1", "_beta2": "_beta2"}


def declare_optimizer(
    path: str, parameters: str, slots: tuple[str, ...], extra: Extra | None = None, base: str = OPTIMIZER
) -> None:
    """Registers an optimizer's class. `slots` are the names of its kinds of slots, in order of creation.

    A slot `accum?accum_name` is named by that setting where it is given; `mg?centered!` is made where that is true.
    """
    short = path.rpartition(".")[2]
    signature = Signature(f"{short}.__init__", parse_signature("__init__", parameters).parameters)

    def create_slots(machine: Machine, call: Call, self: Instance, var_list: AbstractValue) -> AbstractValue:
        """Makes the slots of each variable. Source: the class's _create_slots."""
        variables = machine.items_of(var_list) or []
        if extra is not None and variables:
            extra(machine, self, variables[0])
        for variable in variables:
            for slot in slots:
                make_one(machine, self, variable, slot)
        return None

    apply_dense = applier(short, slots)
    methods: dict[str, AbstractValue] = {
        "__init__": constructor_model(path, constructor(signature), signature, is_open=False),
        "_create_slots": Model(f"{short}._create_slots", create_slots),
        "_apply_dense": Model(f"{short}._apply_dense", apply_dense),
        "_resource_apply_dense": Model(f"{short}._resource_apply_dense", apply_dense),
    }
    if extra is beta_powers:
        methods["_get_beta_accumulators"] = Model(f"{short}._get_beta_accumulators", beta_accumulators)
    CLASSES[path] = LibraryClass(path, (base,), methods)


def applier(short: str, slots: tuple[str, ...]) -> Callable[..., AbstractValue]:
    """The `_apply_dense` of an optimizer with these slots."""

    def apply_dense(
        machine: Machine, call: Call, self: Instance, grad: AbstractValue, var: AbstractValue, *rest: AbstractValue
    ) -> AbstractValue:
        """An op on the variable and its slots. Source: the class's _apply_dense."""
        made = [
            name for name, _, condition in (slot.partition("?") for slot in slots) if is_on(machine, self, condition)
        ]
        if made:
            is_centered = "mg" in made
            op = f"Apply{'Centered' * is_centered}{short.removesuffix('Optimizer')}"
            check_slot(machine, self, op, "mg" if is_centered else made[0], var)
        return Unknown("update")

    return apply_dense


def constructor(signature: Signature) -> Callable[..., AbstractValue]:
    """The `__init__` of an optimizer with these parameters."""

    def init(
        machine: Machine, call: Call, self: Instance, *arguments: AbstractValue, **keywords: AbstractValue
    ) -> AbstractValue:
        """Keeps the settings as attributes. Source: the class's __init__."""
        try:
            bound = bind(signature, Call(list(arguments), keywords, call.is_open))
        except BindingError as error:
            machine.fail("TypeError", str(error), api=signature.name)
            return None
        start = CLASSES[OPTIMIZER].methods["__init__"]
        own = bound.get("use_own_namescope_for_non_slot_vars", False)
        machine.call_with(start, Call([self, bound.get("use_locking", False), bound["name"], own]))
        machine.changing(self)
        for name, value in bound.items():
            self.attributes[f"_{name}"] = value
        self.attributes["_lr"] = bound.get("learning_rate")
        return None

    return init


def beta_accumulators(machine: Machine, call: Call, self: Instance) -> AbstractValue:
    """Both powers, None before they are made. Source: AdamOptimizer._get_beta_accumulators."""
    read = machine.get_attribute(self, "_get_non_slot_variable")
    return tuple(machine.call(read, f"beta{number}_power", graph=machine.graph) for number in ("1", "2"))


def make_one(machine: Machine, optimizer: Instance, variable: AbstractValue, slot: str) -> None:
    """One slot, unless a setting switches it off."""
    name, _, condition = slot.partition("?")
    op_name = optimizer.attributes.get("_name", UNKNOWN)
    if not is_on(machine, optimizer, condition):
        return
    if condition and not condition.endswith("!"):
        op_name = optimizer.attributes.get(f"_{condition}") or op_name
    machine.call(machine.get_attribute(optimizer, "_zeros_slot"), variable, name, op_name)


def is_on(machine: Machine, optimizer: Instance, condition: str) -> bool:
    """Whether a slot is made: `setting!` switches it on."""
    return not condition.endswith("!") or machine.truth(optimizer.attributes.get(f"_{condition[:-1]}")) is True


def beta_powers(machine: Machine, optimizer: Instance, first: AbstractValue) -> None:
    """`beta1_power` and `beta2_power`, once. Source: AdamOptimizer._create_slots."""
    make = machine.get_attribute(optimizer, "_create_non_slot_variable")
    for number in ("1", "2"):
        value = optimizer.attributes.get(f"_beta{number}", ABSENT)
        start = value if isinstance(value, (int, float)) else 0.9
        machine.call(make, initial_value=start, name=f"beta{number}_power", colocate_with=first)


ADAM: Final = (
    "learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-08, use_locking=False, name={name!r}, "
    "use_own_namescope_for_non_slot_vars=False"
)
PROXIMAL: Final = "l1_regularization_strength=0.0, l2_regularization_strength=0.0, use_locking=False"

for name, parameters, kinds in (
    ("GradientDescent", "learning_rate, use_locking=False, name='GradientDescent'", ""),
    ("ProximalGradientDescent", f"learning_rate, {PROXIMAL}, name='ProximalGradientDescent'", ""),
    ("Momentum", "learning_rate, momentum, use_locking=False, name='Momentum', use_nesterov=False", "momentum"),
    ("Adagrad", "learning_rate, initial_accumulator_value=0.1, use_locking=False, name='Adagrad'", "accumulator"),
    (
        "ProximalAdagrad",
        f"learning_rate, initial_accumulator_value=0.1, {PROXIMAL}, name='ProximalAdagrad'",
        "accumulator",
    ),
    (
        "AdagradDA",
        f"learning_rate, global_step, initial_gradient_squared_accumulator_value=0.1, {PROXIMAL}, name='AdagradDA'",
        "gradient_accumulator gradient_squared_accumulator",
    ),
    (
        "Adadelta",
        "learning_rate=0.001, rho=0.95, epsilon=1e-08, use_locking=False, name='Adadelta'",
        "accum accum_update",
    ),
    (
        "RMSProp",
        "learning_rate, decay=0.9, momentum=0.0, epsilon=1e-10, use_locking=False, centered=False, name='RMSProp'",
        "rms mg?centered! momentum",
    ),
    (
        "Ftrl",
        "learning_rate, learning_rate_power=-0.5, initial_accumulator_value=0.1, l1_regularization_strength=0.0, "
        "l2_regularization_strength=0.0, use_locking=False, name='Ftrl', accum_name=None, linear_name=None, "
        "l2_shrinkage_regularization_strength=0.0, beta=None",
        "accum?accum_name linear?linear_name",
    ),
):
    declare_optimizer(f"tensorflow.train.{name}Optimizer", parameters, tuple(kinds.split()))
declare_optimizer("tensorflow.train.AdamOptimizer", ADAM.format(name="Adam"), ("m", "v"), beta_powers)
ADAM_BASE: Final = "tensorflow.train.AdamOptimizer"
for name in ("LazyAdam", "Nadam"):
    declare_optimizer(
        f"tensorflow.contrib.opt.{name}Optimizer", ADAM.format(name="Adam"), ("m", "v"), beta_powers, ADAM_BASE
    )
declare_optimizer(
    "tensorflow.contrib.opt.AdamWOptimizer",
    f"weight_decay, {ADAM.format(name='AdamW')}",
    ("m", "v"),
    beta_powers,
    ADAM_BASE,
)
declare_optimizer(
    "tensorflow.contrib.opt.MomentumWOptimizer",
    "weight_decay, learning_rate, momentum, use_locking=False, name='MomentumW', use_nesterov=False",
    ("momentum",),
    None,
    "tensorflow.train.MomentumOptimizer",
)
