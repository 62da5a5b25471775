"""Programs of image ops, random ops, strings and files."""

from __future__ import annotations

from tests.ops.generate import Writer, template


@template
def images(w: Writer) -> str:
    dtype = w.word("float32", "uint8")
    rank = w.random.choice([3, 4])
    x = w.placeholder([*w.dims(rank - 3), None if w.random.random() < 0.3 else 8, 8, 3], dtype)
    size = w.word("[4, 6]", "(8, 8)", f"[{w.length()}, 5]", w.placeholder([2], "int32"))
    h, v = w.length(), w.length()
    return w.word(
        f"tf.image.resize_images({x}, {size})",
        f"tf.image.resize_images({x}, {size}, method=tf.image.ResizeMethod.NEAREST_NEIGHBOR)",
        f"tf.image.resize_images({x}, {size}, 1)",
        f"tf.image.resize_image_with_crop_or_pad({x}, {h}, {v})",
        f"tf.image.flip_left_right({x})",
        f"tf.image.random_flip_left_right({x})",
        f"tf.image.random_brightness({x}, 0.2)",
        f"tf.image.per_image_standardization({x})",
        f"tf.image.convert_image_dtype({x}, tf.float32)",
        f"tf.image.rgb_to_grayscale({x})",
        f"tf.image.grayscale_to_rgb({x}[..., :1])",
        f"tf.image.central_crop({x}, 0.5)",
        f"tf.image.adjust_contrast({x}, 2.0)",
        f"tf.image.random_saturation({x}, 0.5, 1.5)",
        f"tf.image.crop_to_bounding_box({x}, 0, 0, 2, 3)",
        f"tf.image.pad_to_bounding_box({x}, 0, 0, 20, 20)",
        f"tf.image.transpose_image({x})",
        f"tf.random_crop({x}, {[1] * (rank - 3) + [4, 4, 3]})",
        f"tf.image.rot90({x})",
        f"tf.image.random_contrast({x}, 0.5, 1.5)",
    )


@template
def batches_of_images(w: Writer) -> str:
    shape = w.word("[None, 8, None, 3]", "[2, 8, 8, 3]", "[None, None, None, 3]", "None")
    x = w.add(f"tf.placeholder(tf.{w.word('float32', 'uint8')}, {shape})")
    size = w.word("[4, 6]", f"[{w.length()}, 5]", f"tf.shape({x})[1:3] * 2" if "None)" not in w.lines[0] else "[3, 3]")
    boxes = f"{w.placeholder([*w.dims(1), 4])}, {w.placeholder(w.dims(1), 'int32')}"
    return w.word(
        f"tf.image.resize_bilinear({x}, {size})",
        f"tf.image.resize_nearest_neighbor({x}, {size})",
        f"tf.image.resize_bicubic({x}, {size})",
        f"tf.image.crop_and_resize({x}, {boxes}, [5, 6])",
        f"tf.image.resize_area({x}, {size})",
    )


@template
def decoding(w: Writer) -> str:
    s = w.placeholder([], "string")
    return w.word(
        f"tf.image.decode_jpeg({s})",
        f"tf.image.decode_jpeg({s}, channels=3)",
        f"tf.image.decode_png({s}, 1, tf.uint16)",
        f"tf.image.decode_image({s})",
        f"tf.decode_raw({s}, tf.uint8)",
        f"tf.read_file({s})",
        f"tf.string_to_number({s})",
        f"tf.as_string({w.placeholder([2])})",
        f"tf.string_join([{s}, 'a'])",
        f"tf.decode_csv({s}, [[1], [''], [0.5]])",
        f"tf.py_func(lambda a: a, [{s}], tf.float32)",
        f"tf.py_func(lambda a: a, [{s}], [tf.int64, tf.string])",
        f"tf.image.encode_jpeg(tf.image.decode_jpeg({s}))",
        f"tf.image.decode_bmp({s})",
    )


@template
def random_values(w: Writer) -> str:
    x = w.placeholder([*w.dims(1), 5])
    return w.word(
        f"tf.multinomial({x}, {w.length()})",
        f"tf.random.categorical({x}, 2)",
        f"tf.random_shuffle({x})",
        f"tf.random_gamma([{w.length()}], [1.0, 2.0])",
        f"tf.random_uniform([{w.length()}, 2], maxval=5, dtype=tf.int32)",
        f"tf.random_crop({x}, [1, 2])",
        "tf.random_normal([2], dtype=tf.float64)",
        f"tf.multinomial({x}, 1, output_dtype=tf.int32)",
        f"tf.random.normal(tf.shape({x}))",
    )
