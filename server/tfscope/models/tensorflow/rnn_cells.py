"""The cells of `tf.nn.rnn_cell` and `tf.contrib.rnn` that hold weights.

**Source:** tf_keras/src/layers/rnn/legacy_cells.py, tf_keras 2.21; tensorflow/contrib/rnn/python/ops/{rnn_cell,
lstm_ops,gru_ops}.py, TF 1.15.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from tfscope.domain.events import Reason
from tfscope.domain.graph import Tensor, Variable, native_of
from tfscope.domain.heap import Instance, ListObject
from tfscope.domain.values import UNKNOWN, AbstractValue, Symbol
from tfscope.models.machine import Call, Machine, Signature
from tfscope.models.registry import CLASSES, LibraryClass, LibraryProperty, Model, constructor_model
from tfscope.models.signature import BindingError, bind
from tfscope.models.tensorflow.dtypes import constant_facts
from tfscope.models.tensorflow.get_variable import get_variable
from tfscope.models.tensorflow.initializers import Initializer
from tfscope.models.tensorflow.layer_dtypes import check_operands
from tfscope.models.tensorflow.layers_base import add_weight, last_dimension
from tfscope.models.tensorflow.op_model import parse_signature
from tfscope.models.tensorflow.rnn_base import BASE, RNN_CELL, batch_of, lstm_state, sized
from tfscope.models.tensorflow.scopes import variable_scope
from tfscope.models.tensorflow.structures import map_structure

Size: TypeAlias = Callable[[Machine, Instance], AbstractValue]


def declare_cell(
    path: str,
    parameters: str,
    weights: str,
    state: Size,
    output: str = "num_units",
    base: str = f"{RNN_CELL}.LayerRNNCell",
    name: str | None = None,
) -> None:
    """Registers a cell. `weights` has one line each: name, dimensions, `if` a setting; `name` is the default one."""
    short = path.rpartition(".")[2]
    signature = Signature(f"{short}.__init__", parse_signature("__init__", parameters).parameters)
    rows = [row.partition(" if ") for row in weights.strip().splitlines()]

    def build(machine: Machine, call: Call, self: Instance, input_shape: AbstractValue) -> AbstractValue:
        """Makes the weights. Source: the class's build."""
        depth = last_dimension(input_shape)
        for row, _, condition in rows:
            if is_on(machine, self, condition.strip()):
                short_name, *dims = row.split()
                make_weight(machine, self, short_name, [size_of(self, depth, dim) for dim in dims])
        machine.changing(self)
        self.attributes["built"] = True
        return None

    methods: dict[str, AbstractValue] = {
        "__init__": constructor_model(path, constructor(signature, name), signature),
        "build": Model(f"{short}.build", build),
        "call": Model(f"{short}.call", call_checked if path.startswith(RNN_CELL) else call_cell),
        "state_size": LibraryProperty(lambda machine, self: state(machine, as_instance(self))),
        "output_size": LibraryProperty(lambda machine, self: setting(as_instance(self), output)),
    }
    CLASSES[path] = LibraryClass(path, (base,), methods)


def constructor(signature: Signature, name: str | None) -> Callable[..., AbstractValue]:
    """The `__init__` of a cell with these parameters; `name` is the default one."""

    def init(
        machine: Machine, call: Call, self: Instance, *arguments: AbstractValue, **keywords: AbstractValue
    ) -> AbstractValue:
        """Keeps the settings as attributes. Source: the class's __init__."""
        names = [parameter.name for parameter in signature.parameters]
        own = {key: value for key, value in keywords.items() if key in names}
        rest = {key: value for key, value in keywords.items() if key not in names}
        try:
            bound = bind(signature, Call(list(arguments), own, call.is_open))
        except BindingError as error:
            machine.fail("TypeError", str(error), api=signature.name)
            return None
        given = bound.get("name", name)
        started = {"_reuse": bound.get("reuse"), "name": name if given is None else given, "dtype": bound.get("dtype")}
        machine.call_with(CLASSES[BASE].methods["__init__"], Call([self], {**started, **rest}))
        machine.changing(self)
        for key, value in bound.items():
            if key not in ("name", "reuse", "dtype"):
                self.attributes[f"_{key}"] = value
        return None

    return init


def as_instance(value: AbstractValue) -> Instance:
    """The cell itself."""
    assert isinstance(value, Instance)
    return value


def call_cell(
    machine: Machine, call: Call, self: Instance, inputs: AbstractValue, state: AbstractValue, *rest: AbstractValue
) -> AbstractValue:
    """The output and the new state. Source: the class's call."""
    return step(machine, self, inputs)


