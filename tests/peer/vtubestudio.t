#!/bin/sh
# The npm package vtubestudio, as published, works with the simulator.
. "${0%/*}/../tap.sh"
need_module vtubestudio ws

is "$(chz-sim -- node "$here/vtubestudio.js")" \
    'token string
range -30 30
mouth 0.5
hotkeys Wave,Smile,
pressed true
created PeerTail
expressions 1
model true
unknown 500
face true
live2d 0.5
cooldown taken 203
values 351
explanation 353
default 403
files 650 651
test hello
own token true
other 352 402
taken 454' 'permission, lists, injection, hotkeys, inputs, errors, ownership, events'
done_testing
