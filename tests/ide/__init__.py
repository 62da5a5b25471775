"""Editor features over programs whose comments say what an editor shows."""

import pytest

pytest.register_assert_rewrite("tests.ide.carets")
