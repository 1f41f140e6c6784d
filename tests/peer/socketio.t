#!/bin/sh
# chz-tap's sessions on real servers of Socket.IO 2, of the oldest and the newest
# version that Chzzk's clients may meet; and chz-sim's sessions to its client.
. "${0%/*}/../tap.sh"
need jq curl
need_module socket.io socket.io-2.0.3 socket.io-client

# heard NAME MODULE PLAN: what a tap heard of a server.
heard() {
	mkdir -p "$T/$1/state/chz"
	echo '{"access_token":"an-access-token"}' >"$T/$1/state/chz/chzzk.json"
	chmod 600 "$T/$1/state/chz/chzzk.json"
	node "$here/socketio-server.js" "$2" "$T/$1/port" "$T/$1/sent" "$3" \
		2>"$T/$1/err" &
	server=$!
	wait_for test -s "$T/$1/port"
	url=http://127.0.0.1:$(cat "$T/$1/port")
	XDG_STATE_HOME=$T/$1/state CHZ_OPENAPI_URL=$url CHZ_API_URL=$url \
		CHZ_CHZZK_LOGIN_URL=$url CHZ_CHZZK_ID=i CHZ_CHZZK_SECRET=s \
		timeout 100 chz-tap -v --check 300ms chzzk+official: \
		>"$T/$1/heard" 2>"$T/$1/tap"
	echo "status $?" >"$T/$1/status"
	kill $server
	ended $server
}

heard old socket.io-2.0.3 kill,restart,leave &
heard new socket.io kill,restart,close &
heard old-mute socket.io-2.0.3 mute &
heard new-mute socket.io mute &

# ---- the other way round ----

cat >"$T/run" <<'E2'
. "$here/../wait.sh"
cd "$T" || exit 1
chz-auth login chzzk >said 2>login.err &
login=$!
wait_for test -s said
curl -sL "$(head -1 said)" >page
wait $login || exit 1
timeout 60 node "$here/socketio-client.js" "$(chz-auth token chzzk)" >client
E2
here=$here T=$T XDG_STATE_HOME=$T/state timeout 100 \
	chz-sim --channels 1 --rate 200 -- sh "$T/run" &
wait

# judged NAME LOSSES REASON...: it heard a whole broadcast, less those.
judged() {
	name=$1 n=$2; shift 2
	is "$(cat "$T/$name/status" "$T/$name/err")" 'status 0' \
		"$name: until the broadcast ends"
	is "$(node "$here/socketio.js" "$T/$name/sent" "$T/$name/heard")" \
		"wrong 0 silent 0 twice 0 unsent 0
open 1 lost $n resumed $n close 1 gaps $n
chat true donation true subscription true" \
		'... all that was said came, a loss is a gap'
	is "$(jq -r 'select(.state == "lost") | .reason' "$T/$name/heard" |
		sed 's,.*127.0.0.1:[0-9]*: ,,')" "$(printf '%s\n' "$@")" \
		'... of which each says why'
}

judged old 3 'connection lost' 'connection lost' 'the server ended the session'
judged new 3 'connection lost' 'connection lost' 'closed without a code'
judged old-mute 1 'no answer to a ping'
judged new-mute 1 'no answer to a ping'

is "$(cat "$T/client")" 'connected
subscribed CHAT
subscribed DONATION
subscribed SUBSCRIPTION
CHAT true
DONATION true
pong
unsubscribed CHAT
a used address: refused
disconnected' "its client at the simulator's sessions"
done_testing
