#!/bin/sh
# What chz-sub and chz-mark write, as ffmpeg reads it.
. "${0%/*}/../tap.sh"
need ffmpeg ffprobe
cd "$T" || exit 1

# Hostile texts among others, by people and donors.
awk 'BEGIN {
	split("안녕하세요|ㅋㅋㅋㅋ|<b>굵게</b> {\\\\an8}{\\\\p1}m 0 0 l 9 9|a --> b|" \
	    "줄\\\\N바꿈 \\\\h|&lt;i&gt; & <i>|NOTE x|😀 봄|1|<font color=red>", t, "|")
	for (i = 0; i < 200; i++) {
		ms += i * 7919 % 1300
		printf("{\"type\":\"%s\",\"t_ms\":%d,\"user\":\"이름 %d\"," \
		    "\"text\":\"%s\"%s}\n", i % 20 == 9 ? "donation" : "chat",
		    ms, i % 30, t[i % 10 + 1],
		    i % 20 == 9 ? ",\"amount\":1000,\"currency\":\"KRW\"" : "")
	}
}' >chat
for f in ass srt vtt; do
	chz-sub -q --style box -F $f -o box.$f chat
done
chz-sub -q -o lanes.ass chat

# cues FILE: start and duration of each cue, as ffprobe reads them.
cues() {
	timeout 60 ffprobe -v error -show_entries packet=pts_time,duration_time \
	    -of csv=p=0 "$1"
}
# words FILE: what a player shows, as ffmpeg decodes it.
words() {
	timeout 60 ffmpeg -v error -nostdin -i "$1" -f webvtt - |
	    sed '/^[0-9:.]* --> [0-9:.]*$/d; /^WEBVTT/d; /^$/d; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g'
}

# written FILE: the times of SRT, by hand.
written() {
	sed -n 's/ --> /:/p' "$1" | tr ,: '. ' | awk '{
		from = $1 * 3600 + $2 * 60 + $3; to = $4 * 3600 + $5 * 60 + $6
		printf("%.6f,%.6f\n", from, to - from) }'
}
ok 'there are cues' test "$(cues box.srt | wc -l)" -gt 100
is "$(cues box.srt)" "$(written box.srt)" 'SRT: ffmpeg reads all cues, with their times'
is "$(cues box.ass)" "$(cues box.srt)" '... the same of ASS'
is "$(cues box.vtt)" "$(cues box.srt)" '... and of WebVTT'

# In full width where it could mean something, in all three.
wide() { sed 's/</＜/g; s/>/＞/g; s/{/｛/g; s/}/｝/g; s/\\/＼/g; s/\xE2\x81\xA0//g'; }
words box.srt | wide >srt
is "$(words box.ass | wide)" "$(cat srt)" 'what is shown is the same'
is "$(words box.vtt | wide)" "$(cat srt)" '... also of WebVTT'
like "$(cat srt)" '*이름 2: ＜b＞굵게＜/b＞ ｛＼an8｝｛＼p1｝m 0 0 l 9 9
*' '... and what was written is shown, not done'

# Into each other.
for from in ass srt vtt; do
	for to in srt ass; do
		timeout 60 ffmpeg -v error -nostdin -y -i box.$from turned.$to
		is "$(cues turned.$to)" "$(cues box.srt)" "$from becomes $to with the same cues"
	done
done

# Drawn: four seconds in there is something in the upper half, and nothing below;
# the box is the other way round.
# inked FILE.ass AREA: whether the picture has light pixels there.
inked() {
	timeout 120 ffmpeg -v error -nostdin -f lavfi -i color=black:s=640x360:r=1 \
	    -vf "ass=$1,trim=4:5,crop=$2" -frames:v 1 -f rawvideo -pix_fmt gray - |
	    tr -d '\000-\177' | wc -c
}
ok 'lanes are drawn at the top' test "$(inked lanes.ass 640:180:0:0)" -gt 200
is "$(inked lanes.ass 640:90:0:270)" 0 '... and nothing at the bottom'
ok 'the box is drawn at the bottom' test "$(inked box.ass 320:90:0:270)" -gt 200
is "$(inked box.ass 640:90:0:0)" 0 '... and nothing at the top'

# ---- chz-mark ----

echo '{"type":"topic","start_sec":85,"end_sec":300,"title":"롤; 한 판 #1 = ok"}
{"type":"topic","start_sec":400,"end_sec":500,"title":"둘"}' |
    chz-mark -F ffmetadata >chapters
is "$(timeout 60 ffprobe -v error -f ffmetadata -show_chapters -of compact=p=0 chapters |
    sed 's/.*start_time=\([^|]*\).*end_time=\([^|]*\).*title=/\1 \2 /')" \
    '85.000000 300.000000 롤; 한 판 #1 = ok
400.000000 500.000000 둘' 'chapters'
done_testing
