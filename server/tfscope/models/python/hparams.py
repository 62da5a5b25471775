"""`tf.contrib.training.HParams`: attributes set from text. **Source:** contrib/training/hparam.py, TF 1.15."""

from __future__ import annotations

import re
from typing import Final

from tfscope.domain.heap import ABSENT, DictObject, Instance, ListObject, present
from tfscope.domain.values import UNKNOWN, AbstractValue, Symbol, Unknown
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import library_class

#: One setting of `parse`: `name=value`, `name[index]=value` or `name=[v1,v2]`.
SETTING: Final = re.compile(
    r"\s*(?P<name>\w[\w.]*)(?:\[(?P<index>\d+)\])?\s*=\s*(?:\[(?P<list>[^\]]*)\]|(?P<value>[^,\[]*))\s*(?:,|$)"
)


def set_one(machine: Machine, self: Instance, name: AbstractValue, value: AbstractValue) -> None:
    """Sets an attribute; one whose name is not known may be any."""
    machine.changing(self)
    if isinstance(name, str):
        self.attributes[name] = ListObject(list(value.items), value.is_open) if isinstance(value, ListObject) else value
    else:
        self.is_open = True


def read_like(text: str, before: AbstractValue) -> AbstractValue:
    """A value written as text, of the type of the one that it replaces."""
    text = text.strip()
    try:
        if isinstance(before, bool):
            return {"true": True, "True": True, "1": True, "false": False, "False": False, "0": False}.get(
                text, UNKNOWN
            )
        if isinstance(before, int):
            return int(text)
        if isinstance(before, float):
            return float(text)
    except ValueError:
        return UNKNOWN
    return text if isinstance(before, str) else UNKNOWN


@library_class("tensorflow.contrib.training.HParams")
class HParams:
    """A set of hyperparameters."""

    def init(
        machine: Machine,
        call: Call,
        self: Instance,
        hparam_def: AbstractValue = None,
        model_structure: AbstractValue = None,
        **values: AbstractValue,
    ) -> AbstractValue:
        """Sets them."""
        for name, value in values.items():
            set_one(machine, self, name, value)
        self.is_open = call.is_open or hparam_def is not None
        return None

    def add_hparam(
        machine: Machine, call: Call, self: Instance, name: AbstractValue, value: AbstractValue
    ) -> AbstractValue:
        """Adds one; it must be new."""
        if isinstance(name, str) and name in self.attributes:
            machine.fail("ValueError", f"Hyperparameter name is reserved: {name}")
        set_one(machine, self, name, value)
        return None

    def set_hparam(
        machine: Machine, call: Call, self: Instance, name: AbstractValue, value: AbstractValue
    ) -> AbstractValue:
        """Changes one, to its type."""
        before = present(self.attributes.get(name, ABSENT)) if isinstance(name, str) else UNKNOWN
        if isinstance(before, float) and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        set_one(machine, self, name, value)
        return None

    def del_hparam(machine: Machine, call: Call, self: Instance, name: AbstractValue) -> AbstractValue:
        """Takes one away."""
        machine.changing(self)
        if isinstance(name, str):
            self.attributes.pop(name, None)
        return None

    def parse(machine: Machine, call: Call, self: Instance, values: AbstractValue) -> AbstractValue:
        """Changes those that a text names."""
        machine.changing(self)
        if not isinstance(values, str):
            self.attributes.update(dict.fromkeys(self.attributes, UNKNOWN))
            return self
        position = 0
        while position < len(values):
            match = SETTING.match(values, position)
            if match is None or match.end() == position:
                machine.fail("ValueError", f"Malformed hyperparameter value: {values[position:]}")
                break
            position = match.end()
            parse_one(machine, self, match)
        return self

    def parse_json(machine: Machine, call: Call, self: Instance, values_json: AbstractValue) -> AbstractValue:
        """Changes those that JSON names."""
        loaded = machine.call(Symbol("json.loads"), values_json)
        return override(machine, self, loaded)

    def override_from_dict(machine: Machine, call: Call, self: Instance, values_dict: AbstractValue) -> AbstractValue:
        """Changes those that a dict names."""
        return override(machine, self, values_dict)

    def values(machine: Machine, call: Call, self: Instance) -> AbstractValue:
        """All of them by name."""
        return values_of(self)

    def get(
        machine: Machine, call: Call, self: Instance, key: AbstractValue, default: AbstractValue = None
    ) -> AbstractValue:
        """One of them, or a default."""
        return machine.call(machine.get_attribute(values_of(self), "get"), key, default)

    def contains_(machine: Machine, call: Call, self: Instance, key: AbstractValue) -> AbstractValue:
        """Whether there is one of that name."""
        known = machine.contains(values_of(self), key)
        return UNKNOWN if known is None else known

    def set_model_structure(machine: Machine, call: Call, self: Instance, structure: AbstractValue) -> AbstractValue:
        """Nothing that matters here."""
        return None

    def to_json(
        machine: Machine, call: Call, self: Instance, *rest: AbstractValue, **others: AbstractValue
    ) -> AbstractValue:
        """As text."""
        return Unknown("", "str")


def values_of(self: Instance) -> DictObject:
    """The hyperparameters by name."""
    return DictObject(dict(self.attributes.items()), self.is_open)


def parse_one(machine: Machine, self: Instance, match: re.Match[str]) -> None:
    """Changes what one setting names."""
    name = match["name"]
    if name not in self.attributes:
        if not self.is_open:
            machine.fail("ValueError", f"Unknown hyperparameter: {name}")
        self.attributes[name] = UNKNOWN
        return
    before = present(self.attributes[name])
    if match["list"] is not None:
        sample = before.items[0] if isinstance(before, ListObject) and before.items else UNKNOWN
        parts = match["list"].split(",") if match["list"].strip() else []
        self.attributes[name] = ListObject([read_like(part, sample) for part in parts])
    elif match["index"] is not None:
        if isinstance(before, ListObject):
            index = int(match["index"])
            sample = before.items[index] if index < len(before.items) else UNKNOWN
            machine.set_item(before, index, read_like(match["value"], sample))
    else:
        self.attributes[name] = read_like(match["value"], before)


def override(machine: Machine, self: Instance, values: AbstractValue) -> AbstractValue:
    """Changes those that a dict names."""
    machine.changing(self)
    if isinstance(values, DictObject):
        for name, value in values.items.items():
            set_one(machine, self, name, present(value))
    if not isinstance(values, DictObject) or values.is_open:
        self.attributes.update(dict.fromkeys(self.attributes, UNKNOWN))
    return self
