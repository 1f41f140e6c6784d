#!/bin/sh
# room.sh - chat rooms full of members, on Redis and in a journal.
#
#	tests/bench/room.sh [CLIENTS [ROOMS [RATE [SECONDS]]]]
#
# Prints how late messages are heard, and what chz-room took while they were.  The members and Redis run on the same machine.  The tools come from PATH
# or are this tree's.
set -eu
clients=${1:-2000} rooms=${2:-200} rate=${3:-2000} seconds=${4:-20}
here=$(cd "$(dirname "$0")" && pwd)
PATH=$PATH:$here/../../build
members=${MEMBERS:-$here/../../build/tests/bench/room}
test -x "$members" || make -s -C "$here/../.." build/tests/bench/room
T=$(mktemp -d) && trap 'kill $redis 2>/dev/null; rm -rf "$T"' EXIT
redis=

ulimit -n "$(ulimit -H -n)"
redis-server --port 0 --unixsocket "$T/redis" --save '' --dir "$T" >"$T/log" &
redis=$!
until redis-cli -s "$T/redis" ping >/dev/null 2>&1; do sleep .1; done

# try NAME OPTION...
try() {
	echo "## $1: $clients members in $rooms rooms, $rate messages a second"
	shift
	: >"$T/err"
	chz-room -l 0 --max-clients 100000 "$@" >/dev/null 2>"$T/err" </dev/null &
	room=$!
	until grep -q http: "$T/err"; do sleep .1; done
	url=$(sed -n 's/.*http\(:.*\)\//ws\1/p' "$T/err")
	${WATCH:-:} $room
	"$members" "$url" "$clients" "$rooms" "$rate" "$seconds" $room
	kill $room
	wait $room || :
}

try Redis --redis="unix:$T/redis"
try journal --journal "$T/rooms"
