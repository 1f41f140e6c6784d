#!/bin/sh
# What chz-tap, chz-lives and chz-vod make of channels that are not simply on
# air: the answers are those of tests/fixtures/chzzk, said by another hand.
. "${0%/*}/../tap.sh"
need node

node "$here/states.js" "$T/port" &
server=$!
trap 'kill $server; ended $server; rm -rf "$T"' EXIT
wait_for test -s "$T/port"
url=http://127.0.0.1:$(cat "$T/port")
export CHZ_API_URL="$url" CHZ_GAME_API_URL="$url" CHZ_CHAT_URL=ws://127.0.0.1:1

# A channel by its first digit: see states.js.
id() { printf '%s%031d' "$1" 0; }
# said COMMAND...: its words, and its status.
said() {
	got=0
	timeout 60 "$@" >"$T/out" 2>"$T/err" || got=$?
	cat "$T/err"
	echo "$got"
}
tap() { said chz-tap --max-retries 0 "$@"; }

is "$(tap "$(id 1)")" 'chz-tap: 봄하늘: not on air
0' 'a broadcast that is over is nothing to tap'
is "$(tap "$(id 2)")" "chz-tap: $(id 2): not on air
0" '... nor is a channel that never had one'
is "$(wc -c <"$T/out")" 0 '... of which there is no record'
like "$(tap "$(id 3)")" '*needs the login of an adult*
77' 'one for adults needs a login'
like "$(tap "$(id 4)")" '*in Korea only
77' 'one for Korea is not for everyone'
like "$(tap "$(id 5)")" '*: the broadcast has no chat
75' 'a chat that is not there yet may come'
like "$(tap "$(id 3)" "$(id 1)")" '*
1' 'some are not allowed, others are done'

lives() { said chz-lives -m 0 "$@" >"$T/said"; jq -c '[.channel, .status]' "$T/out"; }
is "$(lives -c "$(id 0)")" '["봄하늘","open"]' 'a channel that is on air is listed'
is "$(lives -c "$(id 1)" -c "$(id 2)"; cat "$T/said")" 0 '... others are not'
# The channel has 60,711 followers.
is "$(lives -c "$(id 0)" --min-followers 60711)" '["봄하늘","open"]' \
    '--min-followers is how many it has'
is "$(lives -c "$(id 0)" --min-followers 60712; cat "$T/said")" 0 '... or more'
is "$(lives -c "$(id 9)" --min-followers 1; cat "$T/said")" \
    "chz-lives: $(id 9): there is no such channel
1" '... which no channel has that is unknown'

# Two pages: each has a replay and an upload, and the second replay is gone.
is "$(said chz-vod --list "$(id 0)")" \
    'chz-vod: replay 12345679: 존재하지 않는 동영상입니다.
1' 'a replay that is gone is named'
is "$(jq -c '[.video_no, .start]' "$T/out")" \
    '["12345678","2026-09-28T10:02:11.000Z"]' '... and the others are listed'
is "$(said chz-vod --list "$(id 0)" --days 1; wc -c <"$T/out")" '0
0' 'what is older than --days is not asked for'
is "$(said chz-vod 12300001; wc -c <"$T/out")" \
    'chz-vod: replay 12300001: no chat was kept of it
0
0' 'what was never live has no chat'
is "$(said chz-vod 12345678)" 0 'one that was is read'
is "$(jq -r 'select(.type != "moderation" and .type != "replay") |
    .user_id // "anonymous"' "$T/out")" \
    "$(jq -r '.content.videoChats[].userIdHash' \
	"$fixtures/chzzk/vod_chats_page1.json" \
	"$fixtures/chzzk/vod_chats_page2_last.json" | grep -v SYSTEM)" \
    '... all of it, in its order'
like "$(said chz-vod --log "$T/port" 12345678)" "chz-vod: $T/port*
1" 'a log that cannot be written is named'

# The recorded answers have all that chz-doctor looks for; a chat has nobody.
is "$(said chz-doctor chzzk)" 75 'a platform whose chats are away'
is "$(sed 's/: .*//; s/  */ /g' "$T/out")" 'ok chzzk the clock
ok chzzk list of broadcasts
ok chzzk a broadcast
ok chzzk state of a broadcast
ok chzzk replays
ok chzzk chat token
no chzzk chat' '... is well but for those'
like "$(CHZ_GAME_API_URL=http://127.0.0.1:1 chz-doctor chzzk)" \
    '*no  chzzk     chat token: *' '... or for their tokens'
done_testing
