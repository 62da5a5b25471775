"""The ops that stop a gradient, wholly or at some of their arguments. Integers stop it anyway.

**Source:** the gradient registry of TF 2.21: `ops.NotDifferentiable`, and the gradient functions that answer None for
an input (tensorflow/python/ops/{array,math,nn,image,linalg,data_flow,random}_grad.py). `tests/ops` asks it.
"""

from __future__ import annotations

from tfscope.models.flow import no_gradient

for names in (
    "stop_gradient zeros_like ones_like eye one_hot range constant",
    "ceil math.ceil floor math.floor rint math.rint round math.round",
    "floordiv math.floordiv floor_div truncatediv nn.zero_fraction math.zero_fraction",
    "random_shuffle random.shuffle image.draw_bounding_boxes py_func numpy_function",
):
    no_gradient(" ".join(f"tensorflow.{name}" for name in names.split()))
for names, parameters in (
    ("nn.softmax_cross_entropy_with_logits", "labels"),
    ("losses.softmax_cross_entropy", "onehot_labels"),
    ("nn.sparse_softmax_cross_entropy_with_logits losses.sparse_softmax_cross_entropy nn.ctc_loss", "labels"),
    ("Print", "data"),
    ("betainc math.betainc", "a b"),
    ("polygamma math.polygamma", "a"),
    ("zeta math.zeta", "x"),
    ("boolean_mask", "mask"),
    ("python.ops.control_flow_ops.with_dependencies", "dependencies"),
    ("nn.fused_batch_norm compat.v1.nn.fused_batch_norm", "mean variance"),
    ("dynamic_partition", "partitions"),
    ("image.central_crop", "central_fraction"),
    ("matrix_band_part linalg.band_part", "num_lower num_upper"),
):
    no_gradient(" ".join(f"tensorflow.{name}" for name in names.split()), parameters)