def call_checked(
    machine: Machine, call: Call, self: Instance, inputs: AbstractValue, state: AbstractValue, *rest: AbstractValue
) -> AbstractValue:
    """The same, where inputs and output together are as wide as the first weight is high."""
    width = size_of(self, last_dimension(inputs), "d+h")
    first = self.attributes.get("_kernel", self.attributes.get("_gates_kernel"))
    height = last_dimension(native_of(first), axis=0)
    if isinstance(width, int) and isinstance(height, int) and width != height:
        message = f"Dimensions must be equal, but are {width} and {height}"
        kernel = native_of(first)
        machine.refuse(
            Reason.LAYER_INPUT, "ValueError", message, existing=kernel if isinstance(kernel, Variable) else None,
            parameter="inputs", api=f"{RNN_CELL}.call",
        )  # fmt: skip
    check_operands(machine, self, "MatMul", ("a", inputs), ("b", first))
    return step(machine, self, inputs)


def step(machine: Machine, cell: Instance, inputs: AbstractValue) -> AbstractValue:
    """One step: tensors of the batch and the cell's sizes, with the dtype of the inputs."""
    batch, dtype = batch_of(inputs), constant_facts(inputs)[1]

    def tensor(size: AbstractValue) -> AbstractValue:
        return Tensor(sized(batch, size), dtype, None, machine.graph)

    output = map_structure(machine, tensor, machine.get_attribute(cell, "output_size"))
    return output, map_structure(machine, tensor, machine.get_attribute(cell, "state_size"))


def setting(cell: Instance, name: str) -> AbstractValue:
    """A setting of a cell; `a|b` is the first that is given."""
    for option in name.split("|"):
        found = cell.attributes.get(f"_{option}")
        if found:
            return found
    return cell.attributes.get(f"_{name.split('|')[-1]}", UNKNOWN)


def is_on(machine: Machine, cell: Instance, condition: str) -> bool:
    """Whether a weight is made: `setting`, or `not setting`."""
    if not condition:
        return True
    word = condition.removeprefix("not ")
    return (machine.truth(cell.attributes.get(f"_{word}")) is True) is (word == condition)


def size_of(cell: Instance, depth: AbstractValue, text: str) -> AbstractValue:
    """A dimension: `d+h` and `4*u` of depth, previous output and units."""
    values = {"d": depth, "u": setting(cell, "num_units|cell_size"), "h": setting(cell, "num_proj|num_units|cell_size")}
    total: AbstractValue = 0
    for term in text.split("+"):
        factor, _, name = term.rpartition("*")
        value = values[name] if name in values else int(name) if name.isdigit() else setting(cell, name)
        if not isinstance(value, int) or not isinstance(total, int):
            return UNKNOWN
        total += value * int(factor or 1)
    return total


def make_weight(machine: Machine, cell: Instance, name: str, shape: list[AbstractValue]) -> None:
    """A weight by way of the layer's scope."""
    is_bias = name.rpartition("/")[2].startswith(("b", "gamma"))
    if is_bias:
        initializer = cell.attributes.get("_bias_initializer") or Initializer("tensorflow.zeros_initializer")
    else:
        initializer = cell.attributes.get("_initializer") or cell.attributes.get("_kernel_initializer")
    made = add_weight(machine, cell, name, ListObject(shape), None, initializer)
    machine.changing(cell)
    cell.attributes["_" + name.replace("/", "_")] = made


def one_state(*names: str) -> Size:
    """The state is a vector, as long as a setting says."""
    return lambda machine, cell: setting(cell, names[0])


def lstm(output: str) -> Size:
    """`LSTMStateTuple(units, output)`, or their sum."""

    def state(machine: Machine, cell: Instance) -> AbstractValue:
        units, last = setting(cell, "num_units|cell_size"), setting(cell, output)
        if machine.truth(cell.attributes.get("_state_is_tuple", True)) is not False:
            return lstm_state(machine, units, last)
        return units + last if isinstance(units, int) and isinstance(last, int) else UNKNOWN

    return state


def call_layer_norm(
    machine: Machine, call: Call, self: Instance, inputs: AbstractValue, state: AbstractValue, *rest: AbstractValue
) -> AbstractValue:
    """kernel, then gamma and beta of each gate, which `layer_norm` shares. Source: LayerNormBasicLSTMCell.call."""
    units, depth = setting(self, "num_units"), last_dimension(inputs)
    wide = ListObject([size_of(self, depth, "d+u"), size_of(self, depth, "4*u")])
    dtype = constant_facts(inputs)[1]
    get_variable(machine, call, "kernel", wide, dtype)
    if machine.truth(self.attributes.get("_layer_norm")) is False:
        get_variable(machine, call, "bias", ListObject([wide.items[1]]), dtype)
        return step(machine, self, inputs)
    gate = Tensor(sized(batch_of(inputs), units), dtype, None, machine.graph)
    for name in ("input", "transform", "forget", "output", "state"):
        with machine.entering(variable_scope(machine, call, name)):
            get_variable(machine, call, "gamma", ListObject([units]), dtype)
            get_variable(machine, call, "beta", ListObject([units]), dtype)
        machine.call(Symbol("tensorflow.contrib.layers.layer_norm"), gate, reuse=True, scope=name)
    return step(machine, self, inputs)


