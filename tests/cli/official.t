#!/bin/sh
# chz-tap at the simulated official API of Chzzk: what a session brings, what it
# may not bring, and what becomes of it when things go wrong.
. "${0%/*}/../tap.sh"
need curl jq
cd "$T" || exit 1

status 77 'without an application there is no session' chz-tap chzzk+official:
like "$(chz-tap chzzk+official: 2>&1)" \
    'chz-tap: chzzk+official:: chzzk: set CHZ_CHZZK_ID, *' '... which is said'
status 2 'a name with a space is none' chz-tap 'chzzk+official:a b'

# The script that runs beside a simulator: logs in, then does what it is given.
cat >run <<'E2'
. "$here/../wait.sh"
chz-auth login chzzk >said 2>login.err &
login=$!
wait_for test -s said
curl -sL "$(head -1 said)" >page
wait $login || exit 1
tokens=state/chz/chzzk.json
# api PATH ARGUMENT...: asks it.
api() {
	path=$1; shift
	curl -s -H "Authorization: Bearer $(jq -r .access_token $tokens)" "$@" \
	    "$CHZ_OPENAPI_URL/open/v1/$path"
}
# whole N: so many sessions have subscribed to all topics.
whole() {
	test "$(api sessions | jq '[.content.data[].subscribedEvents |
	    select(length == 3)] | length')" = "$1"
}
key() { api sessions | jq -r '.content.data[0].sessionKey'; }
heard() { grep -q "$1" heard; }
# tap ARGUMENT...: in the background, as $tap.
tap() { chz-tap "$@" >heard 2>err & tap=$!; }
# over: waits for it.
over() { wait "$tap" 2>/dev/null; echo $? >status; }
stop() { kill "$tap"; wait "$tap" 2>/dev/null; }
eval "$1"
E2
# within NAME "ARGUMENTS" COMMANDS: in a directory of that name, with a login,
# and chz-sim's arguments; at once with all others.
within() {
	mkdir "$1"
	# shellcheck disable=SC2086
	(cd "$1" && XDG_STATE_HOME=$PWD/state here=$here timeout 150 \
	    chz-sim --channels 1 --ledger sent $2 -- sh ../run "$3" 2>sim.err) &
}

# ---- what it brings ----

within plain '--rate 400 --for 4s' '
	tap -vvv --check 300ms chzzk+official:; over'
within beside '--rate 100 --for 3s' '
	id=$(api users/me | jq -r .content.channelId)
	printf "chzzk:%s\nchzzk+official:\nchzzk+official:nobody\n" "$id" >list
	tap --check 300ms -c list; over'
within raw '--rate 60' '
	cp $tokens state/chz/chzzk-bori.json
	tap --raw chzzk+official:bori; wait_for heard "\"chat\""; stop'
within other '--rate 60' '
	id=$(api users/me | jq -r .content.channelId)
	tap "chzzk+official:$(echo "$id" | tr 0-9a-f 1-9a-f0)"; over'
within owner '--rate 60' '
	id=$(api users/me | jq -r .content.channelId)
	jq "del(.channel_id, .channel)" $tokens >plain
	cat plain >$tokens
	tap --status "chzzk+official:$id"; wait_for heard "\"chat\""
	kill -USR1 $tap; wait_for heard "\"source\""; stop'

# ---- limits ----

within many '--rate 60 --auth-sessions 3' '
	for n in 1 2 3; do
		chz-tap -q chzzk+official: >/dev/null & pids="$pids $!"
	done
	wait_for whole 3
	tap --max-retries 1 chzzk+official:; over
	kill $pids; wait $pids 2>/dev/null'
within some '--rate 60 --auth-topics chat --for 2s' '
	tap --check 300ms chzzk+official:; over'
within none '--rate 60 --auth-topics none' '
	tap --max-retries 1 chzzk+official:; over'

# ---- the end of a consent ----

within revoked '--rate 60 --auth-revoke 300ms' '
	tap chzzk+official:; over'
within refused '--rate 60 --fault drop/1s' '
	tap chzzk+official:; wait_for whole 1
	jq -c "{clientId: \"sim-client\", clientSecret: \"sim-client-secret\",
	    token: .refresh_token}" $tokens |
	    curl -s "$CHZ_OPENAPI_URL/auth/v1/token/revoke" -d @- >/dev/null
	over'
within short '--rate 60 --auth-life 2s --for 3s --fault drop/700ms' '
	tap --check 300ms chzzk+official:; over'

# ---- losses ----

within taken '--rate 60' '
	tap chzzk+official:; wait_for whole 1
	api "sessions/events/unsubscribe/chat?sessionKey=$(key)" -X POST >/dev/null
	wait_for heard "\"resumed\""; stop'
within lossy '--rate 200 --for 5s
    --fault drop/700ms,session-end/1s,close/2s,garbage/1s,stall=200/2s,429/3s,5xx/3s' '
	tap --check 300ms chzzk+official:; over'
