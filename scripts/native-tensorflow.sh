#!/usr/bin/env bash
# Installs native TensorFlow for Node, the backend `tensorflow`, into the folder given (by default .native of the checkout,
# where the tests look for it). The commands are those of docs/backends.md; a test compares the two.
set -euo pipefail
folder=${1:-$(dirname "$0")/../.native}
[ "$(uname -sm)" = 'Linux x86_64' ] || { echo 'The commands are for Linux on x86-64.' >&2; exit 1; }
rm -rf "$folder/node_modules/@tensorflow/tfjs-node"
mkdir -p "$folder" && cd "$folder"
[ -f package.json ] || echo '{ "private": true }' >package.json

# begin of the commands in docs/backends.md
npm install --ignore-scripts @tensorflow/tfjs-node@4.22.0
python3 -m pip install --no-deps --no-compile --only-binary=:all: --python-version 3.11 \
  --platform manylinux2014_x86_64 --target tensorflow-wheel tensorflow-cpu==2.15.1
addon=node_modules/@tensorflow/tfjs-node
mkdir -p $addon/deps/lib
mv tensorflow-wheel/tensorflow/include $addon/deps/
mv tensorflow-wheel/tensorflow/libtensorflow_{cc,framework}.so.2 $addon/deps/lib/
ln -s libtensorflow_cc.so.2 $addon/deps/lib/libtensorflow.so
ln -s libtensorflow_framework.so.2 $addon/deps/lib/libtensorflow_framework.so
rm -r tensorflow-wheel
# The headers that came with Node; without this line node-gyp fetches them from nodejs.org.
export npm_config_nodedir=$(node -p 'require("path").resolve(process.execPath, "../..")')
export PATH=$PWD/node_modules/.bin:$PATH
(cd $addon && node-pre-gyp install --build-from-source)
# end of the commands

# Inside a checkout it takes the checkout's tfjs, so that there is one of it.
[ -n "${1:-}" ] || rm -rf node_modules/@tensorflow/tfjs{,-core,-layers,-data,-converter,-backend-cpu,-backend-webgl}
