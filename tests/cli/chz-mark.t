#!/bin/sh
# chz-mark: moments as editors and players read them.  Timecodes were counted
# by hand from the frame numbers of SMPTE ST 12-1.
. "${0%/*}/../tap.sh"
cd "$T" || exit 1

cat >peaks <<'END'
{"type":"peak","channel":"봄하늘","stream_id":"s1","by":"scan","peak_id":100,"open":true,"start_sec":100,"end_sec":101}
{"type":"peak","channel":"봄하늘","stream_id":"s1","by":"scan","peak_id":100,"score":5,"start_sec":100,"end_sec":130,"peak_sec":110,"clip_start_sec":80,"keywords":["펜타킬","<대박> & \"와\"","ㅋㅋ","넷"]}
{"type":"peak","channel":"봄하늘","stream_id":"s1","by":"scan","peak_id":3800,"score":9,"start_sec":3800,"end_sec":3830,"peak_sec":3810,"clip_start_sec":3780,"why":"12 people at once"}
{"type":"peak","channel":"봄하늘","stream_id":"s1","by":"scan","peak_id":3800,"score":2,"start_sec":3800,"end_sec":3850,"suspect":"flood"}
{"type":"topic","channel":"봄하늘","stream_id":"s1","start_sec":85,"end_sec":300,"title":"롤 한 판; #1","keywords":["롤"]}
END

is "$(chz-mark peaks 2>err)" '0:00 Start
1:20 펜타킬,  대박  & "와", ㅋㅋ
1:03:00 12 people at once' 'chapters: from 0:00, ten seconds apart, without < and >'
like "$(cat err)" 'chz-mark: 1 less than ten seconds after another: left out*' \
    '... what is left out is said'
is "$(chz-mark --of topic --offset=-80s --opening 시작 peaks)" '0:00 롤 한 판; #1' \
    'an offset; what begins within ten seconds begins at 0:00'
is "$(chz-mark --of peak -n 1 peaks | tail -n +2)" '1:03:00 12 people at once' \
    '-n: the strongest'
is "$(chz-mark --of peak --suspects -F csv peaks | wc -l)" 4 'suspects are asked for'
is "$(chz-mark --of peak -F csv --after 0 peaks)" "$(printf '%s\r\n' \
    'start,end,duration,title' \
    '0:01:20.000,0:02:10.000,0:00:50.000,"펜타킬, <대박> & ""와"", ㅋㅋ"' \
    '1:03:00.000,1:03:50.000,0:00:50.000,"12 people at once"')" 'CSV'

# 80 s of 29.97 are frame 2398, one minute in: 2400 by its number.  The part
# has 1648 frames, 135 s are frame 4046, 2:15;00 by its number 4050.
is "$(chz-mark --of peak -F edl --rate 29.97 --media /v/a.mp4 peaks | head -8)" \
    'TITLE: 봄하늘
FCM: DROP FRAME

001  AX       AA/V  C        00:01:20;00 00:02:15;00 00:00:00;00 00:00:54;28
* FROM CLIP NAME: a.mp4
* COMMENT: 펜타킬, <대박> & "와", ㅋㅋ

002  AX       AA/V  C        01:02:59;29 01:03:54;29 00:00:54;28 00:01:49;28' \
    'EDL: parts one after another, drop-frame'
is "$(chz-mark --of peak -F edl --rate 25 --start 10:00:00:00 peaks | sed -n '2p;4p')" \
    'FCM: NON-DROP FRAME
001  AX       AA/V  C        10:01:20:00 10:02:15:00 10:00:00:00 10:00:55:00' \
    '... with a start of its own'
is "$(chz-mark --of peak -F edl --rate 29.97 --non-drop peaks | sed -n '2p;4p')" \
    'FCM: NON-DROP FRAME
001  AX       AA/V  C        00:01:19:28 00:02:14:26 00:00:00:00 00:00:54:28' \
    '... or all frames counted'
is "$(chz-mark --of topic -F markers peaks | tail -n +4)" \
    '001  001      V     C        00:01:25:00 00:01:25:01 00:01:25:00 00:01:25:01
 |C:ResolveColorBlue |M:롤 한 판; #1 |D:12900' 'markers for Resolve'

