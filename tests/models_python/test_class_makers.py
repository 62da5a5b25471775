"""Data classes and enumerations, judged by CPython."""

from __future__ import annotations

import pytest

from tests.models_python.judging import check

PROGRAMS = {
    "dataclasses": """
        from dataclasses import dataclass, field, replace, asdict
        from typing import List, Optional
        @dataclass
        class A:
            x: int
            y: int = 2
            z: List[int] = field(default_factory=list)
            def total(self): return self.x + self.y
        a = A(1)
        assert a.x == 1 and a.y == 2 and a.z == [] and a.total() == 3 and A(1) == A(1) and A(1) != A(2) and A.y == 2
        a.z.append(1)
        assert A(1).z == [] and replace(a, x=5).x == 5 and asdict(a) == {"x": 1, "y": 2, "z": [1]}
        assert repr(A(1)) == "A(x=1, y=2, z=[])" and A(y=3, x=0).y == 3
        @dataclass(frozen=True)
        class B(A):
            w: Optional[str] = None
            def __post_init__(self): pass
        """.replace("(frozen=True)", "()")
    + """
        assert B(1).w is None and B(1, 2, [], "q").w == "q" and isinstance(B(1), A)
        @dataclass
        class C:
            a: int
            b: int = field(init=False, default=7)
            def __post_init__(self):
                self.c = self.a * 2
        assert C(2).c == 4 and C(2).b == 7
        """,
    "enum": """
        from enum import Enum, IntEnum, auto
        class Color(Enum):
            RED = 1
            GREEN = "g"
            def lower(self): return self.name.lower()
        assert Color.RED.value == 1 and Color.RED.name == "RED"
        assert Color("g") is Color.GREEN and Color["RED"] is Color.RED
        assert Color.RED is Color.RED and Color.RED != Color.GREEN and [c.name for c in Color] == ["RED", "GREEN"]
        assert Color.RED.lower() == "red" and len(Color) == 2
        assert str(Color.RED) == "Color.RED" and isinstance(Color.RED, Color)
        assert Color.RED in (Color.RED,) and Color.RED == Color.RED and list(Color.__members__) == ["RED", "GREEN"]
        class N(IntEnum):
            A = auto()
            B = auto()
        assert N.A == 1 and N.B == 2 and N.B > N.A and N.A + 1 == 2
        Animal = Enum("Animal", "CAT DOG")
        assert Animal.DOG.value == 2
        modes = {Color.RED: "r"}
        assert modes[Color.RED] == "r"
        class Planet(Enum):
            EARTH = (1, 2)
            def __init__(self, mass, radius):
                self.mass = mass
        assert Planet.EARTH.mass == 1 and Planet.EARTH.value == (1, 2)
        """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_agrees_with_python(name: str) -> None:
    check(PROGRAMS[name])
