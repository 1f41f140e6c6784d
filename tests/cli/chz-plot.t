#!/bin/sh
# chz-plot, end to end: the structure of the pictures, never their pixels.
. "${0%/*}/../tap.sh"

# series STREAM BUCKETS: ten chats a second, 60 in second 30, a gap from 40 to
# 44, two donations.
series() {
	awk -v id="$1" -v n="$2" 'BEGIN { for (i = 0; i < n; i++)
	    printf("{\"type\":\"ts\",\"stream_id\":\"%s\",\"channel\":\"봄하늘\"," \
	    "\"sec\":%d,\"bucket_sec\":1,\"timestamp\":" \
	    "\"2026-01-06T11:%02d:%02d.000Z\",\"chat_count\":%d%s%s}\n", id, i,
	    i / 60 % 60, i % 60, i == 30 ? 60 : 10,
	    i >= 40 && i < 45 ? ",\"gap\":true" : "",
	    i % 50 == 7 ? ",\"donation_count\":1,\"donation_amount\":5000" : "") }'
}
peak() {
	printf '{"type":"peak","stream_id":"s","by":"z","start_sec":%s,"end_sec":%s,"peak_sec":%s,"value":60,"z":%s}\n' \
	    "$1" $(($1 + 4)) $(($1 + 1)) "$2"
}
live() {
	printf '{"type":"live","stream_id":"s","channel":"봄하늘","title":"%s"}\n' \
	    "$1"
}
broadcast() { live '첫 마스터 <도전> & 🎮'; series s 100; peak 29 9; peak 60 12; }

# plot OPTION...: draws the broadcast into $T/a.FORMAT.
plot() { broadcast | chz-plot "$@"; }
# size FILE: a PNG's width and height, from its header.
size() {
	printf '%d %d' "0x$(xxd -s 16 -l 4 -p "$1")" "0x$(xxd -s 20 -l 4 -p "$1")"
}
magic() { head -c "$2" "$1"; }
# words FILE: what a PDF or SVG says of itself.
title() { sed -n 's:.*<title>\(.*\)</title>.*:\1:p' "$1"; }
# shapes FILE COLOUR: how many shapes of an SVG have the colour.
shapes() { grep -c "fill:rgb($2)" "$1"; }

cd "$T" || exit 1
status 0 'a chart is drawn' sh -c ': | chz-plot -o none.png'
is "$(: | chz-plot -o none.png 2>&1)" 'chz-plot: no ts records: nothing to draw' \
    'nothing in: this is said'
ok '... and nothing is written' test ! -e none.png

plot -o a.png
is "$(xxd -l 8 -p a.png)" 89504e470d0a1a0a 'a PNG'
is "$(size a.png)" '1600 600' '... of the default size'
ok '... with something on it' test "$(wc -c <a.png)" -gt 8000
plot -s 390x520 >b.png
is "$(size b.png)" '390 520' '-s sets the size'
plot -s 390x520 -o named.png
ok 'standard output gets the bytes that a file gets' cmp -s b.png named.png
is "$(plot | cksum)" "$(cksum <a.png | cut -d' ' -f1-2)" \
    'the same input, the same bytes'
ok 'themes differ' test "$(plot --theme dark | cksum)" != "$(plot | cksum)"
ok 'languages differ' test "$(plot --lang ko | cksum)" != "$(plot | cksum)"
is "$(CHZ_LANG=ko plot | cksum)" "$(plot --lang ko | cksum)" 'CHZ_LANG'
ok 'axes differ' test "$(plot --clock | cksum)" != "$(plot | cksum)"
ok 'a zone differs' test "$(TZ=Asia/Seoul plot --clock | cksum)" != \
    "$(plot --clock | cksum)"
is "$(env -u TZ chz-plot --clock <<EOF | cksum
$(broadcast)
EOF
)" "$(TZ=Asia/Seoul plot --clock | cksum)" 'Asia/Seoul is the default'

plot -o a.svg
is "$(magic a.svg 5)" '<?xml' 'an SVG'
is "$(title a.svg)" '첫 마스터 &lt;도전&gt; &amp; 🎮' '... says its title, escaped'
plot --title '내 방송' -o b.svg
is "$(title b.svg)" '내 방송' '--title'
series s 100 | chz-plot -o c.svg
is "$(title c.svg)" '봄하늘' 'without one, the channel'
# Bands and badges have the theme's colour of peaks, F08C00.
peaks='94.117647%,54.901961%,0%'
two=$(shapes a.svg $peaks)
plot -n 1 -o d.svg
one=$(shapes d.svg $peaks)
is "$((two - one))" 2 'a peak is a band and a badge'
is "$(shapes c.svg $peaks)" 0 'none without peaks'
# Captions have the colour of panels, F3F5F8.
panel='95.294118%,96.078431%,97.254902%'
topic() {
	printf '{"type":"topic","stream_id":"s","start_sec":%s,"end_sec":%s,"keywords":["첫","마스터"]}\n' \
	    "$1" "$2"
}
captions() { chz-plot -F svg "$@" | grep -c "fill:rgb($panel)"; }
is "$({ series s 100; topic 0 50; topic 50 100; } | captions)" 2 \
    'without peaks, a caption for each topic'
