"""`tf.image`: resizing, cropping, flipping, colours, decoding.

**Source:** tensorflow/python/ops/image_ops_impl.py; core/ops/image_ops.cc; TF 2.21.
"""

from __future__ import annotations

from collections.abc import Sequence

from tfscope.domain.values import UNKNOWN, AbstractValue, AnyShape, Dim, DType, Shape, Unknown
from tfscope.models.machine import Machine
from tfscope.models.registry import constant
from tfscope.models.tensorflow.dtypes import as_dtype
from tfscope.models.tensorflow.op_model import Arguments, Facts, Rule, declare, declare_answer, facts, same, use_name
from tfscope.models.tensorflow.ops_reductions import first_given
from tfscope.models.tensorflow.ops_results import (
    FLOAT32,
    INT32,
    STRING,
    dims_of,
    shape_of,
    tensor,
    unknown_rank,
    with_rank,
)
from tfscope.models.tensorflow.ops_static import integer, static_shape

UINT8 = DType("uint8")
NEAREST = 1

for number, method in enumerate(("BILINEAR", "NEAREST_NEIGHBOR", "BICUBIC", "AREA")):
    constant(f"tensorflow.image.ResizeMethod.{method}", number)


def sized(shape: AnyShape, height: Dim, width: Dim) -> AnyShape:
    """An image, or a batch of them, of another size."""
    dims = dims_of(shape)
    if dims is None:
        return UNKNOWN
    if len(dims) == 3:
        return Shape((height, width, dims[2]))
    return Shape((dims[0], height, width, dims[3])) if len(dims) == 4 else UNKNOWN


def pair(value: AbstractValue) -> tuple[Dim, Dim]:
    """Height and width."""
    found = dims_of(static_shape(value))
    return (found[0], found[1]) if found is not None and len(found) == 2 else (UNKNOWN, UNKNOWN)


def whole_pair(value: AbstractValue) -> tuple[Dim, Dim]:
    """Height and width where TensorFlow knows both or none."""
    height, width = pair(value)
    return (None, None) if height is None or width is None else (height, width)


def resize(machine: Machine, bound: Arguments) -> Facts:
    """Images of another size; what has it already is left alone. Source: image_ops_impl.resize_images."""
    shape, dtype = facts(machine, bound["images"])
    height, width = pair(bound["size"])
    method = bound["method"]
    after = sized(shape, height, width)
    if machine.truth(bound["preserve_aspect_ratio"]) is not False:
        return sized(shape, UNKNOWN, UNKNOWN), UNKNOWN
    before, dims = dims_of(shape), dims_of(after)
    if method == NEAREST or (
        before is not None and dims == before and isinstance(height, int) and isinstance(width, int)
    ):
        return after, dtype
    certain = isinstance(method, (int, str)) and dims is not None and before is not None
    spatial = before[-3:-1] if before is not None else ()
    alone = not certain or any(not isinstance(dim, int) and dim is not None for dim in (*spatial, height, width))
    return after, UNKNOWN if alone else FLOAT32


def resize_to(dtype: DType | None) -> Rule:
    """The rule of an op that resizes batches of images."""

    def rule(machine: Machine, bound: Arguments) -> Facts:
        shape, own = facts(machine, bound["images"])
        return sized(with_rank(shape, 4), *whole_pair(bound["size"])), dtype or own

    return rule


def targeted(machine: Machine, bound: Arguments) -> Facts:
    """Images of a height and width that are given."""
    shape, dtype = facts(machine, bound["image"])
    return sized(shape, integer(bound["target_height"]), integer(bound["target_width"])), dtype


def padded_resize(machine: Machine, bound: Arguments) -> Facts:
    """Images resized and padded."""
    return targeted(machine, bound)[0], UNKNOWN


def central_crop(machine: Machine, bound: Arguments) -> Facts:
    """The middle of images."""
    shape, dtype = facts(machine, bound["image"])
    return (shape if bound["central_fraction"] == 1.0 else sized(shape, UNKNOWN, UNKNOWN)), dtype


def random_crop(machine: Machine, bound: Arguments) -> Facts:
    """A block of the size that is given."""
    return static_shape(bound["size"]), facts(machine, bound["value"])[1]


def converted(machine: Machine, bound: Arguments) -> Facts:
    """The shape stays."""
    return shape_of(machine, bound["image"]), as_dtype(machine, bound["dtype"])


