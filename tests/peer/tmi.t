#!/bin/sh
# The simulated Twitch, read by npm's tmi.js: it is held to a stranger's idea of
# the service.
. "${0%/*}/../tap.sh"
need_module tmi.js

timeout 120 chz-sim --rate 2000 -- sh -c \
	'node "$0/tmi.js" "$CHZ_TWITCH_URL" 3000 sim1 sim2' "$here" \
	>"$T/got" 2>"$T/err"
is "$?" 0 'tmi.js connects, reads and leaves'
is "$(cat "$T/got")" 'bits
deleted
message
resub
roomstate #sim1 1
roomstate #sim2 1
subgift
submysterygift' 'it understands every kind of message'
done_testing
