"""Pieces: the Python around TensorFlow: functions, classes, loops, formatting, closures, context managers."""

from __future__ import annotations

from typing import Final

from tests.fuzz import words
from tests.fuzz.pen import OF_A_GRAPH, Pen, piece
from tests.fuzz.requests import excepted, request
from tests.fuzz.scopes import opening

#: Parameters of helpers: kind and name.
PARAMETERS: Final = {"text": "name", "matrix": "x", "flag": "reuse", "number": "size", "scope": "scope"}


def argument(pen: Pen, kind: str) -> str:
    """An argument of a kind."""
    if kind == "text":
        return words.name(pen)
    if kind == "matrix":
        return pen.pick([*pen.known("matrix"), "tf.ones([2, 3])"])
    if kind == "flag":
        return words.reuse(pen)
    if kind == "scope":
        return pen.pick([*pen.known("scope"), "tf.get_variable_scope()"])
    return pen.pick([*pen.known("number"), "1", "2", "3"])


def signature(pen: Pen) -> tuple[list[str], str]:
    """The kinds of a helper's parameters, and how they are written; some have defaults."""
    kinds = [kind for kind in PARAMETERS if pen.chance(45)]
    required, optional = [], []
    for kind in kinds:
        if pen.chance(35):
            optional.append((kind, f"{PARAMETERS[kind]}={argument(pen, kind) if kind != 'matrix' else 'None'}"))
        else:
            required.append((kind, PARAMETERS[kind]))
    if any(text == "x=None" for _, text in optional):
        required, optional = [*required, ("matrix", "x")], [pair for pair in optional if pair[0] != "matrix"]
    rest = pen.pick(["", "", "", "*args", "**kwargs", "*, last=1"])
    ordered = [*required, *optional]
    texts = [text for _, text in ordered] + ([rest] if rest else [])
    return [kind for kind, _ in ordered], ", ".join(texts)


def parameters_of(pen: Pen, kinds: list[str]) -> None:
    """What a body sees of its parameters."""
    for kind in kinds:
        pen.see(kind, PARAMETERS[kind])


def result(pen: Pen) -> str:
    """What a helper gives back: something it knows."""
    return pen.pick([*pen.known("variable")[:2], *pen.known("matrix")[:2], *pen.known("scope")[:1], "None"])


def call_of(pen: Pen, function: str) -> str:
    """A call of a helper, by position and keyword."""
    name, _, kinds = function.partition("|")
    given = [(kind, argument(pen, kind)) for kind in kinds.split(",") if kind]
    split = pen.choose(len(given) + 1) if given else 0
    texts = [text for _, text in given[:split]] + [f"{PARAMETERS[kind]}={text}" for kind, text in given[split:]]
    return f"{name}({', '.join(texts)})"


@piece(7)
def helper(pen: Pen) -> None:
    """A function, called at once or later. Some see what is around them."""
    pure = pen.chance(60)
    name = pen.fresh("helper")
    kinds, parameters = signature(pen)
    decorator = pen.pick([""] * 9 + ["@logged"])
    if decorator:
        pen.write(decorator)
        pen.used["decorator"] += 1
    with (
        pen.hiding(*(OF_A_GRAPH if pure else ()), *(("impure",) if pure else ())),
        pen.block(f"def {name}({parameters}):"),
    ):
        pen.blocks += 1
        parameters_of(pen, kinds)
        if pen.chance(10):
            pen.write('"""Builds something."""')
        pen.statements(3)
        pen.write(f"return {result(pen)}")
        pen.blocks -= 1
    pen.see("helper" if pure else "impure", f"{name}|{','.join(kinds)}")
    if pen.chance(70):
        pen.write(call_of(pen, f"{name}|{','.join(kinds)}"))


@piece(8, needs="helper")
def call(pen: Pen) -> None:
    """A helper is called."""
    text = call_of(pen, pen.pick(pen.known("helper") + pen.known("impure")))
    if pen.chance(30):
        with pen.block("try:"):
            pen.write(text)
        excepted(pen)
    else:
        pen.write(text)


@piece(4)
def for_loop(pen: Pen) -> None:
    """A loop over few things."""
    number, text = pen.fresh("i"), pen.fresh("t")
    header, kinds = pen.pick(
        [
            (f"for {number} in range({pen.pick(['2', '3', '1', '2, 0, -1'])}):", "n"),
            (f'for {text} in ("a", "b"):', "t"),
            (f'for {number}, {text} in enumerate(["w", "w", "b"]):', "nt"),
            (f'for {text}, {number} in zip("ab", [1, 2]):', "nt"),
            (f'for {number}, {text} in sorted({{2: "a", 1: "b"}}.items()):', "nt"),
            (f'for {text} in reversed(["a", "b", "c"]):', "t"),
            (f'for {text} in ["net/" + name for name in "ab"]:', "t"),
        ]
    )
    with pen.hiding(), pen.block(header):
        pen.blocks += 1
        pen.see("number", *([number] if "n" in kinds else []))
        pen.see("text", *([text] if "t" in kinds else []))
        if "n" in kinds:
            pen.see("flag", pen.pick([f"{number} > 0", f"({number} > 0) or None", f"bool({number})"]))
        pen.statements(3)
        if pen.chance(10):
            pen.write(pen.pick(["break", "continue"]))
        pen.blocks -= 1


@piece(1)
def while_loop(pen: Pen) -> None:
    """A loop with a counter."""
    number = pen.fresh("i")
    pen.write(f"{number} = 0")
    with pen.hiding(), pen.block(f"while {number} < 2:"):
        pen.blocks += 1
        pen.see("number", number)
        pen.write(f"{number} += 1")
        pen.statements(2)
        pen.blocks -= 1


