#!/bin/sh
# The page of chz-room in a real Chromium: two people in a room, and a model.
. "${0%/*}/../tap.sh"
need chromium
need_module playwright-core
unset CHZ_ROOM_KEY CHZ_REDIS_URL

node "$here/room-page.js" "$T"
