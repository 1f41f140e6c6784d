#!/bin/sh
# chz-import: other programs' logs become events.
. "${0%/*}/../tap.sh"
in=$fixtures/import
log=$in/chatLog-12345678.log

# field FILE KEY...: these keys of each record, a record a line.
field() {
	chz-import "$1" | jq -r "[$2] | map(. // \"-\") | join(\"|\")"
}

# ---- chzzk-timeline ----

is "$(field "$log" .user,.text | sed -n 7,9p)" '콜론:닉(네임)|줄바꿈은
두 줄, 괄호 (끝)
구름빵|괄호 (중간) 과 콜론: 있음' \
    'colons in nicks, parentheses and line feeds in messages'
is "$(field "$log" .user,.text | sed -n 10p)" '빈말|' 'an empty message'
is "$(field "$log" .user,.user_id,.text | sed -n 4p)" '-|-|응원합니다 💪' \
    'an anonymous sender has neither name nor id'
is "$(field "$log" .type,.action,.text | sed -n 5p)" \
    'moderation|system|이모티콘 모드 ON' "the site's own lines are no chat"
is "$(chz-import "$log" | jq -r .stream_id | uniq)" vod_12345678 \
    'the stream is the number in the name'
is "$(chz-import "$log" | jq -c '[.t_ms, .sent_at]' | sed -n 2p)" \
    '[18000,"2026-09-28T10:02:26.000Z"]' \
    'Korean time becomes UTC, t_ms counts from the first message'
is "$(chz-import "$log")" "$(chz-import "$log")" 'same input, same output'
is "$(chz-import "$log" | jq -r .message_id | sort | uniq -d)" '' \
    'message ids differ'

line='[2026-09-28 19:02:26] a: ㅋㅋ (015e)'
id=015e:1790589746000:e9b4c9b6
is "$(printf '%s\n' "$line" "$line" | chz-import | jq -r .message_id)" \
    "$id
$id.2" 'the same text twice in a second is two messages'
is "$(printf '%s\n' "$line" '[2026-09-28 19:02:27] b: x (1)' "$line" |
    chz-import | jq -r .message_id | sed -n 3p)" "$id" \
    'a repeated stretch of a log gets the ids of the first'
is "$(field "$in/chatLog-12345678.masked.log" .user,.text | sed -n 3p)" \
    '-|메일은 <> 전화는 <>' 'a masked log has texts only'

# The opening time is 19:14:19, Korean time.
printf '%s\n' '[2026-09-28 19:14:29] a: x (1)' >"$T/chatLog-12345678.log"
is "$(chz-import --channels "$in/channel_with_replays_0.json" \
    "$T/chatLog-12345678.log" | jq -r '[.channel,.channel_id,.t_ms]|join(" ")')" \
    '봄하늘 a1b2c3d4e5f60718293a4b5c6d7e8f90 10000' \
    '--channels adds channel and opening time'
printf '%s\n' '[2026-09-28 19:14:29] a: x (1)' >"$T/chatLog-12340000.log"
is "$(chz-import --channels "$in/channel_with_replays_0.json" \
    "$T/chatLog-12340000.log" | jq -r '[.channel,.t_ms]|join(" ")')" \
    '봄하늘 0' '... and an unknown opening time is no harm'

# ---- the others ----

is "$(field "$in/nokchart_events.jsonl" .type,.t_ms,.amount,.user)" \
    'chat|1204|-|구름빵
chat|2311|-|-
donation|3100|1000|치즈냥
donation|3200|5000|-' 'NokChart'
is "$(chz-import "$in/nokchart_events.jsonl" | jq -r .message_id | head -1)" \
    015e7a91c0d3b84f62a9e1740b6c2d8f:1790594401204:f742f42a \
    '... whose messages are named as those of the live chat'
is "$(chz-import "$log" | chz-import -F nokchart)" "$(chz-import "$log")" \
    "chz's own records pass unchanged"
is "$(field "$in/youtube.json" .type,.t_ms,.role,.amount,.currency)" \
    'chat|0|streamer|-|-
chat|1250|viewer|-|-
donation|62000|viewer|199|USD
donation|63500|viewer|2000|KRW
subscription|70000|manager|-|-
moderation|80000|-|-|-' 'chat-downloader, an array from YouTube'
is "$(jq -c '.[]' "$in/youtube.json" | chz-import |
    jq -c 'del(.stream_id)')" \
    "$(chz-import "$in/youtube.json" | jq -c 'del(.stream_id)')" \
    '... and the same one a line'
is "$(field "$in/twitch.jsonl" .type,.user,.amount,.months,.gift,.action)" \
    'chat|Streamer_|-|-|-|-
