#!/bin/sh
# How chz-tap and chz-lives behave towards a server that another hand wrote:
# pings, removals, the end of a session, refusals, and patience.
. "${0%/*}/../tap.sh"
need_module ws

# meets NAME [OPTION...]: chz-tap at that server, with its own files, until one
# of both ends.
meets() {
	name=$1; shift
	node "$here/rules.js" "$T/$name.port" "$T/$name.seen" "$name" &
	server=$!
	: >"$T/$name.seen"
	wait_for test -s "$T/$name.port"
	url=127.0.0.1:$(cat "$T/$name.port")
	got=0
	CHZ_API_URL=http://$url CHZ_GAME_API_URL=http://$url \
	    CHZ_CHAT_URL=ws://$url/chat timeout 100 chz-tap --check 300ms "$@" \
	    a1b2c3d4e5f60718293a4b5c6d7e8f90 >"$T/$name.got" 2>"$T/$name.err" ||
	    got=$?
	echo $got >"$T/$name.status"
	kill $server
	ended $server
}
status_of() { cat "$T/$1.status"; }
# did NAME: what the server saw, without the moments.
did() { sed 's/^[0-9]* //; s/ https.*//' "$T/$1.seen" | uniq | xargs; }
# links NAME: what became of the chat.
links() {
	jq -r 'select(.type == "link") | .state + (if .reason then
	    "(" + .reason + ")" else "" end)' "$T/$1.got" | xargs
}

# Most of it is waiting, so all at once.
meets quiet &
meets silent --max-retries 0 &
for name in kick block end unknown mixed no gone adult 401 403 404; do
	meets $name &
done
meets 503 --max-retries 4 &
wait

is "$(did mixed)" 'handshake join pong' 'a ping is answered'
is "$(did quiet)" 'handshake join ping' 'a chat that is quiet is pinged'
is "$(status_of quiet) $(links quiet)" '0 open close(the broadcast has ended)' \
    '... and stays, when it answers'
is "$(did silent) $(status_of silent)" 'handshake join ping 75' \
    'one that does not answer is lost'
is "$(links silent)" 'open lost(no answer to a ping) close(given up)' \
    '... which is reported'
for name in kick block; do
	is "$(status_of $name) $(links $name) $(did $name)" \
	    '77 open close(removed) handshake join' \
	    "$name: who is removed does not come back"
done
is "$(status_of end) $(did end)" '0 handshake join handshake join' \
    'a session that the server ends is followed by another'
like "$(links end)" 'open lost(the server ended the session) resumed close*' \
    '... which is reported'
is "$(status_of unknown) $(did unknown)" '0 handshake join' \
    'a code that means nothing changes nothing'
is "$(status_of no) $(did no)" \
    '0 token handshake join N2aB_c token handshake join N2aB_c' \
    'a chat that refuses is joined again, with another token'
is "$(status_of gone) $(did gone)" \
    '0 token handshake join N2aB_c token handshake join N2aB_d' \
    '... or where it is by then'
is "$(status_of adult) $(did adult)" '77 token' 'no token without a login'
for name in 401 403; do
	is "$(status_of $name) $(did $name)" '77 handshake' \
	    "$name is a refusal that a login would mend"
done
is "$(status_of 404) $(did 404)" '1 handshake' '404 is final'
is "$(cut -d' ' -f2- "$T/kick.seen" | head -1)" \
    'handshake https://chzzk.naver.com' 'a handshake says where it comes from'

# Four waits of up to 0.5, 1, 2 and 4 s: under 0.1 s in one of a million runs.
is "$(status_of 503),$(wc -l <"$T/503.seen")" 75,5 '503 is tried again'
ok '... but not at once' test "$(awk 'NR == 1 { a = $1 } { b = $1 }
    END { print b - a }' "$T/503.seen")" -gt 100

is "$(links 503)" '' 'a chat that was never open is not lost'

# ---- HTTP ----

# lists NAME: chz-lives there.
lists() {
	: >"$T/$1.seen"
	node "$here/rules.js" "$T/$1.port" "$T/$1.seen" "$1" &
	server=$!
	wait_for test -s "$T/$1.port"
	got=0
	CHZ_API_URL=http://127.0.0.1:$(cat "$T/$1.port") timeout 60 chz-lives \
	    >"$T/$1.got" 2>"$T/$1.err" || got=$?
	kill $server
	ended $server
	echo $got
}
is "$(lists busy),$(wc -l <"$T/busy.seen")" 0,2 '429 is tried again'
ok '... no sooner than Retry-After says' test "$(awk 'NR == 1 { a = $1 }
    { b = $1 } END { print b - a }' "$T/busy.seen")" -ge 2900
is "$(lists headers)" 1 '200 KiB of headers are refused'
like "$(cat "$T/headers.err")" '*headers are too long' '... and that is said'
done_testing
