#!/bin/sh
# chz-room with npm's ws as its clients, and a real redis-server.
. "${0%/*}/../tap.sh"
need redis-server redis-cli
need_module ws
unset CHZ_ROOM_KEY CHZ_REDIS_URL CHZ_REDIS_PASSWORD

node "$here/room.js" "$T"