TAIL: Final = "reuse=None, name=None, dtype=None"
LSTM_WEIGHTS: Final = "kernel d+h 4*u\nbias 4*u"
DIAGONALS: Final = "\n".join(f"w_{letter}_diag u if use_peephole" for letter in "ifo")
GRU_WEIGHTS: Final = "gates/kernel d+u 2*u\ngates/bias 2*u\ncandidate/kernel d+u u\ncandidate/bias u"

declare_cell(
    f"{RNN_CELL}.BasicRNNCell", f"num_units, activation=None, {TAIL}", "kernel d+u u\nbias u", one_state("num_units")
)
declare_cell(
    f"{RNN_CELL}.GRUCell",
    "num_units, activation=None, reuse=None, kernel_initializer=None, bias_initializer=None, name=None, dtype=None",
    GRU_WEIGHTS,
    one_state("num_units"),
)
declare_cell(
    f"{RNN_CELL}.BasicLSTMCell",
    f"num_units, forget_bias=1.0, state_is_tuple=True, activation=None, {TAIL}",
    LSTM_WEIGHTS,
    lstm("num_units"),
)
declare_cell(
    f"{RNN_CELL}.LSTMCell",
    "num_units, use_peepholes=False, cell_clip=None, initializer=None, num_proj=None, proj_clip=None, "
    f"num_unit_shards=None, num_proj_shards=None, forget_bias=1.0, state_is_tuple=True, activation=None, {TAIL}",
    LSTM_WEIGHTS
    + "\nw_f_diag u if use_peepholes\nw_i_diag u if use_peepholes\nw_o_diag u if use_peepholes"
    + "\nprojection/kernel u num_proj if num_proj",
    lstm("num_proj|num_units"),
    "num_proj|num_units",
)
CONTRIB: Final = "tensorflow.contrib.rnn"
declare_cell(
    f"{CONTRIB}.LSTMBlockCell",
    "num_units, forget_bias=1.0, cell_clip=None, use_peephole=False, dtype=None, reuse=None, name='lstm_cell'",
    LSTM_WEIGHTS + "\n" + DIAGONALS,
    lstm("num_units"),
)
declare_cell(
    f"{CONTRIB}.GRUBlockCell",
    "num_units=None, cell_size=None, reuse=None, name='gru_cell'",
    "w_ru d+u 2*u\nb_ru 2*u\nw_c d+u u\nb_c u",
    one_state("num_units|cell_size"),
    "num_units|cell_size",
)
declare_cell(
    f"{CONTRIB}.GRUBlockCellV2",
    "num_units=None, cell_size=None, reuse=None, name='gru_cell'",
    GRU_WEIGHTS,
    one_state("num_units|cell_size"),
    "num_units|cell_size",
)
declare_cell(
    f"{CONTRIB}.NASCell",
    "num_units, num_proj=None, use_bias=False, reuse=None",
    "recurrent_kernel h 8*u\nkernel d 8*u\nbias 8*u if use_bias\nprojection_weights u num_proj if num_proj",
    lstm("num_proj|num_units"),
    "num_proj|num_units",
)
declare_cell(
    f"{CONTRIB}.LayerNormBasicLSTMCell",
    "num_units, forget_bias=1.0, input_size=None, activation=None, layer_norm=True, norm_gain=1.0, norm_shift=0.0, "
    "dropout_keep_prob=1.0, dropout_prob_seed=None, reuse=None",
    "",
    lstm("num_units"),
    base=BASE,
)
CLASSES[f"{CONTRIB}.LayerNormBasicLSTMCell"].methods["call"] = Model("LayerNormBasicLSTMCell.call", call_layer_norm)
declare_cell(
    "tensorflow.contrib.cudnn_rnn.CudnnCompatibleLSTMCell",
    "num_units, reuse=None",
    LSTM_WEIGHTS,
    lstm("num_units"),
    name="cudnn_compatible_lstm_cell",
)
declare_cell(
    "tensorflow.contrib.cudnn_rnn.CudnnCompatibleGRUCell",
    "num_units, reuse=None, kernel_initializer=None",
    "gates/kernel d+u 2*u\ngates/bias 2*u\ncandidate/input_projection/kernel d u\n"
    "candidate/hidden_projection/kernel u u\ncandidate/input_projection/bias u\ncandidate/hidden_projection/bias u",
    one_state("num_units"),
    name="cudnn_compatible_gru_cell",
)