def with_channels(parameter: str, channels: int) -> Rule:
    """The last axis has another size."""

    def rule(machine: Machine, bound: Arguments) -> Facts:
        shape, dtype = facts(machine, bound[parameter])
        dims = dims_of(shape)
        return (unknown_rank(shape) if not dims else Shape((*dims[:-1], channels))), dtype

    return rule


def decoded(rank: int | None, dtype: DType = UINT8) -> Rule:
    """An image of a size that nobody knows."""

    def rule(machine: Machine, bound: Arguments) -> Facts:
        channels = bound.get("channels")
        count: Dim = None if channels in (0, None) else integer(channels)
        if rank is None:
            return (UNKNOWN if machine.truth(bound["expand_animations"]) is not True else Shape(None)), as_dtype(
                machine, bound["dtype"]
            )
        own = as_dtype(machine, bound["dtype"]) if "dtype" in bound else dtype
        return Shape((None,) * (rank - 1) + (count,)), own

    return rule


def crop_and_resize(machine: Machine, bound: Arguments) -> Facts:
    """One image for each box. Source: image_ops.cc, CropAndResize."""
    images = dims_of(with_rank(shape_of(machine, bound["image"]), 4))
    boxes = dims_of(with_rank(shape_of(machine, bound["boxes"]), 2))
    places = dims_of(with_rank(shape_of(machine, first_given(bound, "box_ind", "box_indices")), 1))
    height, width = whole_pair(bound["crop_size"])
    number: Dim = boxes[0] if boxes else UNKNOWN
    if number is None and places and places[0] is not None:
        number = places[0]
    return Shape((number, height, width, images[-1] if images else UNKNOWN)), FLOAT32


def rotated(machine: Machine, bound: Arguments) -> Facts:
    """Height and width change places at odd numbers of quarters."""
    shape, dtype = facts(machine, bound["image"])
    dims, turns = dims_of(shape), integer(bound["k"])
    if dims is None or len(dims) not in (3, 4) or not isinstance(turns, int):
        return UNKNOWN, dtype
    side = (
        dims[-2]
        if dims[-2] == dims[-3]
        else UNKNOWN
        if isinstance(dims[-2], Unknown) or isinstance(dims[-3], Unknown)
        else None
    )
    return sized(shape, side, side), dtype


def transposed(machine: Machine, bound: Arguments) -> Facts:
    """Height and width change places."""
    shape, dtype = facts(machine, bound["image"])
    dims = dims_of(shape)
    return (UNKNOWN if dims is None or len(dims) not in (3, 4) else sized(shape, dims[-2], dims[-3])), dtype


def grayscale(machine: Machine, bound: Arguments) -> Facts:
    """Three channels of one."""
    return with_channels("images", 3)(machine, bound)


def distorted_box(machine: Machine, bound: Arguments) -> AbstractValue:
    """Begin, size and box of a random crop."""
    use_name(machine, bound["name"], "sample_distorted_bounding_box")
    dtype = facts(machine, bound["image_size"])[1]
    vector = tensor(machine, (Shape((3,)), dtype), None), tensor(machine, (Shape((3,)), dtype), None)
    return (*vector, tensor(machine, (Shape((1, 1, 4)), FLOAT32), None))


def total_variation(machine: Machine, bound: Arguments) -> Facts:
    """A number for each image."""
    shape, dtype = facts(machine, bound["images"])
    dims = dims_of(shape)
    return (UNKNOWN if dims is None else Shape(dims[:1] if len(dims) == 4 else ())), dtype


def declare_all(paths: Sequence[str], parameters: str, rule: Rule) -> None:
    """Registers models of one signature, named after their paths."""
    for path in paths:
        declare(f"image.{path}", parameters, f"{path}/?", rule)


