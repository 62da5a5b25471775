"""`configparser`: sections of options, read from files of the workspace or set by the program."""

from __future__ import annotations

import configparser
from typing import Final

from tfscope.domain.heap import DictObject, Instance, IteratorObject, ListObject, present
from tfscope.domain.values import UNKNOWN, AbstractValue, Symbol, Unknown
from tfscope.models.machine import Call, Machine
from tfscope.models.python.arguments import NOT_GIVEN
from tfscope.models.python.files import take, text_of
from tfscope.models.registry import library_class

DEFAULT: Final = "DEFAULT"


def sections_of(self: Instance) -> DictObject:
    """The sections; those of a parser of the program's own class that did not start this one are not known."""
    assert self.native is None or isinstance(self.native, DictObject)
    if self.native is None:
        self.native = DictObject({}, is_open=True)
    return self.native


def add_section(machine: Machine, self: Instance, name: AbstractValue, options: AbstractValue) -> None:
    """Adds the options of a section to those that it has."""
    sections = sections_of(self)
    machine.changing(sections)
    if not isinstance(name, str):
        sections.is_open = True
        return
    target = present(sections.items.setdefault(name, DictObject({})))
    items = options.items.items() if isinstance(options, DictObject) else ()
    if isinstance(target, DictObject):
        machine.changing(target)
        target.items.update({key.lower(): value for key, value in items if isinstance(key, str)})
        target.is_open = target.is_open or not isinstance(options, DictObject) or options.is_open


def read_text(machine: Machine, self: Instance, text: str | None) -> None:
    """Adds what the text of a file says; where that is not known there may be any section."""
    sections = sections_of(self)
    if text is None:
        machine.changing(sections)
        sections.is_open = True
        return
    parser = configparser.RawConfigParser(allow_no_value=True)
    try:
        parser.read_string(text)
    except configparser.Error as error:
        machine.fail("ValueError", str(error))
        return
    for name in (DEFAULT, *parser.sections()):
        own: dict[AbstractValue, AbstractValue] = dict(parser[name].items())
        own = {key: Unknown(str(key), "str") if "%" in str(value) else value for key, value in own.items()}
        add_section(machine, self, name, DictObject(own))


def look_up(machine: Machine, self: Instance, section: AbstractValue, option: AbstractValue) -> AbstractValue:
    """An option of a section or of the defaults; UNKNOWN where it may be either, NOT_GIVEN where it is in neither."""
    sections = sections_of(self)
    if not isinstance(section, str) or not isinstance(option, str):
        return Unknown("", "str")
    for name in (section, DEFAULT):
        options = present(sections.items.get(name, NOT_GIVEN))
        if isinstance(options, DictObject) and option.lower() in options.items:
            return present(options.items[option.lower()])
        if sections.is_open or (isinstance(options, DictObject) and options.is_open):
            return Unknown(option, "str")
    return NOT_GIVEN


def converted(value: AbstractValue, kind: str) -> AbstractValue:
    """The text of an option as a number or a bool."""
    if not isinstance(value, str):
        return Unknown("", kind)
    try:
        if kind == "bool":
            return configparser.RawConfigParser.BOOLEAN_STATES[value.lower()]
        return int(value) if kind == "int" else float(value)
    except (KeyError, ValueError):
        return Unknown("", kind)


def getter(kind: str) -> object:
    """`get`, `getint` and their like."""

    def get(
        machine: Machine,
        call: Call,
        self: Instance,
        section: AbstractValue,
        option: AbstractValue,
        *,
        raw: AbstractValue = False,
        vars: AbstractValue = None,
        fallback: AbstractValue = NOT_GIVEN,
    ) -> AbstractValue:
        found = look_up(machine, self, section, option)
        if found is not NOT_GIVEN:
            return converted(found, kind) if kind else found
        return UNKNOWN if fallback is NOT_GIVEN else fallback

    return get


