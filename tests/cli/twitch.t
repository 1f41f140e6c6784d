#!/bin/sh
# chz-tap at the simulated Twitch: nothing is lost in silence, though nothing can
# be read again.
. "${0%/*}/../tap.sh"

# Ends the tap when all has been said, and what came of it is settled.
cat >"$T/tap" <<'END'
. "$here/../wait.sh"
over() {
	test "$(curl -s "$CHZ_API_URL/service/v1/lives" |
	    jq '.content.data | length')" = 0
}
chz-tap -q "$@" >"$T/$name.heard" & tap=$!
wait_for over
wait_for "$here/../verdict.pl" "$T/$name.sent" "$T/$name.heard"
kill -TERM $tap
wait $tap
END

# round NAME FAULTS CHANNEL...: three seconds of it.
round() {
	name=$1 faults=$2; shift 2
	name=$name T=$T here=$here timeout 120 chz-sim --rate 60 --for 3s \
		--fault "$faults" --ledger "$T/$name.sent" -- \
		sh "$T/tap" "$@" >/dev/null 2>"$T/$name.err"
}

round once drop@1s twitch:sim1 &
round anew session-end@1s twitch:sim1 &
round mixed drop/700ms,session-end/1s,close/2s,garbage/1s \
	twitch:sim1 https://www.twitch.tv/Sim2 &
wait

for name in once mixed; do
	like "$("$here/../verdict.pl" "$T/$name.sent" "$T/$name.heard" | xargs)" \
		'sent * heard [1-9]* + lost in silence 0; twice 0, never sent 0' \
		"$name: all was heard or is in a reported gap"
done
like "$("$here/../verdict.pl" "$T/anew.sent" "$T/anew.heard" | xargs)" \
	'sent [1-9]* reported 0 + lost in silence 0; twice 0, never sent 0' \
	'anew: a server that asks to connect anew is heard until it closes'
is "$(jq -r 'select(.type == "link") | .state' "$T/anew.heard" | xargs) $(grep -c \
	session "$T/anew.sent")" 'open close 1' '... and that is no loss'
is "$(jq -r 'select(.type == "link") | .state' "$T/once.heard" | xargs)" \
	'open lost resumed close' 'once: a cut is one loss'
is "$(jq 'select(.state == "resumed") | .gap_ms > 0' "$T/once.heard")" true \
	'... and a gap'
is "$(jq -r 'select(.state == "open") | .channel_id' "$T/mixed.heard" | sort |
	xargs)" 'sim1 sim2' 'mixed: both channels are joined'
is "$(jq -s 'map(select(.state == "resumed")) | map(.gap_ms > 0) | all' \
	"$T/mixed.heard")" true '... and each return is behind a gap'
done_testing
