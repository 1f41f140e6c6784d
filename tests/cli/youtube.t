#!/bin/sh
# chz-tap at the simulated YouTube: what was said is heard, through all that goes
# wrong, once.
. "${0%/*}/../tap.sh"

# round NAME OPTION...: three seconds of two channels.
round() {
	name=$1; shift
	timeout 120 chz-sim --rate 60 --for 3s --ledger "$T/$name.sent" "$@" -- \
		chz-tap youtube:@sim1 youtube:UCsim0000000000000000002 \
		>"$T/$name.heard" 2>"$T/$name.err"
	echo $? >"$T/$name.status"
}

# judged NAME: how the round ended, the verdict and its status.
judged() {
	cat "$T/$1.status"
	"$here/../verdict.pl" "$T/$1.sent" "$T/$1.heard"
	echo $?
} 2>&1

round calm &
round cut --fault 'drop*@1s,close*@1500ms,garbage*@2s' &
round pages --youtube-pages --youtube-poll 200ms \
	--fault 5xx@500ms,429=100ms@1s,html@1500ms,slow=1s@2s &
round quota --youtube-quota 13 &
wait

for name in calm cut pages; do
	like "$(judged $name | xargs)" \
		'0 sent [1-9]* reported 0 + lost in silence 0; twice 0, never sent 0 0' \
		"$name: all was heard"
done
is "$(jq -r 'select(.type == "link") | .state' "$T/calm.heard" | sort | uniq -c |
	xargs)" '2 close 2 open' 'calm: two chats, from open to close'
ok 'cut: losses are made good' grep -q '"state":"resumed".*"gap_ms":0' \
	"$T/cut.heard"
is "$(cat "$T/quota.status")" 1 'quota: one chat is tapped, one is not'
like "$(cat "$T/quota.err")" "*YouTube's quota is spent*" '... for want of it'
done_testing
