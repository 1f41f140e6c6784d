#!/bin/sh
# chz-export: chat as other programs' logs, and back by chz-import.
. "${0%/*}/../tap.sh"
cd "$T" || exit 1
in=$fixtures/import

cat >events <<'END'
{"type":"live","stream_id":"1_c","channel":"봄하늘","title":"첫 방송","category":"LoL","opened_at":"2026-01-06T11:00:00Z"}
{"type":"chat","platform":"chzzk","channel_id":"c","channel":"봄하늘","stream_id":"1_c","t_ms":1204,"received_at":"2026-01-06T11:00:01.300Z","sent_at":"2026-01-06T11:00:01.204Z","message_id":"u1:1767697201204:0000","user_id":"u1","user":"구름빵","text":"안녕 {:d_47:} \"둘\"","role":"manager","badges":["https://x.example/b"],"emotes":{"{:d_47:}":"https://x.example/47.gif"}}
{"type":"donation","platform":"chzzk","channel_id":"c","channel":"봄하늘","stream_id":"1_c","t_ms":62500,"sent_at":"2026-01-06T11:01:02.500Z","message_id":"d1","user":"치즈","text":"=HYPERLINK(1)","amount":10000,"currency":"KRW","donation_type":"CHAT"}
{"type":"subscription","platform":"chzzk","stream_id":"1_c","t_ms":70000,"message_id":"s1","user":"별","text":"","months":3,"tier":"1"}
{"type":"moderation","platform":"chzzk","stream_id":"1_c","t_ms":71000,"action":"blind","target_message_id":"u1:1767697201204"}
{"type":"moderation","platform":"chzzk","stream_id":"1_c","t_ms":72000,"text":"공지","action":"notice"}
{"type":"link","stream_id":"1_c","t_ms":73000,"state":"lost"}
END
grep -v -e '"live"' events >sent

# ---- there and back ----

# comes_back FORMAT RECORD...: which lines of the events come back the same.
comes_back() {
	chz-export -q -F "$1" events >"$T/$1"
	is "$(chz-import "$T/$1")" "$(sed -n "$2" sent)" "$1: back as it went"
}
comes_back chat-downloader 1,4p
comes_back chat-downloader-lines 1,4p
comes_back twitch-downloader 1,3p
comes_back yt-dlp 1,4p
comes_back csv p
is "$(jq . chat-downloader | chz-import | jq -c .)" "$(sed -n 1,4p sent)" \
    '... also when somebody indented it'
like "$(chz-export -F twitch-downloader -o /dev/null events 2>&1)" \
    'chz-export: 3 that the format has no place for: left out' 'what has no place is said'

# Files of those programs themselves, by their keys alone.
# again FORMAT FILE KEYS: as those keys, before and after.
again() {
	chz-import "$2" | jq -c "{$3}" >"$T/before"
	chz-import "$2" | chz-export -q --bare -F "$1" >"$T/file"
	is "$(chz-import -F "${1%-lines}" "$T/file" | jq -c "{$3}")" "$(cat "$T/before")" \
	    "$1: a file of its own is written as it was read"
}
again chat-downloader "$in/youtube.json" type,t_ms,sent_at,message_id,user_id,user,text,role,amount,currency
again chat-downloader-lines "$in/youtube.json" type,t_ms,sent_at,message_id,user_id,user,text,role,amount,currency
again yt-dlp "$in/youtube [dQw4w9WgXcQ].live_chat.json" type,t_ms,message_id,user_id,user,role,emotes
chz-import "$in/twitch-downloader.json" | jq -c 'select(.type != "subscription")' >chats
again twitch-downloader chats type,t_ms,sent_at,message_id,user_id,user,text,role,amount,currency

# ---- as their readers look at them ----

is "$(jq -r '.[] | [.time_text, .author.name, .message_type, .money.text // "", .message] |
    join("|")' chat-downloader)" '0:00:01|구름빵|text_message||안녕 {:d_47:} "둘"
0:01:02|치즈|paid_message|₩10,000|=HYPERLINK(1)
0:01:10|별|membership_item||
0:01:11||deleted_message||' 'chat-downloader: an array of what happened'
is "$(jq -c '.[1].money, .[0].timestamp, .[0].time_in_seconds' chat-downloader)" \
    '{"text":"₩10,000","amount":10000,"currency":"KRW"}
