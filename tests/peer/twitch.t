#!/bin/sh
# chz-tap at Twitch's chat as another hand wrote it.
. "${0%/*}/../tap.sh"
need_module ws

node "$here/twitch-server.js" "$T/port" "$T/sent" stay,cut,reconnect,stay \
	2>"$T/err" &
server=$!
wait_for test -s "$T/port"
url=ws://127.0.0.1:$(cat "$T/port")
CHZ_TWITCH_URL=$url timeout 60 chz-tap twitch:One https://www.twitch.tv/two \
	>"$T/heard" 2>"$T/tap"
echo "status $?" >"$T/status"
kill $server
ended $server

is "$(node "$here/twitch.js" "$T/sent" "$T/heard")" \
	'silent 0 twice 0 unsent 0
open 2 lost 2 resumed 2 close 2 gaps 2
chat true donation true subscription true' \
	'two channels: all that was heard came, a cut is a gap, and connecting anew none'
is "$(cat "$T/status")" 'status 1' 'a suspended channel is a failure'
like "$(cat "$T/tap")" '*one: Twitch refused: This channel does not exist*' \
	'... that is named'
is "$(jq -r 'select(.type == "chat") | [.platform, .channel_id, .stream_id] |
	join(" ")' "$T/heard" | sort -u)" \
	'twitch one unknown_one
twitch two unknown_two' 'records name the platform and the channel'
is "$(jq -r 'select(.type == "donation") | "\(.amount) \(.currency)"' \
	"$T/heard" | sort -u)" '100 BITS' 'bits'
done_testing
