"""Starts the command line: `python -m tfscope`."""

import sys

from tfscope.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
