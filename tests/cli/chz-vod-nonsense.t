#!/bin/sh
# chz-vod against a service that answers nonsense: what it says for once is
# asked for again, what it insists on is reported, and nothing passes for the
# end of a chat that is not.
. "${0%/*}/../tap.sh"

ok200='HTTP/1.1 200 OK\r\nConnection: close\r\n'
# answer NAME BODY
answer() { printf "$ok200"'\r\n%s' "$2" >"$T/$1"; }
# page NAME NEXT SECOND...: a page with a message at each of these seconds.
page() {
	page=$1 next=$2 rows=
	shift 2
	for s; do
		rows="$rows,{\"messageTime\":17676936${s}000,\"userIdHash\":\"u\",
		    \"content\":\"m$s\",\"extras\":null,\"profile\":null,
		    \"messageTypeCode\":1,\"messageStatusType\":\"NORMAL\",
		    \"playerMessageTime\":${s}000}"
	done
	answer "$page" "{\"code\":200,\"message\":null,\"content\":{
	    \"nextPlayerMessageTime\":$next,\"videoChats\":[${rows#,}]}}"
}
# detail NAME SECONDS: the replay, which is so long.
detail() {
	answer "$1" "{\"code\":200,\"message\":null,\"content\":{\"videoNo\":7,
	    \"videoType\":\"REPLAY\",\"duration\":$2,\"videoChatEnabled\":true,
	    \"liveOpenDate\":\"2026-01-06 20:00:00\",
	    \"channel\":{\"channelId\":\"c\",\"channelName\":\"n\"}}}"
}
# vod NAME ANSWER...: reads the replay from a server that gives these answers,
# in the background; its output is in NAME.out, NAME.err, NAME.status.
vod() {
	name=$1
	shift
	(
		cd "$T" || exit
		mkfifo "$name.hold"
		"$here/../answer.pl" "$@" <"$name.hold" >"$name.port" &
		exec 9>"$name.hold"
		wait_for test -s "$name.port"
		CHZ_API_URL=http://127.0.0.1:$(cat "$name.port") \
		    chz-vod 7 >"$name.out" 2>"$name.err"
		echo $? >"$name.status"
	) &
}
# told NAME: its status and what it read.
told() {
	echo "$(cat "$T/$1.status"): $(jq -r 'select(.type == "chat").text' \
	    "$T/$1.out" | xargs)"
}

detail detail 130
page p1 50000 10 20
page p2 90000 60 70
page p3 null 95 99
page loop 50000 60 70
page back 0 60 70
page same 50000
answer null '{"code":200,"message":null,"content":null}'
answer html '<!doctype html><title>busy</title>'
answer other '{"code":200,"message":null,"content":{"chats":[]}}'
answer busy '{"code":429,"message":"Too Many Requests"}'
head -c 300 "$T/p2" >"$T/cut"
printf "${ok200}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}" >"$T/chunks"
printf "${ok200}Content-Length: 9999\r\n\r\n{\"code\":200" >"$T/short"
printf "${ok200}Content-Encoding: gzip\r\n\r\n\037\213\010\000cut" >"$T/gzip"
: >"$T/reset"
date=$(LC_ALL=C date -u -d '+3 seconds' '+%a, %d %b %Y %H:%M:%S GMT')
printf 'HTTP/1.1 429 No\r\nConnection: close\r\nRetry-After: %s\r\n\r\n{}' \
    "$date" >"$T/later"

for once in null html other cut loop back busy reset; do
	vod "once-$once" detail p1 $once p2 p3
done
for once in chunks short gzip; do
	vod "once-$once" detail p1 $once p2 p3
done
vod date later detail later p1 p2 p3
vod first html detail p1 p2 p3
for always in null html other loop back reset; do
	vod "always-$always" detail p1 $always
done
for always in chunks short gzip; do
	vod "always-$always" detail p1 $always
done
vod end detail p1 same
vod nothing null
wait

all='0: m10 m20 m60 m70 m95 m99'
for once in null html other cut loop back busy reset chunks short gzip; do
	is "$(told once-$once)" "$all" "$once in the middle: asked for again"
done
is "$(told first)" "$all" 'a page of HTML at first too'
is "$(told date)" "$all" 'Retry-After with a date is waited for'
for always in null html other loop back gzip; do
	like "$(told always-$always),$(wc -l <"$T/always-$always.err")" \
	    '1: m10 m20*,1' "$always for ever: status 1 and a line"
done
for always in reset chunks short; do
	is "$(told always-$always),$(wc -l <"$T/always-$always.err")" \
	    '75: m10 m20,1' "$always for ever: status 75 and a line"
done
is "$(cat "$T/always-null.err")" \
    'chz-vod: replay 7: an answer that makes no sense: content is null' \
    '... which says what it was'
like "$(cat "$T/always-loop.err")" '*page 50000 leads back to 50000' \
    '... and where a page leads to'
is "$(told end)" '0: m10 m20' 'no rows and the same place is the end'
is "$(told nothing),$(wc -l <"$T/nothing.err")" '1: ,1' \
    'no replay in the answer is an error'

# ---- chat that ends before the video does ----

detail long 7200
vod early long p1 p2 p3
page quiet 990000 10
page late null 990
detail hour 3000
vod quiet hour quiet late
wait
is "$(told early)" '1: m10 m20 m60 m70 m95 m99' \
    'chat that ends long before the video: status 1'
is "$(cat "$T/early.err")" \
    'chz-vod: replay 7: its chat ends at 0:01:39 of 2:00:00' '... and said'
is "$(told quiet),$(cat "$T/quiet.err")" '0: m10 m990,' \
    'a chat that was silent as long before has ended'
done_testing