is "$({ series s 100; topic 0 50; topic 1 50; } | captions)" 1 \
    '... that hides no other'
is "$({ series s 100; topic 0 50; } | captions -s 390x520)" 0 \
    '... where there is room'
is "$({ broadcast; topic 0 50; topic 50 100; } | captions)" "$(plot -F svg |
    grep -c "fill:rgb($panel)")" '... and none beside peaks'
is "$(plot --by volume -F svg | grep -c "fill:rgb($peaks)")" 0 \
    '--by chooses the detector'
broadcast | sed 's/,"gap":true//' >e.jsonl
gap='54.117647%,57.647059%,63.137255%'
ok 'a gap is hatched' grep -q "stroke:rgb($gap)" a.svg
is "$(chz-plot -F svg e.jsonl | grep -c "stroke:rgb($gap)")" 0 \
    '... and only a gap'

plot -o a.pdf
is "$(magic a.pdf 5)" %PDF- 'a PDF'
ok '... without the day it was made' grep -aq 'CreationDate (\(D:\)\?20260106110000' a.pdf
pages() { grep -ac '/Type /Page ' "$1"; }
is "$(pages a.pdf)" 1 '... of one page'
plot --split 30s -o parts.pdf
is "$(pages parts.pdf)" 4 '--split: a page for each part'
plot --split 30s -o part.png
is "$(echo part*)" 'part-1.png part-2.png part-3.png part-4.png parts.pdf' \
    '... or a file'
plot --split 50s -o 'n%n-%%.svg'
is "$(echo n*.svg)" 'n1-%.svg n2-%.svg' '%n and %%'
{ series s 70; series ../t 70; } >two.jsonl
is "$(chz-plot -o one.png two.jsonl 2>&1)" \
    "chz-plot: 2 broadcasts: put %s into the output's name, or use --overlay" \
    'two broadcasts are not one file'
mkdir many
chz-plot -o many/x-%s.png two.jsonl
is "$(cd many && echo x*-* | tr -d 0-9a-f)" 'x-_._t-.png x-s.png' \
    '... but two, with safe names'
chz-plot -o two.pdf two.jsonl
is "$(pages two.pdf)" 2 '... or two pages'

chz-plot --overlay -o both.svg two.jsonl
# The second hue is 3457D5: a line on each side of the gap, and a key.
is "$(grep -c 'stroke:rgb(20.392157%,34.117647%,83.529412%)' both.svg)" 3 \
    '--overlay: a line for each, and its key'

is "$(plot 2>&1 >/dev/null)" '' 'Korean and emoji: fonts are there'
like "$(plot --title "$(printf '\364\217\277\275')" -o x.png 2>&1)" \
    'chz-plot: no font has * (U+10FFFD): install *' 'a font that is missing is named'

# Five audiences, two clusters; d is in none and shares with nobody.
crowd() {
	awk 'BEGIN { split("a b c d e", id); split("900 400 100 50 25", users)
	    for (i = 1; i <= 5; i++) printf("{\"type\":\"node\",\"id\":\"%s\"," \
		"\"name\":\"채널 %s\",\"users\":%d}\n", id[i], id[i], users[i]) }'
	for pair in a,b,0.5 b,c,0.25 c,e,0.01; do
		echo "$pair" | sed 's/\(.\),\(.\),\(.*\)/{"type":"overlap","a":"\1","b":"\2","jaccard":\3}/'
	done
	echo '{"type":"cluster","id":"1","members":["c","e"]}'
	echo '{"type":"cluster","id":"2","members":["b","a"]}'
}
crowd | chz-plot --map -o map.svg
is "$(title map.svg)" 'Who watches together' '--map'
# Hues: 00A878, 3457D5; alone: 8A93A1.  A disc each and a key for each colour.
is "$(shapes map.svg 0%,65.882353%,47.058824%)" 3 '... a disc for each node'
is "$(shapes map.svg 20.392157%,34.117647%,83.529412%)" 3 '... of each cluster'
is "$(shapes map.svg $gap)" 2 '... and of none'
is "$(grep -c stroke:rgb map.svg)" 3 '... a line for each overlap'
is "$(grep -o '>채널 [a-e]<' map.svg | sort -u | wc -l)" 5 '... whose names are text'
ok '... which is XML' xmllint --noout map.svg
# Forty discs of one size in four clusters, the largest nodes in the last one.
hall() {
	awk 'BEGIN { for (i = 0; i < 400; i++)
	    printf("{\"type\":\"node\",\"id\":\"n%d\",\"name\":\"방송국 채널 %d\",\"users\":%d}\n",
		i, i, i < 360 ? 50 : 60 + i)
	    for (c = 0; c < 40; c++) {
		printf("{\"type\":\"cluster\",\"id\":\"%d\",\"members\":[", c)
		for (i = 0; i < 10; i++)
		    printf("%s\"n%d\"", i ? "," : "", c * 10 + i)
		print "]}" } }'
}
hall | chz-plot --map -s 600x400 -o hall.svg
named=0
for i in $(seq 370 399); do
	grep -q ">방송국 채널 $i<" hall.svg && named=$((named + 1))
