#!/bin/sh
# chz-room: its command line, its tokens, and what it answers to curl.  Rooms
# with members are in tests/peer/room.t.
. "${0%/*}/../tap.sh"
need curl jq
unset CHZ_ROOM_KEY CHZ_REDIS_URL CHZ_REDIS_PASSWORD

misuse "'nope' is not token SID ROLE" nope
misuse "'token' is not token SID ROLE" token room
misuse 'a token needs --token-key' token room A
misuse "--key: 'rooms' has no %s for the room" --key rooms
misuse "--key: '%s:%s' has no %s for the room" --key '%s:%s'
misuse '--redis and --journal exclude each other' --redis --journal "$T/j"
misuse "'localhost' is not redis://HOST[:PORT][/DATABASE], rediss://... or unix:PATH" \
    --redis=localhost -l 0
misuse 'others can reach 0.0.0.0: it needs --token-key' -l 0.0.0.0:0 \
    --journal "$T/j"
status 75 'Redis that is not there' chz-room --redis="unix:$T/none" -l 0
status 1 'a directory that cannot be made' chz-room --journal "$T/no/no" -l 0

# ---- tokens ----

(umask 077; echo 0123456789abcdef >"$T/key"; echo short >"$T/short")
token() { chz-room --token-key "$T/key" token "$@"; }
like "$(token r A)" 'A.[0-9]*.????????????????????????????????' 'a token'
ok '... of another room is another' test "$(token r A)" != "$(token q A)"
is "$(CHZ_ROOM_KEY=0123456789abcdef chz-room --for 1d token r A | cut -d. -f1)" A \
    '... with a key from the environment'
status 2 'a role that is the server'"'s" token r llm
status 2 'a room that is none' token ../r A
status 2 'a key that is too short' chz-room --token-key "$T/short" token r A
chmod 644 "$T/key"
status 77 'a key that others can read' token r A
chmod 600 "$T/key"
status 1 'a key that is not there' chz-room --token-key "$T/none" token r A

# ---- a server ----

mkdir "$T/state"
XDG_STATE_HOME=$T/state chz-room -l 0 >"$T/out" 2>"$T/err" </dev/null &
room=$!
wait_for grep -q http: "$T/err"
url=$(sed -n 's/.*\(http:.*\)\//\1/p' "$T/err")
code() { curl -s -o "$T/got" -w '%{http_code}' "$@"; }

is "$(code "$url/")" 200 'its page'
for file in room.css room.js; do
	is "$(code "$url/$file")" 200 "... $file"
done
is "$(code "$url/v1/basic/ping") $(jq -r .status "$T/got")" '200 pong' 'a ping'
is "$(code "$url/v1/session/r/history") $(jq -c . "$T/got")" \
    '200 {"sid":"r","messages":[],"more":false}' 'a history of nothing'
is "$(code "$url/v1/session/r/search?q=x") $(jq -c .messages "$T/got")" \
    '200 []' '... in which nothing is found'
is "$(code "$url/v1/session/r/export") $(wc -c <"$T/got")" '200 0' \
    '... and nothing is to be exported'
is "$(code "$url/v1/session/r/search")" 400 'a search for nothing'
is "$(code "$url/v1/session/r/history?before=x")" 400 'an id that is none'
is "$(code "$url/v1/session/r/history?limit=501")" 400 'too many at once'
is "$(code "$url/v1/session/..%2fr/history")" 404 'a room that is none'
is "$(code "$url/v1/session/r/nothing")" 404 'what is not there'
is "$(code "$url/v1/session/chat?sid=r")" 426 'a room without a WebSocket'
is "$(code -X POST "$url/")" 405 'nothing is to be posted'
is "$(code -H 'Host: evil.example' "$url/")" 403 'another host'"'s name"
is "$(code -H 'Origin: http://evil.example' "$url/")" 403 \
    'the page of another site'

rooms=$T/state/chz/rooms
ok 'rooms are kept in a directory of ours' test -d "$rooms"

# A history as it lies there: read by id, from both ends, and what is damaged
# left out.
for i in $(seq 1 1200); do
	printf '{"id":"%s-0","participant":"A","body":{"hd":{"event":"chat.message"},"bd":{"text":"말 %s"}}}\n' $((i * 10)) "$i"
	test $((i % 100)) != 0 || echo 'damaged'
done >"$rooms/long.jsonl"
ids() { jq -r '[.messages[].id] | join(" ")' "$T/got"; }
is "$(code "$url/v1/session/long/history?limit=3") $(ids)" \
    '200 11980-0 11990-0 12000-0' 'the newest'
is "$(code "$url/v1/session/long/history?limit=2&before=11000-0") $(ids)" \
    '200 10980-0 10990-0' 'before an id'
is "$(code "$url/v1/session/long/history?limit=2&after=995-0") $(ids)" \
    '200 1000-0 1010-0' 'after an id, over what is damaged'
is "$(code "$url/v1/session/long/history?limit=2&after=12000-0") $(ids)" \
    '200 ' 'after the last'
is "$(code "$url/v1/session/long/history?limit=2&before=10-0") $(ids)" \
    '200 ' 'before the first'
is "$(code "$url/v1/session/long/search?q=%EB%A7%90%201199&limit=5") $(ids)" \
    '200 11990-0' 'a search over several pages'
is "$(code "$url/v1/session/long/export") $(jq -r .message_id "$T/got" |
    tail -1) $(wc -l <"$T/got")" '200 long:12000-0 1200' 'an export of all'
is "$(jq -r .text "$T/got" | head -1)" '말 1' '... from the first'
kill $room
ended $room
is "$?" 143 'it dies of its signal'
is "$(cat "$T/out")" '' 'nobody said anything'
status 0 '--help' chz-room --help
done_testing
