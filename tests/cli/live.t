#!/bin/sh
# chz-sim, chz-lives and chz-tap together: nothing is lost in silence.
. "${0%/*}/../tap.sh"

verdict=$here/../verdict.pl

# round NAME OPTION...: twenty seconds of three channels, ten times as fast.
round() {
	name=$1; shift
	timeout 120 chz-sim --for 20s --speed 10 --rate 60 \
		--ledger "$T/$name.sent" "$@" -- sh -c \
		'chz-lives -q -m 0 | chz-tap -q --check 1s' \
		>"$T/$name.heard" 2>"$T/$name.err"
	echo $? >"$T/$name.status"
}

# judged NAME: how the round ended, the verdict and its status.
judged() {
	cat "$T/$1.status"
	"$verdict" -s "${2:-10}" "$T/$1.sent" "$T/$1.heard"
	echo $?
} 2>&1

# A connection that fell mute, and whoever gives out the chats says that they
# are over before it was noticed.
cat >"$T/deaf" <<'END'
. "$here/../wait.sh"
over() {
	test "$(curl -s "$CHZ_API_URL/service/v1/lives" |
	    jq '.content.data | length')" = 0
}
{
	chz-lives -q -m 0 | tee "$T/open"
	wait_for over
	sed 's/"status":"open"/"status":"close"/' "$T/open"
} | chz-tap -q --check 60s
END
deaf() {
	T=$T here=$here timeout 120 chz-sim --for 4s --rate 60 \
		--fault 'half-open*@2s' --ledger "$T/deaf.sent" -- \
		sh "$T/deaf" >"$T/deaf.heard" 2>"$T/deaf.err"
	echo $? >"$T/deaf.status"
}

# At the same time: most of a round is waiting.
deaf &
round calm &
round odd --fault stall=2s/2s,duplicate/1s,reorder/1s,garbage/1s &
round cut --fault drop/5s,close/5s,session-end/8s,huge/9s &
round move --fault 'chat-id*@5s,reopen=2s*@11s' &
round web --fault drop/4s,429/5s,5xx/5s,html/5s,slow/5s &
wait

for name in calm odd cut move web; do
	like "$(judged $name | xargs)" \
		'0 sent * lost in silence 0; twice 0, never sent 0 0' \
		"$name: all was heard or is in a reported gap"
done
like "$(judged deaf 1 | xargs)" \
	'0 sent * reported [1-9]* + lost in silence 0; twice 0, never sent 0 0' \
	'deaf: what came no more when it was over is in a gap'
for name in calm odd; do
	like "$(judged $name)" '*sent [1-9]* reported 0 + *' "$name: all was heard"
done
is "$(grep -c '"state":"open"' "$T/calm.heard")" 3 'three chats were joined'
is "$(grep -c '"state":"close"' "$T/calm.heard")" 3 '... and closed'

# A verdict that cannot fail would be none.
head -n -20 "$T/calm.heard" | grep -v '"state":"close"' >"$T/short"
status 1 'what is missing is found' "$verdict" "$T/calm.sent" "$T/short"
cat "$T/calm.heard" "$T/calm.heard" >"$T/double"
status 1 'what comes twice is found' "$verdict" "$T/calm.sent" "$T/double"
# holed MS: what was heard, less its lines 100 to 199, for which the broadcast
# of line 100 reports a gap of that length.
holed() {
	awk -v ms="$1" 'NR == 100 {
		match($0, /"stream_id":"[^"]*"/)
		id = substr($0, RSTART, RLENGTH)
		print "{\"type\":\"link\"," id ",\"state\":\"lost\"}"
	} NR == 200 { held = 1 }
	held && index($0, id) {
		print
		print "{\"type\":\"link\"," id ",\"state\":\"resumed\",\"gap_ms\":" ms "}"
		held = 0
		next
	} NR < 100 || NR >= 200 || !index($0, id)' "$T/calm.heard" >"$T/holed"
	"$verdict" "$T/calm.sent" "$T/holed"
}
status 0 'a gap excuses what is missing in it' holed 20000
status 1 '... and no more than its length' holed 1

# A recorded log comes back as it was, but for the moment of its coming.
grep '"type":"chat"' "$T/calm.heard" | head -50 >"$T/log"
chz-sim -i "$T/log" --speed 100 -- sh -c \
	'chz-lives -q -m 0 | chz-tap -q' 2>/dev/null |
	grep '"type":"chat"' | sed 's/.*\("user_id".*\)/\1/' | sort >"$T/again"
sed 's/.*\("user_id".*\)/\1/' "$T/log" | sort >"$T/first"
ok 'a log that is replayed is the same log' cmp "$T/first" "$T/again"
done_testing