done
is "$named" 30 'the thirty largest are named even where it is crowded'
hall | grep -v '"id":"n3[0-5]' | chz-plot --matrix -o hall-matrix.svg
ok 'groups of the largest come first, and the first row is of one' \
    grep -q '>방송국 채널 399<' hall-matrix.svg
crowd | chz-plot --map >map.png
is "$(size map.png)" '1200 1000' '... in its own size'
is "$(crowd | chz-plot --map | cksum)" "$(cksum <map.png)" '... the same each time'
crowd | chz-plot --matrix -o matrix.svg
is "$(title matrix.svg)" 'Shared audiences' '--matrix'
is "$(grep -o '>[0-9.]*%<' matrix.svg | head -2 | tr -d '\n')" '>0%<>50%<' \
    '... with a scale'
is "$(grep overlap map.svg; crowd | grep -v cluster | chz-plot --map --matrix 2>&1)" \
    "chz-plot: --map and --matrix exclude each other (try 'chz-plot --help')" \
    '... is another picture'
is "$(: | chz-plot --map -o none.png 2>&1)" \
    'chz-plot: no node or overlap records: nothing to draw' 'no node, no map'
status 0 'a node alone is a map' sh -c \
    'echo "{\"type\":\"node\",\"id\":\"a\"}" | chz-plot --map'
status 0 '... and a matrix' sh -c \
    'echo "{\"type\":\"node\",\"id\":\"a\"}" | chz-plot --matrix'
is "$({ echo '{"type":"overlap","a":"a"}'; crowd; } | chz-plot --map 2>err | cksum)" \
    "$(cksum <map.png)" 'a bad overlap changes nothing'
is "$(cat err)" 'chz-plot: <stdin>:1: overlap needs a, b and jaccard' '... and is named'

# A nod of three seconds; the mouth is lost between 0.5 s and 2 s.
avatar() {
	awk 'BEGIN { for (ms = 0; ms <= 3000; ms += 20) {
	    printf("{\"type\":\"vts\",\"at_ms\":%d,\"params\":{", ms)
	    if (ms < 500 || ms > 2000)
		printf("\"MouthOpen\":%.2f,", ms % 100 / 100)
	    printf("\"FaceAngleY\":%.3f}}\n", 20 * sin(ms / 300)) } }'
	echo '{"type":"vts_event","at_ms":1500,"event":"lost","name":"MouthOpen"}'
}
avatar | chz-plot --params -o avatar.svg
is "$(title avatar.svg)" 'Avatar parameters' '--params'
# Hues: 00A878 for the first, 3457D5 for the second, F08C00 for the event.
is "$(grep -c 'stroke:rgb(0%,65.882353%,47.058824%)' avatar.svg)" 2 \
    '... a line, broken where it was lost'
is "$(grep -c 'stroke:rgb(20.392157%,34.117647%,83.529412%)' avatar.svg)" 1 \
    '... for each parameter'
is "$(grep -c "stroke:rgb($peaks)" avatar.svg)" 1 '... and one for an event'
is "$({ avatar; echo '{"type":"vts","at_ms":1}'; } | chz-plot --params -F svg 2>err | cksum)" \
    "$(cksum <avatar.svg)" 'a bad frame changes nothing'
like "$(cat err)" 'chz-plot: <stdin>:*: vts needs at_ms and params' '... and is named'
status 0 'one value' sh -c \
    'echo "{\"type\":\"vts\",\"at_ms\":0,\"params\":{\"A\":1}}" | chz-plot --params'