@library_class("configparser.RawConfigParser")
class RawConfigParser:
    """A parser; its native value is a dict of sections."""

    def init(
        machine: Machine, call: Call, self: Instance, defaults: AbstractValue = None, **options: AbstractValue
    ) -> AbstractValue:
        """Sets the defaults."""
        self.native = DictObject({})
        add_section(machine, self, DEFAULT, DictObject({}) if defaults is None else defaults)
        return None

    def read(
        machine: Machine, call: Call, self: Instance, filenames: AbstractValue, encoding: AbstractValue = None
    ) -> AbstractValue:
        """Reads files; those that are not there are left out."""
        paths = [filenames] if isinstance(filenames, str) else machine.items_of(filenames)
        for path in [UNKNOWN] if paths is None else paths:
            read_text(machine, self, text_of(machine, path))
        return ListObject([], is_open=True)

    def read_file(
        machine: Machine, call: Call, self: Instance, f: AbstractValue, *rest: AbstractValue
    ) -> AbstractValue:
        """Reads an open file."""
        lines = take(machine, f) if isinstance(f, Instance) and isinstance(f.native, IteratorObject) else None
        read_text(machine, self, None if lines is None else "".join(lines))
        return None

    readfp = read_file

    def read_string(
        machine: Machine, call: Call, self: Instance, string: AbstractValue, *rest: AbstractValue
    ) -> AbstractValue:
        """Reads a text."""
        read_text(machine, self, string if isinstance(string, str) else None)
        return None

    def read_dict(
        machine: Machine, call: Call, self: Instance, dictionary: AbstractValue, *rest: AbstractValue
    ) -> AbstractValue:
        """Reads a dict of sections."""
        is_known = isinstance(dictionary, DictObject)
        for name, options in list(dictionary.items.items()) if isinstance(dictionary, DictObject) else ():
            add_section(machine, self, name, present(options))
        if not is_known:
            read_text(machine, self, None)
        return None

    def add_section(machine: Machine, call: Call, self: Instance, section: AbstractValue) -> AbstractValue:
        """Adds a section without options."""
        add_section(machine, self, section, DictObject({}))
        return None

    def set(
        machine: Machine,
        call: Call,
        self: Instance,
        section: AbstractValue,
        option: AbstractValue,
        value: AbstractValue = None,
    ) -> AbstractValue:
        """Sets an option."""
        add_section(machine, self, section, DictObject({option: value} if isinstance(option, str) else {}))
        return None

    get = getter("")
    getint = getter("int")
    getfloat = getter("float")
    getboolean = getter("bool")

    def sections(machine: Machine, call: Call, self: Instance) -> AbstractValue:
        """The names of the sections."""
        sections = sections_of(self)
        return ListObject([name for name in sections.items if name != DEFAULT], sections.is_open)

    def keys(machine: Machine, call: Call, self: Instance) -> AbstractValue:
        """The names of the sections and of the defaults."""
        return machine.call(machine.get_attribute(sections_of(self), "keys"))

    def has_section(machine: Machine, call: Call, self: Instance, section: AbstractValue) -> AbstractValue:
        """Whether there is a section."""
        found = machine.contains(sections_of(self), section)
        return Unknown("", "bool") if found is None else found

    contains_ = has_section

    def has_option(
        machine: Machine, call: Call, self: Instance, section: AbstractValue, option: AbstractValue
    ) -> AbstractValue:
        """Whether a section or the defaults have an option."""
        found = look_up(machine, self, section, option)
        return Unknown("", "bool") if isinstance(found, Unknown) else found is not NOT_GIVEN

    def options(machine: Machine, call: Call, self: Instance, section: AbstractValue) -> AbstractValue:
        """The names of the options of a section."""
        return machine.call(Symbol("builtins.list"), machine.get_item(self, section))

    def items(
        machine: Machine, call: Call, self: Instance, section: AbstractValue = NOT_GIVEN, *rest: AbstractValue
    ) -> AbstractValue:
        """The options of a section with their values, or all sections."""
        of = sections_of(self) if section is NOT_GIVEN else machine.get_item(self, section)
        return machine.call(machine.get_attribute(of, "items"))

    def getitem_(machine: Machine, call: Call, self: Instance, key: AbstractValue) -> AbstractValue:
        """The options of a section; a change of them is a change of the section."""
        return machine.get_item(sections_of(self), key)

    def setitem_(
        machine: Machine, call: Call, self: Instance, key: AbstractValue, value: AbstractValue
    ) -> AbstractValue:
        """Sets a section."""
        add_section(machine, self, key, value)
        return None

    def iter_(machine: Machine, call: Call, self: Instance) -> AbstractValue:
        """The names of the sections and of the defaults."""
        return machine.call(machine.get_attribute(sections_of(self), "__iter__"))

    def write(machine: Machine, call: Call, self: Instance, *rest: AbstractValue) -> AbstractValue:
        """Nothing that matters here."""
        return None


for name in ("ConfigParser", "SafeConfigParser"):
    library_class(f"configparser.{name}", "configparser.RawConfigParser")(type(name, (), {}))
