#!/bin/sh
# chz-tap against the simulator: the ledger says what should have come.
. "${0%/*}/../tap.sh"

# tapped [OPTION...] -- ARG...: all broadcasts of a simulated platform for some
# seconds; what came in $T/got, its status in $T/status.
tapped() {
	chz-sim --channels 4 --rate 200 --ledger "$T/ledger" "$@" -- sh -c '
		chz-lives -m 0 | chz-tap --check "${CHECK:-300ms}" >"$0/got" 2>"$0/err"
		echo $? >"$0/status"' "$T"
}
# judged: what the ledger says of what came since a chat was joined, and the
# status of that verdict.
judged() {
	"$here/../verdict.pl" "$T/ledger" "$T/got"
	echo $?
}
heard='sent [1-9]* lost in silence 0; twice 0, never sent 0
0'
# unsettled: broadcasts that were lost and neither resumed nor closed after it.
unsettled() {
	jq -rs 'map(select(.type == "link")) | group_by(.stream_id)[] |
	    . as $l | range(length) | select($l[.].state == "lost") |
	    select($l[. + 1].state | . != "resumed" and . != "close") |
	    $l[0].stream_id' "$T/got"
}

tapped --for 3s
is "$(cat "$T/status")" 0 'ends when the broadcasts have'
like "$(judged)" "$heard" 'every message came, none twice'
is "$(grep -c '"state":"open"' "$T/got")" 4 'each chat was opened'
is "$(grep -c '"state":"close".*ended"' "$T/got")" 4 '... and closed'
is "$(grep -o '"stream_id":"[^"]*"' "$T/got" | sort -u | wc -l)" 4 \
	'each record names its broadcast'

# So slow that a busy machine, too, is back within the fifty messages that are
# read again.
tapped --rate 40 --for 5s --fault \
	'drop/500ms,duplicate/200ms,reorder/300ms,garbage/1s'
like "$(judged)" "$heard" 'losses are re-read, repeats are not'
ok '... and told' grep -q '"state":"resumed".*"gap_ms":0' "$T/got"
is "$(unsettled)" '' '... each one, unless the broadcast ended first'
ok 'garbage is named' grep -q 'not a frame' "$T/err"

tapped --for 4s --fault 'huge@1s'
like "$(cat "$T/err")" '*a message that is too long*' '10 MB are refused'
like "$(judged)" "$heard" '... at no cost to the others'

# All four end at two seconds, when they were long joined, and another begins
# so soon that no look finds the moment between the two, which would end the tap.
chz-sim --channels 4 --rate 200 --fault 'reopen=1ms*@2s' -- sh -c '
	. "$1/../wait.sh"
	chz-lives -m 0 >"$0/lives"
	chz-tap --check 1s <"$0/lives" >"$0/got" & tap=$!
	wait_for has 8 grep "\"state\":\"open\"" "$0/got"
	kill -TERM $tap
	wait $tap' "$T" "$here" 2>/dev/null
is "$(jq -s 'map(select(.state == "open")) |
	"\(map(.channel_id) | unique | length) \(map(.stream_id) | unique | length)"' \
	"$T/got")" '"4 8"' 'a new broadcast of a channel has an id of its own'
tapped --for 4s --fault 'chat-id*@1500ms'
ok 'a chat that moves is followed' grep -q '"reason":"the chat has moved"' "$T/got"

# ---- what to tap ----

chz-sim -- sh -c '
	id=$(chz-lives -m 0 | grep -o "\"channel_id\":\"[^\"]*" | cut -d\" -f4 |
		head -1)
	chz-tap --recent 5 "https://chzzk.naver.com/live/$id" | head -4' >"$T/got"
is "$(grep -o '"channel_id":"[^"]*"' "$T/got" | sort -u | wc -l)" 1 \
	'an address names a channel'
is "$(sed -n 1p "$T/got" | jq -c '[.type,.status,(.title | length > 0)]')" \
	'["live","open",true]' 'the first record tells of the broadcast'
is "$(sed -n 2p "$T/got" | grep -c '"state":"open"')" 1 \
	'... the second says that it is open'

chz-sim -- sh -c '
	. "$1/../wait.sh"
	chz-lives -m 0 >"$0/lives"
	{ sed 2q "$0/lives"
	wait_for has 2 grep "\"state\":\"open\"" "$0/got"
	sed -n 1p "$0/lives" | sed "s/\"status\":\"open\"/\"status\":\"close\"/"
	echo "not json"
	echo "{\"type\":\"live\",\"channel_id\":\"x\",\"status\":\"open\"}"
	sed -n 2p "$0/lives" | sed "s/\"status\":\"open\"/\"status\":\"close\"/"
	} | chz-tap >"$0/got" 2>"$0/err"
	echo $? >"$0/status"' "$T" "$here"
is "$(grep -c '"reason":"closed"' "$T/got")" 2 'live records close chats'
is "$(cat "$T/status")" 1 'bad lines are skipped, the status is 1'
is "$(grep -c '^chz-tap: <stdin>:[45]:' "$T/err")" 2 '... and they are named'

chz-sim --for 2s -- sh -c 'chz-lives -m 0 >"$0/lives"
	cat "$0/lives" "$0/lives" | chz-tap --check 300ms >"$0/got"' "$T"
is "$(grep -c '"state":"open"' "$T/got")" 3 'what is named twice is tapped once'

# ---- the end ----

chz-sim -- sh -c '. "$1/../wait.sh"
	chz-lives -m 0 >"$0/lives"
	chz-tap <"$0/lives" >"$0/got" & tap=$!
	wait_for has 3 grep "\"state\":\"open\"" "$0/got"
	kill -TERM $tap
	wait $tap
	echo $? >"$0/status"' "$T" "$here" 2>/dev/null
is "$(cat "$T/status")" 143 'SIGTERM ends it'
is "$(grep -c '"reason":"stopped"' "$T/got")" 3 '... each chat is closed'
is "$(tail -c1 "$T/got" | od -An -c | tr -d ' ')" '\n' '... with whole lines'
chz-sim --rate 0.01 -- sh -c 'chz-lives -m 0 | chz-tap | head -3' >"$T/got" \
	2>"$T/err"
is "$?,$(cat "$T/err")" 0, 'a reader that leaves ends it, also without chat'
chz-sim -- sh -c 'chz-lives -m 0 | chz-tap >/dev/full' 2>/dev/null
is "$?" 1 'a full output is an error'
chz-sim --rate 0.01 -- sh -c 'chz-lives -m 0 | chz-tap --idle 500ms' >"$T/got"
is "$?,$(grep -c '"reason":"idle"' "$T/got")" 0,3 '--idle leaves a quiet chat'

# ---- misbehaviour ----

id=0123456789abcdef0123456789abcdef
status 1 'an unknown channel' chz-sim -- chz-tap $id
misuse "'nonsense' is not a channel: chzzk:ID, an id of 32 hex digits, or a chzzk.naver.com address; chzzk+official:[ACCOUNT]; twitch:LOGIN, or a twitch.tv address; youtube:@HANDLE, :CHANNEL, :VIDEO or :mine, or a youtube.com address" \
    nonsense
misuse "--check: '0' is not a duration above 0" --check 0
misuse "--recent: '1001' is not a whole number from 0 to 1000" --recent 1001
CHZ_API_URL=http://127.0.0.1:1 chz-tap --max-retries 1 $id 2>"$T/err"
is "$?" 75 'nobody there: 75'
status 0 '--help' chz-tap --help
status 2 'an unknown option is misuse' chz-tap --nope
status 0 'nothing to tap is done' chz-tap
done_testing
