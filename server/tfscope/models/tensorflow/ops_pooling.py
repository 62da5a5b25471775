"""Pooling of `tf.nn`, and patches of images.

**Source:** tensorflow/core/framework/common_shape_fns.cc; core/ops/array_ops.cc; python/ops/nn_ops.py; TF 2.21.
"""

from __future__ import annotations

from collections.abc import Callable

from tfscope.domain.values import UNKNOWN, AbstractValue, DType, Shape
from tfscope.models.machine import Machine
from tfscope.models.tensorflow.op_model import Arguments, Facts, declare, declare_answer, facts, use_name
from tfscope.models.tensorflow.ops_convolutions import channels_first, per_axis, slid
from tfscope.models.tensorflow.ops_reductions import first_given
from tfscope.models.tensorflow.ops_results import dims_of, named, product, scaled_dim, tensor


def pool(rank: int) -> Callable[[Machine, Arguments], Facts]:
    """The rule of pooling: the channels stay."""

    def rule(machine: Machine, bound: Arguments) -> Facts:
        shape, dtype = facts(machine, first_given(bound, "value", "input"))
        first = channels_first(machine, bound["data_format"])
        sizes = per_axis(bound["ksize"], rank, bool(first))
        settings = (bound["strides"], bound["padding"], 1, bound["data_format"])
        return slid(machine, shape, rank, sizes, settings, lambda own: own), dtype

    return rule


def general_pool(machine: Machine, bound: Arguments) -> Facts:
    """Pooling over as many axes as the window has."""
    shape, dtype = facts(machine, bound["input"])
    dims = dims_of(shape)
    if dims is None or len(dims) < 3:
        return UNKNOWN, dtype
    rank = len(dims) - 2
    first = channels_first(machine, bound["data_format"])
    sizes = per_axis(bound["window_shape"], rank, bool(first))
    settings = (
        bound["strides"],
        bound["padding"],
        first_given(bound, "dilation_rate", "dilations"),
        bound["data_format"],
    )
    return slid(machine, shape, rank, sizes, settings, lambda own: own), dtype


def pool_with_argmax(machine: Machine, bound: Arguments) -> AbstractValue:
    """The largest values and where they are."""
    use_name(machine, bound["name"], "MaxPoolWithArgmax")
    shape, dtype = pool(2)(machine, bound)
    places = tensor(machine, (shape, DType("int64")), None)
    return named(machine, "MaxPoolWithArgmax", output=tensor(machine, (shape, dtype), None), argmax=places)


def patches(machine: Machine, bound: Arguments) -> Facts:
    """Blocks of an image as channels. Source: array_ops.cc, ExtractImagePatches."""
    shape, dtype = facts(machine, bound["images"])
    sizes = per_axis(first_given(bound, "ksizes", "sizes"), 2, first=False)
    settings = (bound["strides"], bound["padding"], bound["rates"], "NHWC")
    area = product(sizes)
    after = slid(machine, shape, 2, sizes, settings, lambda own: scaled_dim(own, area))
    dims = dims_of(after)
    return (Shape((dims[0], None, None, dims[3])) if dims is not None and None in dims[1:3] else after), dtype


for kind in ("avg", "max"):
    title = f"{kind.title()}Pool"
    declare(
        f"nn.{kind}_pool", "value, ksize, strides, padding, data_format='NHWC', name=None, input=None", title, pool(2)
    )
    line = "input, ksize, strides, padding, data_format='NWC', name=None"
    declare(f"nn.{kind}_pool1d", line, f"{title}1d/Squeeze", pool(1))
    declare(
        f"nn.{kind}_pool3d", "input, ksize, strides, padding, data_format='NDHWC', name=None", f"{title}3D", pool(3)
    )
declare(
    "nn.avg_pool2d", "value, ksize, strides, padding, data_format='NHWC', name=None, input=None", "AvgPool2D", pool(2)
)
declare("nn.max_pool2d", "input, ksize, strides, padding, data_format='NHWC', name=None", "MaxPool2d", pool(2))
declare(
    "nn.pool",
    "input, window_shape, pooling_type, padding, dilation_rate=None, strides=None, name=None, data_format=None, "
    "dilations=None",
    "pool/?",
    general_pool,
)
declare_answer(
    "nn.max_pool_with_argmax",
    "input, ksize, strides, padding, data_format='NHWC', Targmax=None, name=None, output_dtype=None, "
    "include_batch_in_index=False",
    pool_with_argmax,
)
declare(
    "extract_image_patches image.extract_image_patches",
    "images, ksizes=None, strides=None, rates=None, padding=None, name=None, sizes=None",
    "ExtractImagePatches",
    patches,
)
declare("image.extract_patches", "images, sizes, strides, rates, padding, name=None", "ExtractImagePatches", patches)
