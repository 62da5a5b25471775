"""The parameters of our models of TensorFlow are those of the real API: same names, same order."""

from __future__ import annotations

from typing import Final

import pytest

from tests.oracle.signatures import ask
from tfscope.models import catalog
from tfscope.models.registry import MODELS

pytestmark = pytest.mark.oracle

#: Models of what TensorFlow 2.21's `compat.v1` does not have, or has in another form, and why they differ.
DIFFERENT: Final[dict[str, str]] = {
    "tensorflow.batch_matmul": "of before TensorFlow 1.0",
    "tensorflow.concat_v2": "of before TensorFlow 1.0",
    "tensorflow.mul": "of before TensorFlow 1.0",
    "tensorflow.sub": "of before TensorFlow 1.0",
    "tensorflow.pack": "of before TensorFlow 1.0",
    "tensorflow.unpack": "of before TensorFlow 1.0",
    "tensorflow.scalar_summary": "of before TensorFlow 1.0",
    "tensorflow.histogram_summary": "of before TensorFlow 1.0",
    "tensorflow.image_summary": "of before TensorFlow 1.0",
    "tensorflow.merge_summary": "of before TensorFlow 1.0",
    "tensorflow.merge_all_summaries": "of before TensorFlow 1.0",
    "tensorflow.python.util.nest.is_sequence": "renamed since TensorFlow 2.6",
    "tensorflow.EagerVariableStore": "in no public namespace",
    "tensorflow.__internal__.decorator.make_decorator": "of TensorFlow 2's namespace",
    "tensorflow.regularizers.l1": "of TensorFlow 2's namespace",
    "tensorflow.regularizers.l1_l2": "of TensorFlow 2's namespace",
    "tensorflow.regularizers.l2": "of TensorFlow 2's namespace",
    "tensorflow.python.keras.utils.tf_utils.smart_cond": "of a module that is Keras' own since TensorFlow 2.16",
}
#: Canonical names of TensorFlow 1 that are gone, by how they start.
GONE: Final = ("tensorflow.contrib.",)


def modelled() -> dict[str, list[str]]:
    """The parameters of our models of TensorFlow's functions, by canonical name.

    A model that takes whatever it is given (`*arguments, **keywords`) claims nothing, and is left out.
    """
    assert catalog, "importing the catalog registers all models"
    return {
        name: [parameter.name for parameter in model.signature.parameters]
        for name, model in sorted(MODELS.items())
        if name.startswith("tensorflow.") and not name.startswith(GONE)
        if not model.signature.parameters or any(one.kind in ("plain", "keyword") for one in model.signature.parameters)
    }


@pytest.fixture(scope="session")
def real() -> dict[str, list[str] | None]:
    """The parameters of the real APIs."""
    return ask(modelled())


@pytest.mark.parametrize("name", modelled())
def test_parameters_are_tensorflows(name: str, real: dict[str, list[str] | None]) -> None:
    """A model takes what the API takes, unless it says why not."""
    if name in DIFFERENT:
        assert real[name] != modelled()[name], f"{name} does not differ any more"
        return
    assert real[name] is not None, f"{name} is not in TensorFlow 2.21, or does not tell its parameters"
    assert modelled()[name] == real[name]