@piece(3)
def condition(pen: Pen) -> None:
    """A condition that is known."""
    test = pen.pick(
        [
            *(f"{number} % 2" for number in pen.known("number")),
            "len(tf.global_variables()) > 1",
            "True",
            'tf.get_variable_scope().name == "a"',
            "tf.get_variable_scope().reuse",
            *(f"{text} == 'a'" for text in pen.known("text")),
            *(f"not {flag}" for flag in pen.known("flag")),
        ]
    )
    with pen.hiding(), pen.block(f"if {test}:"):
        pen.statements(2)
    if pen.chance(40):
        with pen.hiding(), pen.block("else:"):
            pen.statements(2)


@piece(4)
def attempt(pen: Pen) -> None:
    """Several statements in a `try`."""
    with pen.hiding(), pen.block("try:"):
        pen.statements(3)
        if pen.chance(10):
            pen.write(pen.pick(["raise ValueError('stop')", "raise KeyError('k')", 'int("x")', "{}['a']", "[][1]"]))
    excepted(pen)


@piece(3)
def model_class(pen: Pen) -> None:
    """A class with a scope or a variable in its instances."""
    name, instance = pen.fresh("Model"), pen.fresh("model")
    base = pen.pick(["", "(object)", "(Base)"])
    with pen.hiding(*OF_A_GRAPH, "impure"), pen.block(f"class {name}{base}:"):
        pen.blocks += 1
        with pen.hiding(), pen.block("def __init__(self, name='a', size=2):"):
            if base == "(Base)":
                pen.write(
                    pen.pick(
                        ["super().__init__(name)", "Base.__init__(self, name)", f"super({name}, self).__init__(name)"]
                    )
                )
            pen.write("self.name, self.size = name, size")
            pen.see("text", "self.name", "name")
            pen.see("number", "self.size")
            with pen.block(f"with {opening(pen)} as self.scope:"):
                pen.write(f"self.w = {request(pen)}")
        with pen.hiding(), pen.block(f"def {pen.pick(['build', '__call__'])}(self, reuse=None):"):
            method = "" if "__call__" in pen.lines[-1] else ".build"
            pen.see("text", "self.name")
            pen.see("scope", "self.scope")
            pen.see("flag", "reuse")
            pen.see("variable", "self.w")
            pen.statements(3)
        pen.blocks -= 1
    pen.write(f"{instance} = {name}({words.arguments(pen, [], (50, 'name', words.name(pen)), (30, 'size', '3'))})")
    pen.see("scope", f"{instance}.scope")
    pen.see("variable", f"{instance}.w")
    for _ in range(pen.choose(3)):
        pen.write(f"{instance}{method}({words.arguments(pen, [], (50, 'reuse', words.reuse(pen)))})")


@piece(2)
def context_manager(pen: Pen) -> None:
    """A generator function that opens a scope around a body."""
    name, target = pen.fresh("inside"), pen.fresh("s")
    with pen.hiding(*OF_A_GRAPH):
        pen.write("@contextlib.contextmanager")
        with pen.block(f"def {name}(name, reuse=None):"):
            pen.see("text", "name")
            pen.see("flag", "reuse")
            with pen.block(f"with {opening(pen)} as scope:"):
                pen.write("yield scope")
    for _ in range(1 + pen.choose(2)):
        with pen.block(f"with {name}({words.name(pen)}, {words.reuse(pen)}) as {target}:"):
            pen.see("scope", target)
            pen.statements(2)


@piece(2)
def closure(pen: Pen) -> None:
    """A function that makes functions."""
    name = pen.fresh("maker")
    with pen.hiding(*OF_A_GRAPH), pen.block(f"def {name}(name, scope=None):"):
        pen.blocks += 1
        pen.see("text", "name")
        pen.write("calls = []")
        with pen.hiding(), pen.block("def inner(size=1):"):
            pen.write("calls.append(size)")
            pen.see("number", "size", "len(calls)")
            pen.statements(2)
            pen.write("return len(calls)")
        pen.write("return inner")
        pen.blocks -= 1
    made = pen.fresh("call")
    pen.write(f"{made} = {name}({words.name(pen)})")
    pen.write(f"{made}()")
    if pen.chance(50):
        pen.write(f"{made}(size=2)")


@piece(2)
def comprehension(pen: Pen) -> None:
    """Requests in a comprehension, a lambda, a partial function, a star."""
    call_text = request(pen)
    pen.write(
        pen.pick(
            [
                f"[{call_text} for _ in range(2)]",
                f"(lambda: {call_text})()",
                f"functools.partial(tf.get_variable, shape=[1])({words.name(pen)})",
                f'tf.get_variable(*({words.name(pen)}, [1]), **{{"trainable": False}})',
                f"list(map(lambda name: tf.get_variable(name, [1]), ['a', {words.name(pen)}]))",
                "{key: tf.get_variable(key, [1]) for key in ('b', 'a')}",
                "any(tf.get_variable(name, [1]) is None for name in ['w', 'b'])",
            ]
        )
    )


@piece(2)
def text(pen: Pen) -> None:
    """A string gets a name."""
    pen.assign("text", "t", words.name(pen))


@piece(1)
def exit_stack(pen: Pen) -> None:
    """Scopes on a stack."""
    stack = pen.fresh("stack")
    with pen.block(f"with contextlib.ExitStack() as {stack}:"):
        pen.write(f"{stack}.enter_context({opening(pen)})")
        pen.statements(2)