donation|치즈|500|-|-|-
subscription|Old|-|12|-|-
subscription|Giver|-|1|true|-
moderation|-|-|-|-|ban' 'chat-downloader, lines from Twitch'
is "$(field "$in/twitch-downloader.json" .type,.t_ms,.user,.text,.amount)" \
    'chat|5000|여행자|ㅋㅋㅋ ] } "|-
donation|60500|치즈|Cheer100 굿|100
subscription|120000|Giver|Giver gifted a Tier 1 sub to Lucky!|-
chat|180000|-|떠난 사람|-' 'TwitchDownloader'
is "$(chz-import "$in/twitch-downloader.json" |
    jq -r '[.channel,.stream_id]|join(" ")' | uniq)" \
    '봄하늘 vod_2345678901' '... its header names channel and video'
is "$(jq . "$in/twitch-downloader.json" | chz-import)" \
    "$(chz-import "$in/twitch-downloader.json")" '... also when indented'
is "$(field "$in/youtube [dQw4w9WgXcQ].live_chat.json" \
    .stream_id,.type,.t_ms,.text | sed -n '1,2p;8,9p;$p')" \
    'vod_dQw4w9WgXcQ|chat|0|안녕 😀 반가워요
vod_dQw4w9WgXcQ|chat|1000|:_하트:
vod_dQw4w9WgXcQ|subscription|7000|1년!
vod_dQw4w9WgXcQ|subscription|8000|Sent 5 방송주인 gift memberships
vod_dQw4w9WgXcQ|chat|100000|지금 "라이브"' 'yt-dlp, replayed and live'

is "$(echo '[{"time_in_seconds":5,"author":"Nick","author_id":"UCx","message":"m"}]' |
    chz-import | jq -r '[.t_ms,.user,.user_id,.text]|join("|")')" '5000|Nick|UCx|m' \
    "chat-downloader's of 2020"

# ---- plain text, raw lines, pages ----

# plain LINE...: what these lines are, recognised.
plain() {
	printf '%s\n' "$@" | chz-import 2>"$T/err" |
	    jq -r '[.t_ms,.sent_at,.user_id,.user,.text,.role] | map(. // "-") | join("|")'
	cat "$T/err"
}
is "$(TZ=Asia/Seoul plain '# Start' '[2026-01-06 20:20:01] <@Nick> yes: no (x)' \
    '[2026-01-06 20:20:02] *** Joined' '[2026-01-06 20:20:03] <b> lol')" \
    '0|2026-01-06T11:20:01.000Z|nick|Nick|yes: no (x)|manager
2000|2026-01-06T11:20:03.000Z|b|b|lol|viewer' "Chatty's logs, in local time"
is "$(plain '[0:00:05] Nick: hi (a)' '[1:00:05] b: <c> yo')" \
    '5000|-|nick|Nick|hi (a)|viewer
3605000|-|b|b|<c> yo|viewer' "TwitchDownloader's text"
is "$(plain '[2026-01-06 11:20:01 UTC] Nick: hi')" \
    '0|2026-01-06T11:20:01.000Z|nick|Nick|hi|viewer' '... by the clock'
is "$(plain '[0:00:05.500] <nick> a: b')" '5500|-|nick|nick|a: b|viewer' tcd
is "$(plain '1:05 | (Moderator) Some One: hi' '-0:05 | Two: x')" \
    '65000|-|-|Some One|hi|manager
0|-|-|Two|x|viewer' "chat-downloader's text"
is "$(plain '[2026-01-06 11:20:01] #c Nick: hi')" \
    '0|2026-01-06T11:20:01.000Z|nick|Nick|hi|viewer' justlog
is "$(plain '@display-name=Nick;id=abc;room-id=1;tmi-sent-ts=1790590801000;user-id=5 :nick!nick@nick.tmi.twitch.tv PRIVMSG #c :hello')" \
    '0|2026-09-28T10:20:01.000Z|5|Nick|hello|viewer' 'raw IRC'
is "$(printf '%s\n' '[0:00:05] a: x' '[0:00:05] a: x' | chz-import | jq -r .message_id |
    uniq | wc -l)" 2 'the same text twice in a second is two messages'
is "$(plain '[0:00:05] a: x' garbage)" '5000|-|a|a|x|viewer
chz-import: <stdin>:2: not a chat line' 'a bad line is named'
page='{"data":{"video":{"comments":{"edges":[{"node":{"id":"x","contentOffsetSeconds":5,"commenter":{"id":"7","displayName":"N"},"message":{"fragments":[{"text":"a"},{"text":"b"}],"userBadges":[{"setID":"broadcaster"}]}}}]}}}}'
is "$(plain "$page")" '5000|-|7|N|ab|streamer' "a page of Twitch's GraphQL"
is "$(plain "[$page]")" '5000|-|7|N|ab|streamer' '... or an array of them'
is "$(jq -c . "$fixtures/chzzk/vod_chats_page1.json" | chz-import | jq -r '[.t_ms,.user]|join(" ")' | sed -n 2p)" \
    '15728 여행자' "a page of a Chzzk replay's chat"
