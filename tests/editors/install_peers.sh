#!/usr/bin/env bash
# Installs what the tests in an editor need beside the editor, once: Pyright, and a real model of thousands of lines.
#
#   install_peers.sh FOLDER     (PYTHON: a Python with pip)
set -euo pipefail

pyright=1.1.414
language_client=10.1.1
bert=1.0.1
bert_hash=3f35ada6769f91e88c69b11b24fde7ff2d61a9d8b3c2a29229c1fdaee50354a0
folder=${1:?usage: install_peers.sh FOLDER}
python=${PYTHON:-python3}

install_pyright() {
  local target=$folder/pyright-$pyright
  [ -e "$target/installed" ] && return
  rm -rf "$target"
  mkdir -p "$target"
  (
    cd "$target"
    npm init -y
    npm install --no-audit --no-fund --ignore-scripts --save-exact \
      "pyright@$pyright" "vscode-languageclient@$language_client"
  ) >/dev/null
  touch "$target/installed"
}

# Downloaded and unpacked: neither it nor what it requires is installed.
install_model() {
  local target=$folder/bert-$bert
  [ -e "$target/installed" ] && return
  rm -rf "$target"
  mkdir -p "$target"
  echo "bert-tensorflow==$bert --hash=sha256:$bert_hash" >"$target/requirements.txt"
  "$python" -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes \
    --dest "$target" --requirement "$target/requirements.txt"
  "$python" -m zipfile -e "$target"/*.whl "$target"
  touch "$target/installed"
}

mkdir -p "$folder"
install_pyright
install_model
ln -sfn "pyright-$pyright" "$folder/pyright"
ln -sfn "bert-$bert" "$folder/bert"
