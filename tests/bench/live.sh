#!/bin/sh
# live.sh - a thousand chats through chz-tap, against the simulator.
#
#	tests/bench/live.sh [CHANNELS [RATE [SECONDS]]]
#
# Prints how late records come out, what chz-tap took (user and system seconds,
# KiB at most), and whether received + reported gaps = sent.  The simulator
# runs on the same machine.  The tools come from PATH.
set -eu
channels=${1:-1000} rate=${2:-5000} seconds=${3:-60}
here=$(cd "$(dirname "$0")" && pwd)
delay=${DELAY:-$here/../../build/tests/bench/delay}
T=$(mktemp -d) && trap 'rm -rf "$T"' EXIT
export T delay

ulimit -n "$(ulimit -H -n)"
chz-sim --channels "$channels" --rate "$rate" --for "${seconds}s" \
	--ledger "$T/ledger" -- sh -c '
	chz-lives -m 0 |
		command time -o "$T/took" -f "%U s user, %S s system, %M KiB, %e s" \
		chz-tap --check 5s 2>"$T/err" | tee "$T/got" | "$delay"'
echo "chz-tap: $(cat "$T/took")"

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
