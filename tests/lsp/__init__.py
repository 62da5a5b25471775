"""The server end to end, over stdio, with the capabilities that real editors sent."""

import pytest

pytest.register_assert_rewrite("tests.lsp.editor")