1767697201204000
1.204' '... money and microseconds'
is "$(jq -c '.[0] | [.author.badges[].title], .emotes' chat-downloader)" \
    '["Moderator"]
[{"name":"{:d_47:}","images":[{"id":"source","url":"https://x.example/47.gif"}]}]' \
    '... badges and emotes'
is "$(jq -c '.streamer, .video, .FileInfo.Version' twitch-downloader)" \
    '{"name":"봄하늘","id":0}
{"title":"첫 방송","id":"1_c","created_at":"2026-01-06T11:00:00.000Z","start":0,"end":71,"length":71,"viewCount":0,"game":"LoL","chapters":[]}
{"Major":1,"Minor":4,"Patch":0}' 'TwitchDownloader: what the file is about'
is "$(jq -r '.comments[] | [.content_offset_seconds, .commenter.display_name,
    .message.fragments[0].text] | join("|")' twitch-downloader)" \
    '1.204|구름빵|안녕 {:d_47:} "둘"
62.5|치즈|₩10,000 =HYPERLINK(1)
70|별|별 subscribed at Tier 1. They'"'"'ve subscribed for 3 months! ' \
    '... comments as they are drawn'
is "$(jq -r '.replayChatItemAction | .videoOffsetTimeMsec as $t | .actions[0] |
    [$t, keys[0], (.addChatItemAction.item // {} | keys[0] // "")] | join("|")' yt-dlp)" \
    '1204|addChatItemAction|liveChatTextMessageRenderer
62500|addChatItemAction|liveChatPaidMessageRenderer
70000|addChatItemAction|liveChatMembershipItemRenderer
71000|markChatItemAsDeletedAction|' "yt-dlp: YouTube's actions"
is "$(head -1 yt-dlp | jq -c '.. | .runs? // empty | map(.text // .emoji.shortcuts[0])')" \
    '["안녕 ","{:d_47:}"," \"둘\""]' '... emotes are emoji'

# ---- tables ----

is "$(chz-export -q -F csv --columns time,user,text,amount events)" "$(printf '%s\r\n' \
    time,user,text,amount '0:00:01,구름빵,"안녕 {:d_47:} ""둘""",' \
    '0:01:02,치즈,=HYPERLINK(1),10000' '0:01:10,별,"",' 0:01:11,,, 0:01:12,,공지, 0:01:13,,,)" \
    'a table of some columns'
is "$(chz-export -q -F csv --columns time,user,text events | chz-import |
    jq -r '[.t_ms,.user,.text]|join("|")' | head -2)" '1000|구름빵|안녕 {:d_47:} "둘"
62000|치즈|=HYPERLINK(1)' '... is a table of chat'
is "$(chz-export -q -F csv --spreadsheet --columns text events | head -3 | tail -1 | tr -d '\r')" \
    "'=HYPERLINK(1)" 'in a spreadsheet no text becomes a formula'
is "$(chz-export -q -F csv --spreadsheet events | head -c 3 | xxd -p)" efbbbf \
    '... and Excel sees that it is UTF-8'

# ---- the rest ----

is "$(echo '{"type":"chat","sent_at":"2026-01-06T11:00:00Z","text":"a\udc00b"}
{"type":"chat","sent_at":"2026-01-06T11:00:02Z","text":"c"}' | chz-export |
    jq -c '.[] | [.time_in_seconds, .message]')" '[0,"a�b"]
[2,"c"]' 'without t_ms the first message is the beginning; lone surrogates are well'
for f in chat-downloader chat-downloader-lines twitch-downloader yt-dlp csv; do
	chz-export -F $f </dev/null >empty
	is "$(chz-import -F "${f%-lines}" empty 2>&1)" '' "$f: nothing from nothing"
done
is "$(chz-export </dev/null)" '[]' '... as JSON'
sed 's/1_c/2_c/' sent | cat sent - >two
status 1 'two broadcasts are not mixed' chz-export two
is "$(chz-export -F csv two | chz-import | jq -r .stream_id | sort -u)" '1_c
2_c' '... but in a table, which says'
is "$(chz-export -q --stream 2_c two | jq length)" 4 '--stream'
echo '{"type":"peak","start_sec":1}' >peak
status 1 'no chat in the input' chz-export peak
misuse '--columns and --spreadsheet are for --format csv' --columns user
misuse "--columns: 'user,x' is not a list of type, time and keys of events" --columns user,x
done_testing