# ---- tables and pages ----

# read_as COMMAND...: what it reads, and what it says.
read_as() {
	"$@" 2>"$T/err" |
	    jq -r '[.t_ms,.sent_at,.user_id,.user,.text,.role]|map(. // "-")|join("|")'
	cat "$T/err"
}
# table LINE...: below chat-downloader's headings.
table() {
	printf '%s\n' 'action_type,author.id,author.name,message,time_in_seconds,time_text' \
	    "$@" >"$T/table.csv"
	read_as chz-import - <"$T/table.csv"
}
is "$(table 'add,UC1,"이름, ""둘""",hi,5.5,0:05' 'add,UC2,b,"two
lines",65,1:05' 'ticker,UC2,b,,66,1:06')" '5500|-|UC1|이름, "둘"|hi|-
65000|-|UC2|b|two
lines|-' "chat-downloader's table"
is "$(table 'add,UC1,a,"no end,5,0:05' 'add,UC2,b,x,6,0:06')" \
    'chz-import: <stdin>:2: a row whose quotes do not end' '... whose quotes do not end'
is "$(table 'add,UC1,a,x,soon,0:05' 'add,UC2,b,y,6,0:06')" '6000|-|UC2|b|y|-
chz-import: <stdin>:2: a row without a time' '... and without a time'
# columns LIST LINE...
columns() {
	list=$1
	shift
	printf '%s\n' "$@" >"$T/table.csv"
	TZ=Asia/Seoul read_as chz-import --columns "$list" - <"$T/table.csv"
}
is "$(columns time,-,user,text '1:05,x,a,"b, c"' '1700000000,x,d,e')" '65000|-|-|a|b, c|-
0|2023-11-14T22:13:20.000Z|-|d|e|-' '--columns in order, without headings'
is "$(columns time,user,text 'When;Who;What' '0:05;a;b')" '5000|-|-|a|b|-' \
    '... and with some'
is "$(columns text=What,t_ms=3,user=who 'Who	What	x' 'a	b	1500')" '1500|-|-|a|b|-' \
    '--columns by heading and number'
is "$(columns time,text '2026-01-06 20:20:01,x' '1767698402123,y')" \
    '0|2026-01-06T11:20:01.000Z|-|-|x|-
1123|2026-01-06T11:20:02.123Z|-|-|y|-' 'dates are local, numbers have their unit'
is "$(columns time=When,text=Nope 'When,What' '1,a')" \
    'chz-import: <stdin>:1: no column of that heading' 'a heading that is not there'
is "$(printf 'a,b\n1,2\n' | chz-import -F csv 2>&1)" \
    'chz-import: <stdin>:1: which columns have time and text? --columns says' \
    'headings that say nothing are not guessed at'
misuse "--columns: 'time,foo' is not columns of time, t_ms, user, user_id, text, message_id and -" \
    --columns time,foo
misuse "--columns: 'user,text' is not a text and a time or t_ms" --columns user,text
misuse '--columns are those of --format csv' --columns time,text -F irc
cat >"$T/chat.html" <<'EOF'
<!DOCTYPE html>
<html lang="en">
<pre class="comment-root">[0:00:05]  <a href="https://www.twitch.tv/nick" target="_blank"><span class="comment-author" style="color: #F00">Nick</span></a><span class="comment-message">: a &lt;b&gt; <img class="emote-image" title="<3"><div class="invis-text"><3</div> &#50504;&#x; </span></pre>
<pre class="comment-root">[1:00:05] <img title="moderator""><div class="invis-text">moderator</div> <a href="https://www.twitch.tv/bom" target="_blank"><span class="comment-author" >봄 (bom)</span></a><span class="comment-message">: 😀</span></pre>
</html>
EOF
sed 's|\[\([0-9:]*\)\]|[<a href="https://www.twitch.tv/videos/1?t=0h0m5s">\1</a>]|' \
    "$T/chat.html" | tr -d '\n' >"$T/linked.html"
is "$(chz-import <"$T/linked.html")" "$(chz-import <"$T/chat.html")" \
    "TwitchDownloader's pages with links to the video"
is "$(read_as chz-import "$T/chat.html")" '5000|-|nick|Nick|a <b> <3 안&#x;|viewer
3605000|-|bom|봄|😀|manager' "TwitchDownloader's pages"
for order in LE BE; do
	{
		printf '\357\273\277' && cat "$T/chat.html"
	} | iconv -f UTF-8 -t UTF-16$order >"$T/wide.html"
	is "$(chz-import <"$T/wide.html")" "$(chz-import <"$T/chat.html")" "... in UTF-16$order"
done
printf '<!DOCTYPE html>\n<pre class="comment-root">[x] a</pre>\n' >"$T/bad.html"
is "$(chz-import "$T/bad.html" 2>&1)" \
    "chz-import: $T/bad.html:2: not a chat line" '... with a bad line'

is "$(echo '{"t_ms":2,"message_type":"x"}' | chz-import 2>&1)" \
    'chz-import: <stdin>: two formats fit alike; -F names one' \
    'keys of two formats: nothing is guessed'
is "$(plain '[2026-09-28 19:02:26] #c nick: x (1)')" \
    'chz-import: <stdin>: two formats fit alike; -F names one' \
    'two formats fit: nothing is guessed'
is "$(echo '[0:00:05] a: x' | chz-import --opened 2026-01-06T11:00:00Z |
    jq -r 'select(.type == "chat").sent_at')" \
    2026-01-06T11:00:05.000Z '--opened gives elapsed times a clock'
is "$(echo '[2026-01-06 11:20:01 UTC] a: x' | chz-import --opened 2026-01-06T11:00:00Z |
    jq 'select(.type == "chat").t_ms')" \
    1201000 '... and clock times an elapsed one'
is "$(echo '[2026-01-06 11:20:01 UTC] a: x' | chz-import --offset 90s | jq .t_ms)" \
    90000 '--offset is from the opening to the first message'
misuse '--offset and --opened exclude each other' --offset 1s --opened 2026-01-06

# ---- bad input ----

# good LINE...: what is left of a log with these lines between two good ones.
between() {
	{
		echo '[2026-09-28 19:02:26] a: one (1)'
		printf "$@"
		echo '[2026-09-28 19:02:27] b: two (2)'
	} >"$T/log"
	chz-import "$T/log" 2>"$T/err" | jq -r .text | tr '\n' ' '
}
is "$(between 'garbage\n')" 'one two ' 'a line that is no chat is dropped'
is "$(cat "$T/err")" "chz-import: $T/log:2: not a chat line" '... and named'
is "$(between '[2026-09-28 19:02:26] c: cut\n')" 'one two ' 'one without an id'
is "$(between '[2026-13-28 19:02:26] c: x (3)\n')" 'one two ' 'a bad date'
is "$(between '[2026-09-28 19:02:26] c: \377 (3)\n')" 'one two ' 'bad UTF-8'
is "$(cat "$T/err")" "chz-import: $T/log:2: not UTF-8" '... and named'
is "$(between '[2026-09-28 19:02:26] c: \000 (3)\n')" 'one two ' 'a NUL'
is "$(between '\n')" 'one two ' 'blank lines are nothing'
between 'garbage\n' >"$T/out"
status 1 'a bad line ends with status 1' chz-import "$T/log"
status 1 'a missing file, too' chz-import "$T/nowhere" "$log"
is "$(sed 's/$/\r/' "$log" | chz-import)" "$(chz-import <"$log")" \
    'CRLF is the same'
is "$( (printf '\357\273\277'; cat "$log") | chz-import)" \
    "$(chz-import <"$log")" 'a byte order mark is nothing'
is "$(jq . "$in/youtube.json" | head -30 | chz-import 2>"$T/err" | wc -l)" 1 \
    'a cut array gives what is whole'
like "$(cat "$T/err")" '*element 2: the file is cut short' '... and says so'
is "$(printf '[{"a":1},{"message_type":"text_message","author":{},"message":"x","timestamp":1770379200000000},{"b":' |
    chz-import 2>"$T/err" | jq -r .text)" x 'bad elements do not harm good ones'
is "$(sed 's/column [0-9]*/column N/' "$T/err")" \
    "chz-import: <stdin>:1: element 1: no message in it
chz-import: <stdin>:1: element 3: the file is cut short" '... and are named'
is "$(echo hello | chz-import 2>&1)" \
    'chz-import: <stdin>: not a known format; -F names one' \
    'an unknown format'
misuse "--format: 'nope' is not one of chatlog, chat-downloader, twitch-downloader, yt-dlp, nokchart, twitch-gql, video-chats, irc, chatty, justlog, tcd, twitch-downloader-text, chat-downloader-text, csv, twitch-downloader-html" \
    -F nope
status 0 'no input is no failure' chz-import
jq -cn '[range(20000) | {message_type: "text_message", author: {}, message: "x",
    timestamp: 1770379200000000}]' >"$T/long.json"
chz-import "$T/long.json" 2>"$T/err" >/dev/full
is "$?,$(cat "$T/err")" \
    '1,chz-import: standard output: No space left on device' \
    'a full disk makes no line a bad one'
is "$(zstd -qc "$log" | chz-import)" "$(chz-import <"$log")" 'zstd'
done_testing
