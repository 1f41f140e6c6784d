#!/bin/sh
# The npm package vtubestudio, as published, works with the simulator.
. "${0%/*}/../tap.sh"
. "${0%/*}/npm.sh"

version=3.11.0
if ! installed vtubestudio@$version ws@8.18.0; then
	skip "npm vtubestudio $version" 'no node, or no package registry'
	done_testing
	exit
fi
is "$(NODE_PATH=$peer/node_modules chz-sim -- node "$here/vtubestudio.js")" \
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
