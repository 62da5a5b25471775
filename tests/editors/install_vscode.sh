#!/usr/bin/env bash
# Installs what the tests of the VS Code extension need, once: a VS Code, a browser and the means to drive it.
#
#   install_vscode.sh FOLDER
#
# The VS Code is code-server, which is a build of it that shows its window in a browser.
# Install scripts of npm packages stay off: some download from places of their own.
# So the compiled modules without which it does not start are built here.
set -euo pipefail

code_server=4.100.3
playwright=1.65.1
folder=${1:?usage: install_vscode.sh FOLDER}

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

install_debian_packages() {
  if command -v chromium && command -v g++ && command -v make && fc-list | grep .; then return; fi &>/dev/null
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
    chromium fontconfig fonts-dejavu-core g++ make >/dev/null
}

install_code_server() {
  local target=$folder/code-server-$code_server
  [ -e "$target/installed" ] && return
  rm -rf "$target"
  mkdir -p "$target"
  # The headers that lie beside Node: node-gyp would download them.
  local node_root
  node_root=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")
  [ -e "$node_root/include/node/node.h" ] && export npm_config_nodedir=$node_root
  (
    cd "$target"
    npm init -y
    npm_install --save-exact "code-server@$code_server"
    npm rebuild --ignore-scripts=false argon2
    cd node_modules/code-server/lib/vscode
    npm_install --omit=dev
    (cd extensions && npm_install --omit=dev)
    for module in @vscode/spdlog @parcel/watcher native-watchdog; do
      npm rebuild --ignore-scripts=false "$module"
    done
  ) >"$target/install.log" 2>&1 || { cat "$target/install.log" >&2; return 1; }
  touch "$target/installed"
}

install_playwright() {
  local target=$folder/playwright-$playwright
  [ -e "$target/installed" ] && return
  rm -rf "$target"
  mkdir -p "$target"
  (cd "$target" && npm init -y && npm_install --save-exact "playwright-core@$playwright") >/dev/null
  touch "$target/installed"
}

npm_install() { npm install --no-audit --no-fund --ignore-scripts "$@"; }

mkdir -p "$folder"
install_debian_packages
install_code_server
install_playwright
ln -sfn "code-server-$code_server" "$folder/code-server"
ln -sfn "playwright-$playwright" "$folder/playwright"
