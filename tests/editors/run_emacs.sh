#!/usr/bin/env bash
# Installs Emacs with Eglot from Debian's packages, and runs the test of the set-up that docs/editors.md describes.
#
#   PYTHON       the Python whose environment has tfscope and pytest (default: python3)
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

if ! command -v emacs >/dev/null || ! ls -d /usr/share/emacs/site-lisp/elpa*/eglot-* >/dev/null 2>&1; then
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
    emacs-nox elpa-eglot >/dev/null
fi
cd "$here/../.."
exec "${PYTHON:-python3}" -m pytest tests/editors/test_emacs.py -m editors "$@"
