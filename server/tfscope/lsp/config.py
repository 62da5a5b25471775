"""Settings as editors send them: in `initializationOptions`, in notifications, and as answers to our questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

SECTION: Final = "tfscope"

#: Settings that an editor's own part of tfscope reads; a client that sends all it has sends them too.
_CLIENT_ONLY: Final = frozenset({"enable", "path", "importStrategy", "trace", "programInterpreter"})

#: What inlay hints tell: full names, new or shared, the reuse of scopes. All of it unless said otherwise.
HINTS: Final = ("names", "state", "reuse")

FEATURES: Final = (
    "diagnostics",
    "hover",
    "definition",
    "references",
    "documentHighlight",
    "documentSymbol",
    "codeAction",
    "inlayHint",
    "codeLens",
    "completion",
    "rename",
    "callHierarchy",
    "workspaceSymbol",
)


@dataclass(frozen=True, slots=True)
class EditorSettings:
    """What the editor says: a table as pyproject.toml has it, which features are switched on, and what hints tell."""

    table: Mapping[str, Any] = field(default_factory=dict)
    features: Mapping[str, bool] = field(default_factory=dict)
    hints: Mapping[str, bool] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is said."""
        return bool(self.table or self.features or self.hints or self.problems)

    def has(self, feature: str) -> bool:
        """Whether a feature is on. Inlay hints have to be asked for."""
        return self.features.get(feature, feature != "inlayHint")

    def shows_hint(self, kind: str) -> bool:
        """Whether inlay hints tell something."""
        return self.hints.get(kind, True)


def editor_settings(value: object) -> EditorSettings:
    """Reads what an editor sent: the section itself, or a table that holds it."""
    if isinstance(value, Mapping) and isinstance(value.get(SECTION), Mapping):
        value = value[SECTION]
    if not isinstance(value, Mapping):
        return EditorSettings()
    problems: list[str] = []
    features = switches(value.get("features"), "features", FEATURES, problems)
    hints = switches(value.get("inlayHints"), "inlayHints", HINTS, problems)
    table = {
        str(key): setting
        for key, setting in value.items()
        if key not in (*_CLIENT_ONLY, "features", "inlayHints") and setting is not None and setting != ""
    }
    # In an editor this may name the Python that runs the server, with its arguments.
    if isinstance(table.get("interpreter"), (list, tuple)):
        del table["interpreter"]
    return EditorSettings(table, features, hints, tuple(problems))


def switches(value: object, setting: str, names: Sequence[str], problems: list[str]) -> dict[str, bool]:
    """A table of true or false by name; what is none is told in `problems`."""
    found: dict[str, bool] = {}
    if not isinstance(value, Mapping):
        if value is not None:
            problems.append(f"`{setting}` must be a table of true or false by name")
        return found
    for name, is_on in value.items():
        if name not in names:
            problems.append(f"there is no `{setting}.{name}`; there are {', '.join(names)}")
        elif not isinstance(is_on, bool):
            problems.append(f"`{setting}.{name}` must be true or false")
        else:
            found[name] = is_on
    return found
