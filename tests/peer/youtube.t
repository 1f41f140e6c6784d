#!/bin/sh
# chz-tap at YouTube's live chat as another hand wrote it.
. "${0%/*}/../tap.sh"
need node

# serve PLAN...: a server with that plan, until done.
serve() {
	rm -f "$T/port"
	node "$here/youtube-server.js" "$T/port" "$T/sent" "$@" 2>"$T/node" &
	server=$!
	wait_for test -s "$T/port"
	export CHZ_YOUTUBE_URL="http://127.0.0.1:$(cat "$T/port")/youtube/v3/"
	export CHZ_YOUTUBE_KEY='a key of mine'
}
served() { kill $server; ended $server; }

# tap ARGUMENT...: what it wrote and said, and its status, are in $T.
tap() {
	timeout 60 chz-tap "$@" >"$T/heard" 2>"$T/err"
	echo $? >"$T/status"
}

# judged: what was heard against what was sent since the first that was.
judged() {
	jq -r 'select(.message_id and .type != "moderation") | .message_id' \
	    "$T/heard" >"$T/ids"
	awk -v first="$(sed -n 1p "$T/ids")" '
	    NR == FNR { n[$1]++; next }
	    /^wrong/ { print; next }
	    $1 == first { owed = 1 }
	    owed && !n[$1] { silent++ }
	    n[$1] > 1 { twice++ }
	    { delete n[$1] }
	    END { for (id in n) unsent++
		print "silent " silent + 0 " twice " twice + 0 \
		    " unsent " unsent + 0 }' "$T/ids" "$T/sent"
	jq -r 'select(.type == "link") | .state' "$T/heard" | xargs
}

serve stream-end stream-cut
tap --recent 5 youtube:@live
served
is "$(judged)" 'silent 0 twice 0 unsent 0
open lost resumed close' 'a stream: all came once, through ends and cuts'
is "$(cat "$T/status")" 0 '... until the chat is over'
is "$(jq -r 'select(.state == "resumed") | .gap_ms' "$T/heard")" 0 \
	'... and nothing is missing'
is "$(jq -r 'select(.type == "chat") |
	[.platform, .channel_id, .channel, .stream_id] | join(" ")' "$T/heard" |
	sort -u)" \
	'youtube UCaaaaaaaaaaaaaaaaaaaaaa 채널 onair-video_UCaaaaaaaaaaaaaaaaaaaaaa' \
	'records name the channel and the broadcast'
is "$(jq -r 'select(.currency == "KRW") |
	.amount == 1000 * (.message_id[4:] | tonumber)' "$T/heard" | sort -u)" \
	true 'won'
is "$(jq -r 'select(.currency == "USD") | .amount' "$T/heard" | sort -u)" 199 \
	'cents'
like "$(cat "$T/err")" '*YouTube: 18 units of quota spent*' \
	'the quota is counted: three looks, three streams'

serve none page page backendError page page
tap --recent 5 youtube:onair-video
served
is "$(judged)" 'silent 0 twice 0 unsent 0
open lost resumed close' 'no streams: pages, no sooner than is allowed'

serve stream badRequest stream
tap --recent 5 youtube:onair-video
served
like "$(judged)" 'silent * twice 0 unsent 0
open lost resumed close' 'a place that is lost is found again'
is "$(jq -r 'select(.state == "resumed") | .gap_ms > 0' "$T/heard")" true \
	'... behind a gap, where the service has not enough of the past'

serve none page rateLimitExceeded page
tap youtube:onair-video
served
like "$(judged)" 'silent 0 twice 0 unsent 0
open close' 'who asks too often waits longer, and loses nothing'

serve stream quotaExceeded
tap https://www.youtube.com/channel/UCaaaaaaaaaaaaaaaaaaaaaa
served
is "$(cat "$T/status")" 75 'the quota is spent: 75'
like "$(cat "$T/err")" \
	"*YouTube's quota is spent * it is given back at 20??-??-?? 0[78]:00:00+00:00*" \
	'... and when it is given back'
serve none page
tap --quota 12 youtube:onair-video
served
is "$(cat "$T/status")" 75 'so is our own limit'
like "$(cat "$T/err")" '*--quota, is spent (11 units here)*' '... by itself'

# refused STATUS WORDS SOURCE: a source that cannot be tapped.
refused() {
	tap "$3"
	like "$(cat "$T/status" "$T/err")" "$1*$2*" "$3: $2"
}
serve
refused 1 'no such channel' youtube:@nobody
refused 1 'YouTube does not know it' youtube:UCbbbbbbbbbbbbbbbbbbbbbb
refused 1 'no such video' youtube:vvvvvvvvvvv
refused 1 'its chat is switched off' youtube:quiet-video
refused 0 'not on air' youtube:over--video
refused 77 'it is for members only' youtube:member-only
CHZ_YOUTUBE_KEY=another
refused 77 'does not take the key' youtube:onair-video
CHZ_YOUTUBE_KEY=
refused 77 'YouTube wants a key' youtube:onair-video
CHZ_YOUTUBE_KEY=x CHZ_YOUTUBE_URL=http://example.com
refused 77 'others could read the key' youtube:onair-video
served
done_testing
