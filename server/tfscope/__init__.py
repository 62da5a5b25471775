"""Says what TensorFlow 1 graph code will do with every variable, without running it."""

__version__ = "0.1.0"

HOMEPAGE = "https://github.com/tfscope/tfscope"


def page_of(rule: str) -> str:
    """Where the documentation of a rule is, by the rule's name."""
    return f"{HOMEPAGE}/blob/main/docs/rules/{rule}.md"