within next '--rate 100 --fault reopen=1ms@1s' '
	two() {
		test "$(jq -r "select(.type == \"chat\") | .stream_id" heard |
		    sort -u | wc -l)" = 2
	}
	tap --check 200ms chzzk+official:; wait_for two; stop'
wait

links() { jq -r 'select(.type == "link") | .state' "$1/heard" | xargs; }
reason() { jq -r "select(.state == \"$2\") | .reason" "$1/heard"; }
verdict() { "$here/../verdict.pl" "$1/sent" "$1/heard" | xargs; }

is "$(cat plain/status) $(links plain)" '0 open close' \
    'a session, until the broadcast ends'
like "$(verdict plain)" \
    'sent * heard [1-9]* + reported 0 + lost in silence 0; twice 0, never sent 0' \
    'all was heard'
is "$(jq -r .type plain/heard | sort -u | xargs)" \
    'chat donation link live subscription' 'messages, donations and subscriptions'
is "$(jq -c 'select(.type == "donation") | [.platform, .currency, (.amount > 0)]' \
    plain/heard | sort -u)" '["chzzk","KRW",true]' '... in won'
is "$(grep -c -e chzzk-access -e chzzk-refresh -e sim-client-secret \
    -e sim-session plain/err)" 0 'no secret in its messages'

like "$(cat beside/status beside/err)" '1*chzzk+official:nobody: not logged in*' \
    'beside other sources, of which one fails'
is "$(jq -c 'select(.type == "chat") | del(.received_at)' beside/heard | sort |
    uniq -c | awk '{ n[$1]++ } END { print (n[2] > 0) }')" 1 \
    'messages are the same as in the public chat'
is "$(jq -r 'select(.type == "chat") | .message_id' beside/heard | sort | uniq -c |
    awk '$1 > 2' | wc -l)" 0 '... and come once'
is "$(jq -r 'select(.type == "raw") | .body[0]' raw/heard | sort -u | xargs)" \
    'CHAT SYSTEM' 'another account; frames as they came'
like "$(cat other/status other/err)" '77
chz-tap: *: the login is of another channel; see chz-auth(1), --as' \
    'a channel that is not the login'"'"'s'
is "$(jq -r 'select(.type == "source") | .state' owner/heard)" open \
    'how it stands, with tokens without an owner'

like "$(cat many/status many/err)" \
    '75*given up after * tries: the account has 3 sessions already, and Chzzk allows 3' \
    'too many sessions'
is "$(cat some/status some/err)" '1
chz-tap: 봄하늘: no subscriptions: FORBIDDEN
chz-tap: 봄하늘: no donations: FORBIDDEN' 'scopes that are missing are named'
is "$(jq -r .type some/heard | sort -u | xargs)" 'chat link live' '... the rest comes'
like "$(cat none/status none/err)" '75*Chzzk opens no session: INTERNAL_SERVER_ERROR' \
    'none at all'

is "$(cat revoked/status revoked/err)" '77
chz-tap: 봄하늘: no chat: the user has taken back the consent
chz-tap: 봄하늘: no donations: the user has taken back the consent
chz-tap: 봄하늘: no subscriptions: the user has taken back the consent' \
    'a consent that is taken back'
is "$(reason revoked close)" revoked '... ends it'
like "$(cat refused/status refused/err)" \
    '77*the login has ended; log in again (INVALID_TOKEN)' 'a login that is revoked'
like "$(cat short/status) $(verdict short)" \
    '0 sent * heard [1-9]* lost in silence 0; twice 0, never sent 0' \
    'tokens that end soon are replaced'
ok '... by new ones' \
    test "$(jq -r .access_token short/state/chz/chzzk.json)" != chzzk-access-1

is "$(reason taken lost)" 'somebody has unsubscribed from chat' \
    'a topic that is taken away'
is "$(links taken)" 'open lost resumed close' '... comes back with a new session'
like "$(verdict lossy)" \
    'sent * heard [1-9]* lost in silence 0; twice 0, never sent 0' \
    'losses: all was heard or is in a reported gap'
is "$(jq -s 'map(select(.state == "resumed")) | map(.gap_ms > 0) | all' lossy/heard)" \
    true '... and each return is behind a gap'
is "$(links next): $(reason next close | xargs)" \
    'open close open close: a new broadcast stopped' \
    'another broadcast goes on in the same session'
# What is missing before the last that was heard.
jq -r '.message_id // empty' next/heard >next/got
is "$(jq -r 'select(.readers > 0) | .message_id' next/sent |
    awk 'NR == FNR { got[$0]; next }
    $0 in got { printf "%s", gone; gone = ""; next }
    { gone = gone $0 "\n" }' next/got -)" '' '... and nothing is lost between them'
done_testing
