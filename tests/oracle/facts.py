"""Facts: what happens on one line of a program, in the words of the comments.

    var: NAME SHAPE DTYPE created|shared [key=KEY] [trainable=False] [parts=N]
    scope: NAME [reuse=True|AUTO_REUSE] [name_scope=NAME/]
    error: RULE [caught]        or        error: none TYPE [caught]

What is as usual is not written: a key that equals the name, `trainable=True`, `reuse=False`, and a name scope
that equals the scope's name. A name is put in quotes where it is empty or has unusual characters. In the
analyser's answers a name may have holes (`{scope}/w`), a shape `?`, and what is not certain ends in `maybe`.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, replace
from typing import TypeAlias

PLAIN_NAME = re.compile(r"[\w./{}?\\>*:+-]+")
TOKEN = re.compile(r"""\w+=(?:'(?:[^'\\]|\\.)*'|[^\s;]+)|'(?:[^'\\]|\\.)*'|\([^()]*\)|;|[^\s;()']+""")
HOLE = re.compile(r"\{[^{}]*\}|\?")
SHAPE = re.compile(r"\?|\(\)|\((?:\d+|\?),\)|\((?:\d+|\?)(?:, (?:\d+|\?))+\)")


class FactError(ValueError):
    """A comment that is no fact."""


@dataclass(frozen=True, slots=True)
class VariableFact:
    """A variable was created or shared. `shape` is as Python prints it, `?` for what is unknown."""

    name: str
    shape: str
    dtype: str
    outcome: str
    key: str | None = None
    trainable: str = "True"
    parts: int = 0
    maybe: bool = False

    kind = "var"

    def __str__(self) -> str:
        words = [quoted(self.name), self.shape, self.dtype, self.outcome]
        if self.key != self.name:
            words.append("key=None" if self.key is None else f"key={quoted(self.key)}")
        if self.trainable != "True":
            words.append(f"trainable={self.trainable}")
        if self.parts:
            words.append(f"parts={self.parts}")
        return " ".join(words + ["maybe"] * self.maybe)


@dataclass(frozen=True, slots=True)
class ScopeFact:
    """A variable scope was entered. `name_scope` is the op name scope that its object was opened with."""

    name: str
    reuse: str = "False"
    name_scope: str = ""
    maybe: bool = False

    kind = "scope"

    def __str__(self) -> str:
        words = [quoted(self.name)]
        if self.reuse != "False":
            words.append(f"reuse={self.reuse}")
        if self.name_scope != usual_name_scope(self.name):
            words.append(f"name_scope={quoted(self.name_scope)}")
        return " ".join(words + ["maybe"] * self.maybe)


@dataclass(frozen=True, slots=True)
class ErrorFact:
    """Something was raised. `error_type` is told where no rule speaks of it: `rule` is "none"."""

    rule: str
    error_type: str = ""
    caught: bool = False
    maybe: bool = False

    kind = "error"

    def __str__(self) -> str:
        words = [self.rule] + [self.error_type] * (self.rule == "none")
        return " ".join(words + ["caught"] * self.caught + ["maybe"] * self.maybe)


Fact: TypeAlias = VariableFact | ScopeFact | ErrorFact


def quoted(name: str) -> str:
    """A name as it is written in a comment."""
    return name if PLAIN_NAME.fullmatch(name) and name not in ("created", "shared") else repr(name)


def usual_name_scope(name: str) -> str:
    """The op name scope that a scope opens when nothing is in its way."""
    return name + "/" if name else ""


def parse_facts(kind: str, text: str) -> list[Fact]:
    """The facts of one comment. Raises FactError."""
    facts: list[Fact] = []
    words: list[str] = []
    for word in [*tokens(text), ";"]:
        if word != ";":
            words.append(word)
            continue
        if not words:
            raise FactError(f"an empty fact in `{kind}: {text}`")
        facts.append(parse_fact(kind, words))
        words = []
    return facts


def tokens(text: str) -> list[str]:
    """The words of a comment: names, shapes, `key=value`, semicolons."""
    words = TOKEN.findall(text)
    if "".join(words).replace(" ", "") != re.sub(r"\s", "", text).replace(" ", ""):
        raise FactError(f"cannot read `{text}`")
    return words


def parse_fact(kind: str, words: list[str]) -> Fact:
    """One fact of a kind."""
    maybe = words[-1] == "maybe"
    if maybe:
        words = words[:-1]
    plain = [unquoted(word) for word in words if not is_setting(word)]
    settings = {word.partition("=")[0]: unquoted(word.partition("=")[2]) for word in words if is_setting(word)}
    try:
        fact = PARSERS[kind](plain, settings)
    except (ValueError, IndexError) as error:
        if isinstance(error, FactError):
            raise
        raise FactError(f"cannot read `{' '.join(words)}` as {kind}") from error
    if settings:
        raise FactError(f"{kind} has no {', '.join(settings)}")
    return replace(fact, maybe=True) if maybe else fact


def is_setting(word: str) -> bool:
    """Whether a word is `name=value`."""
    return bool(re.match(r"\w+=", word))


def unquoted(word: str) -> str:
    """A name as it is."""
    return str(ast.literal_eval(word)) if word.startswith("'") else word


def parse_variable(words: list[str], settings: dict[str, str]) -> Fact:
    """NAME SHAPE DTYPE created|shared."""
    name, shape, dtype, outcome = words
    if outcome not in ("created", "shared", "created|shared"):
        raise FactError(f"`{outcome}` is neither created nor shared")
    if not SHAPE.fullmatch(shape):
        raise FactError(f"`{shape}` is no shape")
    key: str | None = settings.pop("key", name)
    key = None if key == "None" else key
    trainable = settings.pop("trainable", "True")
    return VariableFact(name, shape, dtype, outcome, key, trainable, int(settings.pop("parts", "0")))


def parse_scope(words: list[str], settings: dict[str, str]) -> Fact:
    """NAME."""
    (name,) = words
    return ScopeFact(name, settings.pop("reuse", "False"), settings.pop("name_scope", usual_name_scope(name)))


def parse_error(words: list[str], settings: dict[str, str]) -> Fact:
    """RULE [caught], or none TYPE [caught]."""
    caught = words[-1] == "caught"
    rule, *rest = words[:-1] if caught else words
    if not re.fullmatch(r"[a-z][a-z0-9-]*", rule) or (rule == "none") != (len(rest) == 1) or len(rest) > 1:
        raise FactError(f"`{' '.join(words)}` is neither a rule nor `none TYPE`")
    return ErrorFact(rule, rest[0] if rest else "", caught)


PARSERS = {"var": parse_variable, "scope": parse_scope, "error": parse_error}


def covers(answer: Fact, truth: Fact) -> bool:
    """Whether an answer of the analyser admits what TensorFlow did."""
    match answer, truth:
        case VariableFact(), VariableFact():
            return (
                covers_text(answer.name, truth.name)
                and covers_shape(answer.shape, truth.shape)
                and answer.dtype in ("?", truth.dtype)
                and truth.outcome in answer.outcome.split("|")
                and answer.trainable in ("?", truth.trainable)
            )
        case ScopeFact(), ScopeFact():
            return covers_text(answer.name, truth.name) and answer.reuse in ("?", truth.reuse)
        case ErrorFact(), ErrorFact():
            return (answer.rule, answer.error_type) == (truth.rule, truth.error_type)
    return False


def covers_text(pattern: str, text: str) -> bool:
    """Whether a name with holes stands for a name."""
    literal = [re.escape(part) for part in HOLE.split(pattern)]
    return re.fullmatch(".*".join(literal), text, re.DOTALL) is not None


def covers_shape(pattern: str, shape: str) -> bool:
    """Whether a shape with unknown parts stands for a shape."""
    if pattern == "?":
        return True
    have, want = (re.findall(r"\d+|\?", text) for text in (pattern, shape))
    return shape != "?" and len(have) == len(want) and all(one in ("?", other) for one, other in zip(have, want))