RESIZE = "images, size, method=0, align_corners=False, preserve_aspect_ratio=False, name=None"
declare("image.resize_images image.resize", RESIZE, "resize/?", resize)
EXACT = "images, size, align_corners=False, name=None, half_pixel_centers=False"
declare("image.resize_bilinear", EXACT, "ResizeBilinear", resize_to(FLOAT32))
declare("image.resize_bicubic", EXACT, "ResizeBicubic", resize_to(FLOAT32))
declare("image.resize_nearest_neighbor", EXACT, "ResizeNearestNeighbor", resize_to(None))
declare("image.resize_area", "images, size, align_corners=False, name=None", "ResizeArea", resize_to(FLOAT32))
declare_all(
    ("resize_image_with_crop_or_pad", "resize_with_crop_or_pad"), "image, target_height, target_width", targeted
)
declare_all(
    ("crop_to_bounding_box", "pad_to_bounding_box"),
    "image, offset_height, offset_width, target_height, target_width",
    targeted,
)
declare(
    "image.resize_image_with_pad",
    "image, target_height, target_width, method=0, align_corners=False",
    "resize_image_with_pad/?",
    padded_resize,
)
declare("image.central_crop", "image, central_fraction", "central_crop/?", central_crop)
declare(
    "random_crop image.random_crop",
    "value, size, seed=None, name=None",
    "random_crop",
    random_crop,
    lambda machine, bound: None,
)
declare_all(("flip_left_right", "flip_up_down"), "image", same("image"))
declare_all(("random_flip_left_right", "random_flip_up_down"), "image, seed=None", same("image"))
declare_all(("random_brightness", "random_hue"), "image, max_delta, seed=None", same("image"))
declare_all(("random_contrast", "random_saturation"), "image, lower, upper, seed=None", same("image"))
declare("image.adjust_brightness", "image, delta", "adjust_brightness/?", same("image"))
declare("image.adjust_contrast", "images, contrast_factor", "adjust_contrast/?", same("images"))
declare("image.adjust_gamma", "image, gamma=1, gain=1", "adjust_gamma/?", same("image"))
declare("image.adjust_hue", "image, delta, name=None", "adjust_hue/?", same("image"))
declare("image.adjust_saturation", "image, saturation_factor, name=None", "adjust_saturation/?", same("image"))
declare(
    "image.per_image_standardization",
    "image",
    "per_image_standardization/?",
    lambda machine, bound: (shape_of(machine, bound["image"]), FLOAT32),
)
declare("image.convert_image_dtype", "image, dtype, saturate=False, name=None", "convert_image/?", converted)
declare("image.rgb_to_grayscale", "images, name=None", "rgb_to_grayscale", with_channels("images", 1))
declare("image.grayscale_to_rgb", "images, name=None", "grayscale_to_rgb", grayscale)
declare("image.rgb_to_hsv", "images, name=None", "RGBToHSV", same("images"))
declare("image.hsv_to_rgb", "images, name=None", "HSVToRGB", same("images"))
declare("image.draw_bounding_boxes", "images, boxes, name=None, colors=None", "DrawBoundingBoxes", same("images"))
JPEG = (
    "contents, channels=0, ratio=1, fancy_upscaling=True, try_recover_truncated=False, acceptable_fraction=1, "
    "dct_method='', name=None"
)
declare("image.decode_jpeg io.decode_jpeg", JPEG, "DecodeJpeg", decoded(3))
declare("image.decode_png io.decode_png", "contents, channels=0, dtype='uint8', name=None", "DecodePng", decoded(3))
declare("image.decode_bmp io.decode_bmp", "contents, channels=0, name=None", "DecodeBmp", decoded(3))
declare(
    "image.decode_image io.decode_image",
    "contents, channels=None, dtype='uint8', name=None, expand_animations=True",
    "decode_image/?",
    decoded(None),
)
declare(
    "image.encode_jpeg io.encode_jpeg",
    "image, format='', quality=95, progressive=False, optimize_size=False, chroma_downsampling=True, "
    "density_unit='in', "
    "x_density=300, y_density=300, xmp_metadata='', name=None",
    "EncodeJpeg",
    lambda machine, bound: (Shape(()), STRING),
)
declare("image.encode_png io.encode_png", "image, compression=-1, name=None", "EncodePng",
        lambda machine, bound: (UNKNOWN, STRING))  # fmt: skip
declare(
    "image.crop_and_resize",
    "image, boxes, box_ind=None, crop_size=None, method='bilinear', extrapolation_value=0, name=None, box_indices=None",
    "CropAndResize",
    crop_and_resize,
)
declare(
    "image.non_max_suppression",
    "boxes, scores, max_output_size, iou_threshold=0.5, score_threshold=UNKNOWN, name=None",
    "non_max_suppression",
    lambda machine, bound: (Shape((None,)), INT32),
    lambda machine, bound: None,
)
declare("image.rot90", "image, k=1, name=None", "rot90/?", rotated)
declare("image.transpose_image image.transpose", "image, name=None", "transpose/transpose", transposed)
declare_answer(
    "image.sample_distorted_bounding_box",
    "image_size, bounding_boxes, seed=None, seed2=None, min_object_covered=0.1, aspect_ratio_range=None, "
    "area_range=None, "
    "max_attempts=None, use_image_if_no_bounding_boxes=None, name=None",
    distorted_box,
)
declare("image.total_variation", "images, name=None", "total_variation", total_variation)
