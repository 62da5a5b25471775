"""Optimizers around another optimizer, and the loss of a conditional random field.

**Source:** tensorflow/python/training/sync_replicas_optimizer.py, TF 2.21; tensorflow/contrib/tpu/python/tpu/
tpu_optimizer.py and contrib/crf/python/ops/crf.py, TF 1.15.
"""

from __future__ import annotations

from typing import Final

from tfscope.domain.graph import Tensor
from tfscope.domain.heap import Instance, ListObject
from tfscope.domain.values import UNKNOWN, AbstractValue, DType, Shape, Unknown
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import CLASSES, library_class, model
from tfscope.models.tensorflow.creation import LOCAL_VARIABLES
from tfscope.models.tensorflow.dtypes import constant_facts
from tfscope.models.tensorflow.get_variable import get_variable
from tfscope.models.tensorflow.layers_base import last_dimension
from tfscope.models.tensorflow.optimizers import OPTIMIZER
from tfscope.models.tensorflow.variable import make_variable

CROSS_SHARD: Final = "tensorflow.contrib.tpu.CrossShardOptimizer"


@library_class(CROSS_SHARD, OPTIMIZER)
class CrossShardOptimizer:
    """Hands everything to the optimizer inside. Source: CrossShardOptimizer."""

    @staticmethod
    def init(
        machine: Machine, call: Call, self: Instance, opt: AbstractValue, *rest: AbstractValue, **more: AbstractValue
    ) -> AbstractValue:
        """Keeps the optimizer."""
        start = CLASSES[OPTIMIZER].methods["__init__"]
        machine.call_with(start, Call([self, False, more.get("name", "CrossShardOptimizer")]))
        machine.changing(self)
        self.attributes["_opt"] = opt
        return None

    @staticmethod
    def compute_gradients(
        machine: Machine, call: Call, self: Instance, *rest: AbstractValue, **more: AbstractValue
    ) -> AbstractValue:
        """Those of the optimizer inside."""
        return machine.call_with(inner(machine, self, "compute_gradients"), Call(list(rest), more))

    @staticmethod
    def apply_gradients(
        machine: Machine, call: Call, self: Instance, *rest: AbstractValue, **more: AbstractValue
    ) -> AbstractValue:
        """By the optimizer inside."""
        return machine.call_with(inner(machine, self, "apply_gradients"), Call(list(rest), more))

    @staticmethod
    def get_slot(machine: Machine, call: Call, self: Instance, *rest: AbstractValue) -> AbstractValue:
        """One of the optimizer inside."""
        return machine.call(inner(machine, self, "get_slot"), *rest)

    @staticmethod
    def get_slot_names(machine: Machine, call: Call, self: Instance, *rest: AbstractValue) -> AbstractValue:
        """Those of the optimizer inside."""
        return machine.call(inner(machine, self, "get_slot_names"), *rest)

    @staticmethod
    def variables(machine: Machine, call: Call, self: Instance) -> AbstractValue:
        """Those of the optimizer inside."""
        return machine.call(inner(machine, self, "variables"))


def inner(machine: Machine, wrapper: Instance, name: str) -> AbstractValue:
    """A method of the optimizer inside."""
    return machine.get_attribute(wrapper.attributes.get("_opt", UNKNOWN), name)


@library_class("tensorflow.train.SyncReplicasOptimizer", CROSS_SHARD)
class SyncReplicasOptimizer:
    """Waits for the gradients of several replicas."""

    @staticmethod
    def init(
        machine: Machine,
        call: Call,
        self: Instance,
        opt: AbstractValue,
        replicas_to_aggregate: AbstractValue,
        total_num_replicas: AbstractValue = None,
        variable_averages: AbstractValue = None,
        variables_to_average: AbstractValue = None,
        use_locking: AbstractValue = False,
        name: AbstractValue = "sync_replicas",
    ) -> AbstractValue:
        """Keeps the optimizer and what is averaged. Source: SyncReplicasOptimizer.__init__."""
        machine.call_with(CLASSES[CROSS_SHARD].methods["__init__"], Call([self, opt], {"name": name}))
        machine.changing(self)
        self.attributes.update(_variable_averages=variable_averages, _variables_to_average=variables_to_average)
        return None

    @staticmethod
    def apply_gradients(
        machine: Machine,
        call: Call,
        self: Instance,
        grads_and_vars: AbstractValue,
        global_step: AbstractValue = None,
        name: AbstractValue = None,
    ) -> AbstractValue:
        """A local step, then the updates and averages. Source: SyncReplicasOptimizer.apply_gradients."""
        dtype = constant_facts(global_step)[1]
        start = Tensor(Shape(()), dtype if isinstance(dtype, DType) else DType("int64"))
        make_variable(machine, call, start, False, ListObject([LOCAL_VARIABLES]), name="sync_rep_local_step")
        machine.call(inner(machine, self, "apply_gradients"), grads_and_vars, global_step)
        averages = self.attributes.get("_variable_averages")
        if averages is not None:
            machine.call(machine.get_attribute(averages, "apply"), self.attributes.get("_variables_to_average"))
        return Unknown("train_op")

    @staticmethod
    def get_chief_queue_runner(machine: Machine, call: Call, self: Instance) -> AbstractValue:
        """What starts the updates; makes no variable."""
        return Unknown("queue_runner")

    @staticmethod
    def get_init_tokens_op(
        machine: Machine, call: Call, self: Instance, num_tokens: AbstractValue = -1
    ) -> AbstractValue:
        """An op that makes no variable."""
        return Unknown("init_tokens")

    @staticmethod
    def make_session_run_hook(
        machine: Machine, call: Call, self: Instance, is_chief: AbstractValue, num_tokens: AbstractValue = -1
    ) -> AbstractValue:
        """A hook of a session."""
        return Unknown("hook")


@model("tensorflow.contrib.crf.crf_log_likelihood")
def crf_log_likelihood(
    machine: Machine,
    call: Call,
    inputs: AbstractValue,
    tag_indices: AbstractValue,
    sequence_lengths: AbstractValue,
    transition_params: AbstractValue = None,
) -> AbstractValue:
    """transitions [tags, tags], unless they are given. Source: crf.crf_log_likelihood."""
    shape, dtype = constant_facts(inputs)
    if transition_params is None:
        size = last_dimension(inputs)
        transition_params = get_variable(machine, call, "transitions", ListObject([size, size]))
    batch = shape.dims[0] if isinstance(shape, Shape) and shape.dims else UNKNOWN
    return Tensor(Shape((batch,)), dtype, None, machine.graph), transition_params
