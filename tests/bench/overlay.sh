#!/bin/sh
# chz-overlay: how long a record takes from the pipe to the screen, and what
# five hundred viewers cost.  Needs node, chromium, and make deps' npm packages.
cd "${0%/*}/../.." || exit
PATH=$PWD/build:$PATH
NODE_PATH=${CHZ_PEER:-$PWD/build/peer}/node_modules
export PATH NODE_PATH
for module in playwright-core ws; do
	test -d "$NODE_PATH/$module" || { echo "npm's $module is not installed"; exit 0; }
done
exec node tests/bench/overlay.js
