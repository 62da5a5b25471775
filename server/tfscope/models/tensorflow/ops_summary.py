"""`tf.summary`: serialized summaries, which gather in a collection.

**Source:** tensorflow/python/summary/summary.py and summary_op_util.py, TF 2.21.
"""

from __future__ import annotations

import re

from tfscope.domain.graph import Tensor
from tfscope.domain.values import AbstractValue
from tfscope.models.machine import Machine
from tfscope.models.tensorflow import collections
from tfscope.models.tensorflow.op_model import Arguments, declare_answer, use_name
from tfscope.models.tensorflow.ops_results import SCALAR, STRING

SUMMARIES = "summaries"


def summary(machine: Machine, bound: Arguments) -> AbstractValue:
    """A serialized summary."""
    made = serialized(machine, bound["name"])
    keys = [SUMMARIES] if bound["collections"] is None else machine.items_of(bound["collections"])
    for key in keys or ():
        collections.add(machine, machine.graph, key, made)
    return made


def serialized(machine: Machine, name: AbstractValue) -> Tensor:
    """A scalar string. What may not stand in a name becomes an underscore."""
    tag = re.sub(r"[^-/\w.]", "_", name).lstrip("/") if isinstance(name, str) else name
    return Tensor(SCALAR, STRING, use_name(machine, tag, "Summary"), machine.graph, None)


def merged(machine: Machine, bound: Arguments) -> AbstractValue:
    """Several summaries in one."""
    return Tensor(SCALAR, STRING, use_name(machine, bound["name"], "Merge/MergeSummary"), machine.graph, None)


def merge_all(machine: Machine, bound: Arguments) -> AbstractValue:
    """All summaries of the graph in one; None where there are none."""
    chosen = collections.select(machine, bound.get("key", SUMMARIES), bound.get("scope"))
    if not chosen.items and not chosen.is_open:
        return None
    return Tensor(SCALAR, STRING, use_name(machine, None, "Merge/MergeSummary"), machine.graph, None)


declare_answer("summary.scalar", "name, tensor, collections=None, family=None", summary)
declare_answer("summary.histogram", "name, values, collections=None, family=None", summary)
declare_answer("summary.image", "name, tensor, max_outputs=3, collections=None, family=None", summary)
declare_answer("summary.audio", "name, tensor, sample_rate, max_outputs=3, collections=None, family=None", summary)
declare_answer("summary.text", "name, tensor, collections=None", summary)
declare_answer(
    "summary.tensor_summary",
    "name, tensor, summary_description=None, collections=None, summary_metadata=None, family=None, display_name=None",
    summary,
)
declare_answer("summary.merge", "inputs, collections=None, name=None", merged)
declare_answer("summary.merge_all", "key='summaries', scope=None, name=None", merge_all)
# Of before TensorFlow 1.0.
declare_answer("scalar_summary histogram_summary", "name, tensor, collections=None", summary)
declare_answer("image_summary", "name, tensor, max_images=3, collections=None", summary)
declare_answer("merge_summary", "inputs, collections=None, name=None", merged)
declare_answer("merge_all_summaries", "key='summaries'", merge_all)
