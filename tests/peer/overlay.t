#!/bin/sh
# The pages of chz-overlay in a real Chromium: layouts, emotes, moderation,
# control, lost connections, hostile text.  Pictures go to build/overlay.
. "${0%/*}/../tap.sh"
need chromium
need_module playwright-core

node "$here/overlay.js" "$here/../../build/overlay"
