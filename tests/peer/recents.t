#!/bin/sh
# chz-tap at a server that another hand wrote, whose memory is short, empty or
# out of order.
. "${0%/*}/../tap.sh"
need_module ws

# hears PLAN: the verdict on a tap of the server that forgets by this plan.
hears() {
	rm -f "$T/port" "$T/sent"
	node "$here/chat-server.js" "$T/port" "$T/sent" "$1" 2>"$T/err" &
	server=$!
	wait_for test -s "$T/port"
	url=127.0.0.1:$(cat "$T/port")
	CHZ_API_URL=http://$url CHZ_GAME_API_URL=http://$url \
	    CHZ_CHAT_URL=ws://$url/chat timeout 60 chz-tap --check 1s \
	    a1b2c3d4e5f60718293a4b5c6d7e8f90 >"$T/heard" 2>"$T/tap"
	echo "status $?"
	kill $server
	ended $server
	node "$here/recents.js" "$T/sent" "$T/heard"
}

is "$(hears all,mixed,edge)" "status 0
gaps none none none
silent 0 twice 0 unsent 0 reported none" \
    'a history that reaches back closes the gap, in any order'
is "$(hears short,none,all)" "status 0
gaps some some none
silent 0 twice 0 unsent 0 reported some" \
    'a short or empty history leaves a gap that holds all that is missing'
done_testing
