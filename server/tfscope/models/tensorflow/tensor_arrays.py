"""`tf.TensorArray`: what is written into it comes out again, by way of its flow.

An array and those that its methods answer share what is known of their elements' shape.

**Source:** tensorflow/python/ops/tensor_array_ops.py, class _GraphTensorArray, TF 2.21.
"""

from __future__ import annotations

from typing import Final

from tfscope.domain.graph import Tensor
from tfscope.domain.heap import Instance, ListObject
from tfscope.domain.origins import NOTHING, Origin
from tfscope.domain.values import UNKNOWN, AbstractValue, AnyDType, AnyShape, Dim, DType, Shape, Unknown
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import LibraryProperty, library_class
from tfscope.models.tensorflow.dtypes import as_dtype, constant_facts
from tfscope.models.tensorflow.op_model import use_name
from tfscope.models.tensorflow.ops_results import INT32, SCALAR, merge, scaled_dim
from tfscope.models.tensorflow.ops_static import integer, static
from tfscope.models.tensorflow.shapes import as_shape

TENSOR_ARRAY: Final = "tensorflow.TensorArray"


@library_class(TENSOR_ARRAY)
class TensorArray:
    """An array of tensors; it never changes but for the shape of its elements: methods that write answer a new one."""

    @staticmethod
    def init(
        machine: Machine,
        call: Call,
        self: Instance,
        dtype: AbstractValue,
        size: AbstractValue = None,
        dynamic_size: AbstractValue = None,
        clear_after_read: AbstractValue = None,
        tensor_array_name: AbstractValue = None,
        handle: AbstractValue = None,
        flow: AbstractValue = None,
        infer_shape: AbstractValue = True,
        element_shape: AbstractValue = None,
        colocate_with_first_write_call: AbstractValue = True,
        name: AbstractValue = None,
    ) -> AbstractValue:
        """An empty array. Source: _GraphTensorArray.__init__."""
        use_name(machine, name, "TensorArray")
        fill(machine, self, as_dtype(machine, dtype), as_shape(machine, element_shape), size, dynamic_size)
        self.attributes["_infer_shape"] = infer_shape
        return None

    @staticmethod
    def write(
        machine: Machine, call: Call, self: Instance, index: AbstractValue, value: AbstractValue,
        name: AbstractValue = None,
    ) -> AbstractValue:  # fmt: skip
        """The array with one element more."""
        use_name(machine, name, "TensorArrayWrite")
        note_shape(machine, self, constant_facts(value)[0])
        return written(machine, self, value)

    @staticmethod
    def scatter(
        machine: Machine, call: Call, self: Instance, indices: AbstractValue, value: AbstractValue,
        name: AbstractValue = None,
    ) -> AbstractValue:  # fmt: skip
        """The array with the rows of a tensor for elements."""
        use_name(machine, name, "TensorArrayScatter")
        shape = constant_facts(value)[0]
        note_shape(machine, self, Shape(shape.dims[1:]) if isinstance(shape, Shape) and shape.dims else shape)
        return written(machine, self, value)

    @staticmethod
    def unstack(
        machine: Machine, call: Call, self: Instance, value: AbstractValue, name: AbstractValue = None
    ) -> AbstractValue:
        """The same, with all rows in order."""
        return TensorArray.scatter(machine, call, self, UNKNOWN, value, name)

    @staticmethod
    def split(
        machine: Machine, call: Call, self: Instance, value: AbstractValue, lengths: AbstractValue,
        name: AbstractValue = None,
    ) -> AbstractValue:  # fmt: skip
        """The array with parts of a tensor, whose shape is only known where they are of one length."""
        use_name(machine, name, "TensorArraySplit")
        shape, parts = constant_facts(value)[0], static(lengths)
        if isinstance(shape, Shape) and shape.dims and isinstance(parts, tuple) and len(set(parts)) == 1:
            note_shape(machine, self, Shape((integer(parts[0]), *shape.dims[1:])))
        return written(machine, self, value)

    @staticmethod
    def identity(machine: Machine, call: Call, self: Instance) -> AbstractValue:
        """An array with the same elements."""
        return with_flow(self, flow_of(machine, [self.attributes["flow"]]))

    @staticmethod
    def read(
        machine: Machine, call: Call, self: Instance, index: AbstractValue, name: AbstractValue = None
    ) -> AbstractValue:
        """One element."""
        return taken(machine, self, "TensorArrayReadV3", name)

    @staticmethod
    def stack(machine: Machine, call: Call, self: Instance, name: AbstractValue = None) -> AbstractValue:
        """All elements along a new axis."""
        return taken(machine, self, "TensorArrayStack", name, size_of(machine, self))

    @staticmethod
    def gather(
        machine: Machine, call: Call, self: Instance, indices: AbstractValue, name: AbstractValue = None
    ) -> AbstractValue:
        """Some elements along a new axis; how many is not looked at."""
        return taken(machine, self, "TensorArrayGatherV3", name, None)

    @staticmethod
    def concat(machine: Machine, call: Call, self: Instance, name: AbstractValue = None) -> AbstractValue:
        """All elements one behind the other, along their first axis."""
        made = taken(machine, self, "TensorArrayConcatV3", name)
        if isinstance(made.shape, Shape) and made.shape.dims:
            first, *rest = made.shape.dims
            size = size_of(machine, self)
            infers = self.attributes.get("_infer_shape") is not False and size is not None and first is not None
            made.shape = Shape((scaled_dim(first, size) if infers else None, *rest))
        return made

    @staticmethod
    def size(machine: Machine, call: Call, self: Instance, name: AbstractValue = None) -> AbstractValue:
        """How many elements there are."""
        count = size_of(machine, self)
        return Tensor(SCALAR, INT32, None, machine.graph, count, NOTHING)

    @staticmethod
    def close(machine: Machine, call: Call, self: Instance, name: AbstractValue = None) -> AbstractValue:
        """An op that answers nothing."""
        return Unknown("operation", "operation")

    @LibraryProperty
    def element_shape(machine: Machine, self: AbstractValue) -> AbstractValue:
        """What is known of the elements' shape."""
        assert isinstance(self, Instance)
        return element_of(self)