# Who has the old picture open keeps it: the new one is another file.
cp a.png old.png
cp a.png kept.png
exec 5<old.png
plot --theme dark -o old.png
ok 'a picture is replaced' test "$(cksum <old.png)" != "$(cksum <kept.png)"
is "$(cksum <&5)" "$(cksum <kept.png)" \
    '... in one step: whoever reads the old one reads all of it'
exec 5<&-
is "$(find . -name '*.tmp')" '' '... with nothing left behind'
plot -o none/x.png 2>err
is "$? $(cat err)" '1 chz-plot: none/x.png: No such file or directory' \
    'a directory that is missing'
status 1 'a full device' sh -c "$(printf 'echo %s | chz-plot -o /dev/full -F png' \
    "'{\"type\":\"ts\",\"sec\":0,\"bucket_sec\":1,\"chat_count\":1}'")"
ok '... stays one' test -c /dev/full
is "$(script -qec 'chz-plot </dev/null' /dev/null | tr -d '\r')" \
    "chz-plot: a picture cannot be shown on a terminal: use -o FILE or a pipe (try 'chz-plot --help')" \
    'no picture for a terminal'

good=$(plot | cksum)
is "$(broadcast | sed '3i nope
5i {"type":"ts","stream_id":"s","sec":-1,"bucket_sec":1,"chat_count":1}
7i {"type":"peak","stream_id":"s"}' | chz-plot 2>err | cksum)" "$good" \
    'bad lines change nothing'
is "$(cut -d: -f3- err)" '3: column 1: not a JSON object
6: ts needs sec, bucket_sec and chat_count
9: peak needs start_sec and end_sec' '... and are named'
is "$(broadcast | sed 's/$/\r/' | chz-plot | cksum)" "$good" 'CRLF'
is "$(broadcast | head -c -1 | chz-plot | cksum)" "$good" 'no final newline'
is "$(broadcast | zstd -q | chz-plot | cksum)" "$good" 'zstd'
broadcast | grep -v peak | sed p | chz-plot -F svg >p.svg
is "$(broadcast | grep -v peak | chz-plot -F svg | cksum)" "$(cksum <p.svg)" \
    'buckets that come twice count once'
series s 100 | sort -r | chz-plot -F svg >r.svg
is "$(cksum <r.svg)" "$(cksum <c.svg)" 'any order'

# Hardly anything, and far too much.
few() { printf '{"type":"ts","stream_id":"x","sec":%s,"bucket_sec":%s,"chat_count":%s}\n' "$@"; }
status 0 'one bucket' sh -c "$(printf "echo '%s' | chz-plot" "$(few 0 1 0)")"
is "$(few 0 1 1 31536000 1 9 | chz-plot -s 400x300 | magic /dev/stdin 4 | tail -c 3)" \
    PNG 'a year later'
is "$(few 9007199254740 9007199254740 9007199254740991 | chz-plot --clock | magic /dev/stdin 4 | tail -c 3)" \
    PNG 'the largest numbers'
is "$(few 0 1 1 60 60 99 | chz-plot -F svg | cksum)" "$(few 0 1 1 | chz-plot -F svg | cksum)" \
    'the finest buckets are used'

status 0 '--help' chz-plot --help
status 2 'an unknown option is misuse' chz-plot --nope
misuse "--size: '10x10' is not WxH of 240 to 8192 pixels each" -s 10x10
misuse "--size: '1600' is not WxH of 240 to 8192 pixels each" -s 1600
status 2 'a page that is too large' chz-plot -s 99999x600
misuse "--format: 'gif' is not one of png, svg, pdf" -F gif
status 2 'an ending that is none' chz-plot -o x.gif
status 2 'a name with what is not known' chz-plot -o %d.png
misuse "--theme: 'pink' is not one of light, dark" --theme pink
misuse "--lang: 'fr' is not one of en, ko" --lang fr
misuse "--by: 'loud' is not one of scan, words, z, volume, surge" --by loud
misuse "--top: '100' is not a whole number from 0 to 99" -n 100
misuse '--map and --params exclude each other' --map --params

# A stranger's name: what ends a section of XML, and code points that are none.
odd='{"type":"ts","channel":"A]]>B\357\277\276\357\277\277<C","sec":%d,"bucket_sec":60,"chat_count":5}\n'
printf "$odd" 0 60 120 >"$T/odd"
chz-plot -o "$T/odd.svg" "$T/odd" 2>/dev/null
ok 'any name makes well-formed SVG' xmllint --noout "$T/odd.svg"
like "$(cat "$T/odd.svg")" '*<title>A\]\]&gt;B*&lt;C*</title>*' \
    '... with the name in it'
status 0 'and does not stop a PDF' chz-plot -o "$T/odd.pdf" "$T/odd"
done_testing
