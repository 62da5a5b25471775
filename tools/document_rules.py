"""Writes docs/rules from the docstrings of the rules: one page for each, and an index.

python tools/document_rules.py            writes the pages
python tools/document_rules.py --check    exits with 1 if they are not up to date
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "server"))

from tfscope.rules.core import Rule, all_rules  # noqa: E402

FOLDER: Final = ROOT / "docs" / "rules"
GROUPS: Final = {
    "TFS1": "TensorFlow will certainly raise",
    "TFS2": "Silent: wrong sharing, or none",
    "TFS3": "Names in checkpoints",
    "TFS4": "TensorFlow 2",
    "TFS5": "Style",
}
HEAD: Final = """# Rules

Each diagnostic has a code and a name; both can be used in settings and in comments such as
`# tfscope: ignore[variable-already-exists]`.

TensorFlow stops at the first error. What it would refuse next is a warning that says so, what follows from the first
error is not told, and what the program catches itself is a hint.
"""


def page(rule: Rule) -> str:
    """The page of a rule."""
    summary, _, rest = (rule.__doc__ or "").strip().partition("\n")
    facts = f"**{rule.CODE}** · {rule.SEVERITY.value}"
    return f"# {rule.NAME}\n\n{facts}\n\n{summary.strip()}\n{rest.rstrip()}\n"


def index() -> str:
    """The table of all rules."""
    lines = [HEAD]
    for prefix, title in GROUPS.items():
        rules = [rule for rule in all_rules() if rule.CODE.startswith(prefix)]
        if not rules:
            continue
        lines += [f"## {title}", "", "| code | name | severity | |", "| --- | --- | --- | --- |"]
        for rule in rules:
            summary = (rule.__doc__ or "").strip().splitlines()[0]
            lines.append(f"| {rule.CODE} | [{rule.NAME}]({rule.NAME}.md) | {rule.SEVERITY.value} | {summary} |")
        lines.append("")
    return "\n".join(lines)


def pages() -> dict[Path, str]:
    """All pages by their paths."""
    written = {FOLDER / f"{rule.NAME}.md": page(rule) for rule in all_rules()}
    written[FOLDER / "README.md"] = index()
    return written


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="writes docs/rules")
    parser.add_argument("--check", action="store_true", help="change nothing; exit with 1 if something would change")
    options = parser.parse_args()
    wanted = pages()
    present = {path: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")} if FOLDER.is_dir() else {}
    changed = sorted(path for path in wanted.keys() | present.keys() if wanted.get(path) != present.get(path))
    for path in changed:
        print(path.relative_to(ROOT))
        if not options.check:
            if path in wanted:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(wanted[path], encoding="utf-8")
            else:
                path.unlink()
    return 1 if changed and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
