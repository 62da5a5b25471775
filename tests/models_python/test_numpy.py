"""NumPy without NumPy. The oracle run, which has it, checks every condition."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.models_python.judging import check, run_in_python

PROGRAMS = {
    "numbers": """
        import numpy as np
        assert int(np.sqrt(64)) == 8 and np.prod([2, 3]) == 6 and np.prod((2, 3, 4)) == 24 and np.prod([]) == 1
        assert np.ceil(2.1) == 3 and np.floor(2.9) == 2 and int(np.ceil(7 / 2)) == 4 and np.abs(-3) == 3
        assert np.log2(8) == 3 and np.exp(0) == 1 and np.pi > 3.14 and np.newaxis is None and np.inf > 10 ** 9
        assert np.power(2, 3) == 8 and np.maximum(2, 5) == 5 and np.minimum(2, 5) == 2 and np.square(3) == 9
        assert np.mean([1, 2]) == 1.5 and np.sum([1, 2]) == 3 and np.max([1, 4, 2]) == 4 and np.argmax([1, 4, 2]) == 1
        assert np.float32(0.5) == 0.5 and np.int32(3.7) == 3 and int(np.float32(2)) == 2 and np.sign(-2.5) == -1
        assert list(range(int(np.log2(16)))) == [0, 1, 2, 3] and np.round(2.567, 1) == 2.6 and np.std([1, 1]) == 0
        """,
    "arrays": """
        import numpy as np
        a = np.array([[1, 2, 3], [4, 5, 6]])
        assert a.shape == (2, 3) and a.ndim == 2 and a.size == 6 and len(a) == 2 and a[0, 1] == 2 and a[1][2] == 6
        assert a.T.shape == (3, 2) and a.T[2, 1] == 6 and a.sum() == 21 and a.sum(axis=0).tolist() == [5, 7, 9]
        assert a.reshape(3, 2).tolist() == [[1, 2], [3, 4], [5, 6]]
        assert a.reshape(-1).shape == (6,) and a.reshape([6, 1]).shape == (6, 1)
        assert (a + 1).tolist() == [[2, 3, 4], [5, 6, 7]] and (a * a)[1, 1] == 25 and (2 * a)[0].tolist() == [2, 4, 6]
        assert (a / 2)[0, 0] == 0.5 and (a > 3).tolist() == [[False, False, False], [True, True, True]]
        assert (a + np.array([10, 20, 30])).tolist() == [[11, 22, 33], [14, 25, 36]] and (-a)[0, 0] == -1
        assert a[:, 1].tolist() == [2, 5] and a[:, 1:].shape == (2, 2)
        assert a[..., None].shape == (2, 3, 1) and a[-1].tolist() == [4, 5, 6]
        assert np.zeros((2, 3)).shape == (2, 3) and np.ones(3).tolist() == [1.0, 1.0, 1.0] and np.zeros([2])[0] == 0
        assert np.full((2,), 7).tolist() == [7, 7]
        assert np.eye(2).tolist() == [[1, 0], [0, 1]] and np.zeros_like(a).sum() == 0
        assert np.arange(3).tolist() == [0, 1, 2] and np.arange(1, 2, 0.5).tolist() == [1.0, 1.5]
        assert np.linspace(0, 1, 5).tolist() == [0, 0.25, 0.5, 0.75, 1] and a.mean() == 3.5 and a.max() == 6
        assert np.concatenate([a, a]).shape == (4, 3)
        assert np.concatenate([a, a], axis=1)[1].tolist() == [4, 5, 6, 4, 5, 6]
        assert np.stack([a, a]).shape == (2, 2, 3) and np.vstack([[1, 2], [3, 4]]).tolist() == [[1, 2], [3, 4]]
        assert np.hstack([[1], [2]]).tolist() == [1, 2] and np.transpose(a, [1, 0]).shape == (3, 2)
        assert np.expand_dims(a, 0).shape == (1, 2, 3) and np.squeeze(np.zeros((1, 2))).shape == (2,)
        assert [x for x in np.array([1, 2])] == [1, 2] and tuple(np.array([3, 4])) == (3, 4)
        assert np.array([1, 2]).dtype == np.int64 and np.array([1.0]).dtype == np.float64
        assert a.astype(np.float32).dtype == np.float32
        assert isinstance(a, np.ndarray) and not isinstance([1], np.ndarray)
        assert a.flatten().tolist() == [1, 2, 3, 4, 5, 6]
        assert np.shape([[1, 2]]) == (1, 2) and np.ndim(a) == 2
        assert np.array(5).shape == () and np.cumsum([1, 2, 3]).tolist() == [1, 3, 6]
        b = np.array([1, 2, 3]); b[1] = 9
        assert b.tolist() == [1, 9, 3] and b.argmax() == 1 and np.clip(b, 2, 5).tolist() == [2, 5, 3]
        assert np.array([0.1], dtype=np.float32).tolist() != [0.1] and np.any(b > 8) and not np.all(b > 8)
        """,
    "limits": """
        import numpy as np
        assert np.iinfo(np.int32).max == 2147483647 and np.iinfo("uint8").min == 0 and np.iinfo(np.int64).bits == 64
        assert np.iinfo(np.int8).min == -128 and np.finfo(np.float32).bits == 32 and np.finfo(float).eps < 1e-15
        assert np.finfo(np.float16).max == 65504 and np.finfo("float32").tiny > 0 and np.finfo(1.0).min < -1e300
        """,
    "numbers of a type": """
        import numpy as np
        one = np.log(1.0).astype(np.float32)
        assert one.shape == () and one.dtype == np.float32 and int(np.floor(3.5).astype(np.int32)) == 3
        """,
    "unknown items": """
        import numpy as np
        r = np.random.normal(size=(3, 4))
        assert r.shape == (3, 4) and np.random.rand(2, 3).shape == (2, 3)
        assert np.random.randint(0, 5, size=7).shape == (7,)
        assert (r + 1).shape == (3, 4) and (r * np.ones((4,))).shape == (3, 4)
        assert r[0].shape == (4,) and r[:, :2].shape == (3, 2)
        assert r.reshape(2, -1).shape == (2, 6) and r.T.shape == (4, 3) and r.sum(axis=1, keepdims=True).shape == (3, 1)
        assert np.concatenate([r, r], 1).shape == (3, 8) and r.astype("float32").dtype == np.float32
        assert r.dot(np.zeros((4, 5))).shape == (3, 5) and np.zeros((10 ** 4, 10)).shape[0] == 10 ** 4
        assert np.matmul(r, np.ones((4, 2))).shape == (3, 2) and len(list(r)) == 3
        """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_is_known(name: str) -> None:
    check(PROGRAMS[name], judged=False)


@pytest.mark.oracle
@pytest.mark.parametrize("name", PROGRAMS)
def test_agrees_with_numpy(name: str) -> None:
    run_in_python(dedent(PROGRAMS[name]))
