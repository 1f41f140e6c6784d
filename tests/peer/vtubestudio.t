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
unknown 500' 'permission, lists, injection, hotkeys, inputs, errors'
done_testing
