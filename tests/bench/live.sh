#!/bin/sh
# live.sh - a thousand chats through chz-tap, then through npm's chzzk.
#
#	tests/bench/live.sh [CHANNELS [RATE [SECONDS]]]
#
# Prints how late records come out, what chz-tap took (user and system seconds,
# KiB at most, microseconds a message), and whether received + reported gaps =
# sent; then the same of the npm package chzzk, if it is installed.  The
# simulator runs on the same machine.  The tools come from PATH.
set -eu
channels=${1:-1000} rate=${2:-5000} seconds=${3:-60}
here=$(cd "$(dirname "$0")" && pwd)
delay=${DELAY:-$here/../../build/tests/bench/delay}
T=$(mktemp -d) && trap 'rm -rf "$T"' EXIT
export T delay

ulimit -n "$(ulimit -H -n)"
# reads NAME COMMAND: what it heard goes to $T/got.
reads() {
	READER=$2
	export READER
	chz-sim --channels "$channels" --rate "$rate" --for "${seconds}s" \
		--ledger "$T/ledger" -- sh -c '
		chz-lives -m 0 |
			command time -o "$T/took" -f "%U %S %M %e" \
			timeout -s TERM '"$((seconds + 5))"' $READER 2>"$T/err" |
			tee "$T/got" | "$delay"'
	tail -1 "$T/took" | awk -v name="$1" -v n="$(wc -l <"$T/got")" '{
		printf "%s: %s s user, %s s system, %s KiB, %s s, ", name, $1, $2, $3, $4
		printf "%.1f us of user time a message\n", $1 * 1e6 / n
	}'
}
reads chz-tap 'chz-tap --check 5s'

# "CHANNEL ID" of each message.  What was sent before the chat was joined, when
# it had no reader, is nobody's loss.
ids() {
	grep -v '"type":"\(link\|moderation\|fault\)"\|"readers":0}' "$1" |
		sed -n 's/.*"channel_id":"\([^"]*\)".*"message_id":"\([^"]*\)".*/\1 \2/p' |
		sort
}
ids "$T/ledger" >"$T/sent"
ids "$T/got" >"$T/came"
echo "sent $(wc -l <"$T/sent"), received $(wc -l <"$T/came")," \
	"twice $(uniq -d "$T/came" | wc -l)," \
	"missing $(comm -23 "$T/sent" "$T/came" | wc -l)," \
	"reported gaps $(grep -c '"gap_ms":[1-9]' "$T/got" || true)"

modules=$here/../../build/peer/node_modules
if test -d "$modules/chzzk"; then
	NODE_PATH=$modules
	export NODE_PATH
	reads "npm chzzk" "node -r $here/../peer/hook.js $here/peers/npm_chzzk.js"
else
	echo 'npm chzzk: not installed'
fi
