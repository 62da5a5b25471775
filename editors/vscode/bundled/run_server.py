"""Starts the bundled server: `python -I run_server.py`.

`-I` keeps `PYTHONPATH`, the user's site-packages and the current folder out of `sys.path`.
`libs` comes first in it, so that no attrs or pygls of the user's environment is taken for ours.
The text must be valid for every Python 3, so that an old one can say what is wrong.
"""

import os
import sys

OLDEST_PYTHON = (3, 10)
MISSING = "The extension has no module %s for Python %s on this platform, `%s -m pip install %s` adds it"


def run():
    if sys.version_info < OLDEST_PYTHON:
        sys.exit("tfscope needs Python %d.%d or newer, and this is %s" % (OLDEST_PYTHON + (sys.version.split()[0],)))
    sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "libs"))
    try:
        from tfscope.__main__ import main
    except ModuleNotFoundError as error:
        sys.exit(MISSING % (error.name, "%d.%d" % sys.version_info[:2], sys.executable, error.name))
    sys.argv = ["tfscope", "server"]
    sys.exit(main())


if __name__ == "__main__":
    run()
