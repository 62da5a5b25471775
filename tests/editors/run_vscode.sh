#!/usr/bin/env bash
# Packages the VS Code extension and runs its tests: a real VS Code in a real browser.
#
#   run_vscode.sh [TEST.mjs ...]     (default: all)
#
#   PYTHON               a Python with pip, which packages the server and runs it (default: python3)
#   TFSCOPE_TEST_CACHE   where VS Code and the rest are kept (default: ~/.cache/tfscope-tests)
#   TFSCOPE_PICTURES     where pictures of the window are written (default: a folder that is removed)
#   TFSCOPE_VSIX         a packaged extension, tested instead of one that is packaged here
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
extension=$here/../../editors/vscode
export PYTHON=${PYTHON:-python3}
export TFSCOPE_TEST_CACHE=${TFSCOPE_TEST_CACHE:-$HOME/.cache/tfscope-tests}

"$here/install_vscode.sh" "$TFSCOPE_TEST_CACHE"
"$here/install_peers.sh" "$TFSCOPE_TEST_CACHE"

if [ -z "${TFSCOPE_VSIX:-}" ]; then
  export TFSCOPE_VSIX=$TFSCOPE_TEST_CACHE/tfscope.vsix
  cd "$extension"
  installed=node_modules/.package-lock.json
  if [ ! -e "$installed" ] || [ package-lock.json -nt "$installed" ]; then
    npm ci --ignore-scripts --no-audit --no-fund
  fi
  "$PYTHON" scripts/package.py --output "$TFSCOPE_VSIX"
fi

[ $# -gt 0 ] || set -- "$here"/*.test.mjs
log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
node --test --test-concurrency=1 --test-reporter=spec "$@" 2>&1 | tee "$log" || status=$?
count() { sed -nE "s/^ℹ $1 ([0-9]+)$/\1/p" "$log" | tail -1; }
passed=$(count pass) failed=$(count fail)
echo "vscode: ${passed:-0} passed, ${failed:-1} failed"
exit "$status"