chz-mark --of peak -F fcpxml --rate 59.94 --media '/v/방송 1.mp4' peaks >fcpxml
ok 'FCPXML is XML' xmllint --noout fcpxml
is "$(xmllint --xpath 'string(//media-rep/@src)' fcpxml)" \
    'file:///v/%EB%B0%A9%EC%86%A1%201.mp4' '... the file is a URL'
is "$(xmllint --xpath 'string(//asset-clip[1]/@name)' fcpxml)" \
    '펜타킬, <대박> & "와", ㅋㅋ' '... titles are whole'
# 80 s are frame 4795, 135 s 8092: 3,297 frames of 1,001 60,000ths; 3,780 s are
# frame 226573, 3,835 s 229870.  Each part begins where the last one ended.
xmllint --xpath '//asset-clip/@offset | //asset-clip/@duration |
	//sequence/@duration' fcpxml | sed 's/.*"\([0-9]*\)\/60000s"/\1/' >ticks
is "$(tr '\n' ' ' <ticks)" '6600594 0 3300297 3300297 3300297 ' '... to the frame'
chz-mark -F premiere --rate 29.97 --of peak peaks >premiere
ok 'Premiere XML is XML' xmllint --noout premiere
is "$(xmllint --xpath '//marker/in/text() | //marker/out/text()' premiere |
    tr '\n' ' ')" '2398 4046 113287 114935 ' '... with frames'

is "$(chz-mark -F ffmetadata peaks | head -10)" ';FFMETADATA1
[CHAPTER]
TIMEBASE=1/1000
START=80000
END=85000
title=펜타킬, <대박> & "와", ㅋㅋ
[CHAPTER]
TIMEBASE=1/1000
START=85000
END=300000' 'chapters for ffmpeg do not overlap'
is "$(chz-mark -F ffmetadata --of topic peaks | tail -1)" \
    'title=롤 한 판\; \#1' '... its signs are escaped'

# The commands are run, by a shell, with an ffmpeg that says what it was told.
mkdir bin
cat >bin/ffmpeg <<'END'
#!/bin/sh
printf '<%s>' "$@"; echo
END
chmod +x bin/ffmpeg
is "$(chz-mark --of peak -F ffmpeg --media "it's 1.mkv" peaks |
    PATH=$T/bin:$PATH sh)" \
    "<-nostdin><-n><-ss><80.000><-t><55.000><-i><it's 1.mkv><-c><copy><./it's 1-01.mkv>
<-nostdin><-n><-ss><3780.000><-t><55.000><-i><it's 1.mkv><-c><copy><./it's 1-02.mkv>" \
    'ffmpeg cuts the parts'
printf '%s\n' '{"type":"topic","start_sec":0,"end_sec":9,"title":"a\n$(touch evil) `touch evil`"}' |
    chz-mark -F ffmpeg | PATH=$T/bin:$PATH sh >ran
ok 'a title commands nothing' test ! -e evil -a -s ran

sed 's/s1/s2/' peaks | cat peaks - >two
status 1 'two broadcasts are not mixed' chz-mark two
like "$(chz-mark two 2>&1)" "*several broadcasts: choose one by --stream, such as 's1' or 's2'" \
    '... and named'
is "$(chz-mark --stream s2 --of topic -F csv two | wc -l)" 2 '--stream'
is "$(chz-mark --offset=-1h -F csv --of peak peaks 2>err | tail -n +2 | cut -d, -f1)" \
    '0:03:00.000' 'what ended before the recording is left out'
like "$(cat err)" '*1 before the recording begins: left out' '... and said'
echo '{"type":"chat","text":"x"}' >chat
status 1 'no peaks in the input' chz-mark chat
echo '{"type":"peak","start_sec":9,"end_sec":3}' >bad
status 1 'a bad record' chz-mark bad
is "$(chz-mark </dev/null)" '' 'nothing from nothing'
misuse "--rate: '29' is not one of 23.976, 24, 25, 29.97, 30, 50, 59.94, 60" --rate 29
misuse "--start: '00:00:00:60' is not a timecode at that rate, such as 01:00:00:00" \
    --start 00:00:00:60
misuse "--offset: 'x' is not a duration, which may be negative" --offset x
done_testing