def fill(
    machine: Machine,
    array: Instance,
    dtype: AnyDType,
    element: AnyShape,
    size: AbstractValue = None,
    dynamic_size: AbstractValue = None,
    flow: Tensor | None = None,
) -> Instance:
    """Sets the attributes of a new array."""
    machine.changing(array)
    array.attributes.update(
        dtype=dtype, flow=flow or flow_of(machine, []), handle=Unknown("handle"), _size=size, _infer_shape=True,
        _dynamic_size=dynamic_size, _elements=ListObject([element]),
    )  # fmt: skip
    return array


def flow_of(machine: Machine, sources: list[AbstractValue]) -> Tensor:
    """The tensor by way of which gradients pass through an array."""
    return Tensor(SCALAR, DType("float32"), None, machine.graph, None, Origin(sources))


def with_flow(array: Instance, flow: AbstractValue) -> Instance:
    """The array as it is after another op. Source: build_ta_with_new_flow."""
    return Instance(array.cls, {**array.attributes, "flow": flow})


def written(machine: Machine, array: Instance, value: AbstractValue) -> Instance:
    """The array after something was written."""
    return with_flow(array, flow_of(machine, [array.attributes["flow"], value]))


def is_tensor_array(value: AbstractValue) -> bool:
    """Whether a value is a `tf.TensorArray`."""
    return isinstance(value, Instance) and value.cls.path == TENSOR_ARRAY


def made_of(machine: Machine, value: AbstractValue) -> Instance:
    """An array of unknown length whose elements are like a tensor, which flows into it."""
    shape, dtype = constant_facts(value)
    array = Instance(machine.library_class(TENSOR_ARRAY))
    return fill(machine, array, dtype, shape, None, True, flow_of(machine, [value]))


def element_of(array: Instance) -> AnyShape:
    """What is known of the elements' shape."""
    elements = array.attributes.get("_elements")
    shape = elements.items[0] if isinstance(elements, ListObject) else UNKNOWN
    return shape if isinstance(shape, Shape) else UNKNOWN


def note_shape(machine: Machine, array: Instance, shape: AnyShape) -> None:
    """Adds to what is known of the elements' shape. Source: _check_element_shape."""
    elements = array.attributes.get("_elements")
    if array.attributes.get("_infer_shape") is not False and isinstance(elements, ListObject):
        machine.changing(elements)
        elements.items[0] = merge(element_of(array), shape)


def size_of(machine: Machine, array: Instance) -> Dim:
    """The length where it is fixed, None where TensorFlow does not know it."""
    size = array.attributes.get("_size")
    return None if size is None or machine.truth(array.attributes.get("_dynamic_size")) is True else integer(size)


def taken(machine: Machine, array: Instance, op_name: str, name: AbstractValue, *front: Dim) -> Tensor:
    """A tensor of what was written; its shape has axes in front of the elements'."""
    final = use_name(machine, name, op_name)
    element, dtype = element_of(array), array.attributes.get("dtype", UNKNOWN)
    if isinstance(element, Shape) and element.dims is not None:
        element = Shape((*front, *element.dims))
    found: AnyDType = dtype if isinstance(dtype, DType) else UNKNOWN
    return Tensor(element, found, final, machine.graph, None, Origin([array.attributes["flow"]]))
