#!/bin/sh
# chz-sub: chat as subtitles.
. "${0%/*}/../tap.sh"
cd "$T" || exit 1

cat >chat <<'END'
{"type":"chat","stream_id":"s1","t_ms":1000,"user_id":"u1","user":"봄{i}","text":"안녕 {\\an8}<b>x</b>\n--> & {:d_47:}"}
{"type":"donation","stream_id":"s1","t_ms":2000,"user":"치즈","text":"응원","amount":10000,"currency":"KRW"}
{"type":"donation","stream_id":"s1","t_ms":3000,"user":"숨은이","anonymous":true,"text":"","amount":150,"currency":"USD"}
{"type":"moderation","stream_id":"s1","t_ms":3500,"action":"blind"}
{"type":"chat","stream_id":"s1","t_ms":60000,"user":"봄","text":" "}
{"type":"chat","stream_id":"s1","t_ms":61230,"user_id":"u2","user":"봄","text":"끝"}
END

# cues FILE...: without what stands before them.
cues() { chz-sub "$@" 2>err | sed -n '/^Dialogue/s/^Dialogue: //p'; }

is "$(cues --plain -s 1000x480 chat)" \
    '0,0:00:01.00,0:00:11.00,Lane,,0,0,0,,{\move(1000,5,-326,5)}안녕 ｛＼an8｝＜b＞x＜/b＞ --＞ & :d_47:
0,0:00:02.00,0:00:12.00,Lane,,0,0,0,,{\move(1000,29,-120,29)}₩10,000 응원
0,0:00:03.00,0:00:13.00,Lane,,0,0,0,,{\move(1000,53,-50,53)}$1.50
0,0:01:01.23,0:01:11.23,Lane,,0,0,0,,{\move(1000,5,-20,5)}끝' \
    'danmaku: lanes of their own, no markup, amounts, what has text'
is "$(cues --plain --names --from 0:02 --to 0:03 chat)" \
    '0,0:00:02.00,0:00:12.00,Lane,,0,0,0,,{\move(1920,11,-405,11)}치즈: ₩10,000 응원' \
    '--names, --from and --to'
like "$(cues --from 1:00 chat)" '*{\\c&H??????&}끝{\\c}' 'users have colours'
is "$(cues --to 0:02 chat | sed 's/.*c&H//; s/&.*//')" \
    "$(cues --to 0:02 --offset 5m chat | sed 's/.*c&H//; s/&.*//')" '... always the same'
like "$(cues --from 0:03 --to 0:04 chat)" '*{\\c&H00C4FF&}$1.50{\\c}' \
    '... and donations one of their own'
is "$(cues --offset=-61s chat | cut -d, -f2)" 0:00:00.23 'an offset'
is "$(cat err)" 'chz-sub: 4 before the video begins: left out' '... what is before is said'
like "$(chz-sub -s 1280x720 --font 'Noto, Sans' --font-size 30 --opacity .5 chat)" \
    '*PlayResX: 1280
PlayResY: 720*Style: Lane,Noto  Sans,30,&H80FFFFFF,*' 'size, font and opacity'
like "$(chz-sub --style box --place top-right chat)" '*Style: Box,*,9,22,22,22,1*' \
    'a corner for the box'

is "$(chz-sub -F srt --plain --duration 2s chat)" '1
00:00:01,000 --> 00:00:02,000
봄｛i｝: 안녕 ｛＼an8｝＜b＞x＜/b＞ --＞ & :d_47:

2
00:00:02,000 --> 00:00:03,000
봄｛i｝: 안녕 ｛＼an8｝＜b＞x＜/b＞ --＞ & :d_47:
치즈: ₩10,000 응원

3
00:00:03,000 --> 00:00:04,000
치즈: ₩10,000 응원
$1.50

4
00:00:04,000 --> 00:00:05,000
$1.50

5
00:01:01,200 --> 00:01:03,200
봄: 끝' 'a box that rises, as SRT; nobody is named who hides'
is "$(chz-sub -F vtt --plain --to 0:02 chat)" 'WEBVTT

00:00:01.000 --> 00:00:11.000
봄｛i｝: 안녕 ｛＼an8｝&lt;b&gt;x&lt;/b&gt; --&gt; &amp; :d_47:' 'WebVTT has escapes'
like "$(chz-sub -F vtt --from 0:02 --to 0:03 chat)" '*<c.yellow>치즈: </c><c.yellow>₩10,000 응원</c>' '... and classes for colours'
like "$(chz-sub -F srt --from 0:02 --to 0:03 chat)" \
    '*<font color="#ffc400">치즈: </font><font color="#ffc400">₩10,000 응원</font>' \
    'SRT has <font>'
is "$(cues --style box --plain --from 1:01 chat)" \
    '0,0:01:01.20,0:01:11.20,Box,,0,0,0,,봄: 끝' 'a box as ASS'

# Long ones.
long='{"type":"chat","t_ms":0,"user":"이름이 아주 아주 긴 사람","text":"하나 둘셋 넷 다섯여섯일곱여덟아홉열 a b c"}'
is "$(echo "$long" | chz-sub -F vtt --plain --columns 20 | tail -n +4)" \
    '이름이 아…: 하나
둘셋 넷 다섯여섯일곱
여덟아홉열 a b c' 'long lines are broken, at spaces where they can be'
is "$(echo "$long" | cues --plain --columns 20 | sed 's/.*}//')" \
    '하나 둘셋 넷 다섯여섯일곱여덟아홉열 a b c' 'those that fly are whole'

# A huge chat: 20,000 messages in 10 s.
awk 'BEGIN { for (i = 0; i < 20000; i++)
	printf("{\"type\":\"chat\",\"t_ms\":%d,\"text\":\"%d ㅋㅋㅋ\"}\n", i / 2, i) }' >huge
chz-sub huge >flown 2>err
ok 'a huge chat: what is on the screen is bounded' \
    test "$(grep -c ^Dialogue flown)" -lt 100
like "$(cat err)" 'chz-sub: 199?? found no room: left out; more --lines*' '... the rest is said'
ok '... and so are the pictures of a box' \
    test "$(chz-sub -q -F srt huge | grep -c -e '-->')" -le 110

sed 's/s1/s2/' chat | cat chat - >two
status 1 'two broadcasts are not mixed' chz-sub two
like "$(chz-sub two 2>&1)" "*several broadcasts: choose one by --stream, such as 's1' or 's2'" \
    '... and named'
is "$(cues --stream s2 two | wc -l)" 4 '--stream'
echo '{"type":"peak","start_sec":1}' >peak
status 1 'no chat in the input' chz-sub peak
is "$(chz-sub -F srt </dev/null)" '' 'nothing from nothing'
printf '%s\n' '{"type":"chat","text":"x"}' >bad
status 1 'a message without a time' chz-sub bad
is "$(printf '%s\n' '{"type":"chat","sent_at":"2026-01-06T11:20:01Z","text":"x"}' \
    '{"type":"chat","sent_at":"2026-01-06T11:20:03Z","text":"y"}' |
    cues | cut -d, -f2)" '0:00:00.00
0:00:02.00' 'without t_ms, the first message is the beginning'
misuse '--style danmaku: only --format ass can move text' -F srt --style danmaku
misuse "--size: '5x5' is not WxH of 16 to 16384 pixels each" -s 5x5
done_testing
