#!/bin/sh
# chz-peaks, end to end.
. "${0%/*}/../tap.sh"

# series STREAM COUNT...: a bucket of one second for each count.
series() {
	series_id=$1 series_sec=0; shift
	for n; do
		printf '{"type":"ts","stream_id":"%s","sec":%s,"bucket_sec":1,"chat_count":%s}\n' \
		    "$series_id" $series_sec "$n"
		series_sec=$((series_sec + 1))
	done
}
lots() { yes "$2" | head -n "$1"; }
z() { chz-peaks --by z "$@"; }
keys() { jq -r "[$1] | join(\" \")"; }

# By hand: nothing for 100 s, so median and MAD are 0, the latter taken as 1;
# one burst of 100, 100: smoothed 20, 36, 28.8, 23.04, ... * 0.8 each; z is
# above 2.5 until 36 * 0.8^11 = 3.09 at the twelfth.
burst() {
	# shellcheck disable=SC2046
	series s $(lots 100 0) 100 100 $(lots 30 0)
}
is "$(burst | z | keys .by,.start_sec,.end_sec,.peak_sec,.value,.z,.chat_count)" \
    'z 100 112 101 100 36 200' 'a burst is a peak, from its first second until it fades'
is "$(burst | z | keys .clip_start_sec,.start_time,.end_time)" \
    '80 0:01:40 0:01:52' 'with the times people need'
# Smoothed 20, 36, 28.8, 23.04, 18.4, 14.7, 31.8, 45.4: above 30 twice, and
# above 10 all the time between.
twice() {
	# shellcheck disable=SC2046
	series s $(lots 100 0) 100 100 0 0 0 0 100 100 $(lots 30 0)
}
is "$(twice | z -t 30 --low 10 --join 1s | keys .start_sec,.peak_sec)" \
    '100 107' 'of two peaks with one interval, the higher'
is "$(burst | z --clip 2m | keys .clip_start_sec)" 0 \
    'a clip does not begin before the broadcast'
is "$(burst | z -t 36)" '' '-t raises the bar'
is "$(burst | z -t 30 --low 20 | keys .start_sec,.end_sec)" '101 103' \
    '--low shortens the interval'
is "$(burst | sed 's/"chat_count":100/&,"gap":true/' | z)" '' \
    'a gap is no peak'

# A message every 20 s: the smoothed counts go from 0.2 down to 0.2 * 0.8^19,
# their median is near 0.2 * 0.8^9.5 = 0.024, and the MAD less.  Two messages at
# once are 0.4, 15 times that.  The floor is 0.6745 sqrt(0.2 / 1.8 (0.024 +
# 0.05)) = 0.061: they are 6.2 times that.
quiet() {
	# shellcheck disable=SC2046
	series s 0 $(for _ in 1 2 3 4 5 6 7 8; do echo 1; lots 19 0; done) 2 \
	    $(lots 30 0)
}
is "$(quiet | z)" '' 'two messages in a quiet chat are no peak'
is "$(quiet | z --as-timeline | keys .value | tr '\n' ' ')" '1 1 1 1 2 ' \
    '... as to chzzk-timeline, and one is too'

# Ten minutes of 1 3 1 3 ..., twenty seconds of 12, and as before.
calm() { i=0; while [ $i -lt "$1" ]; do echo 1 3; i=$((i + 1)); done; }
moment() {
	# shellcheck disable=SC2046
	series s $(calm 300) $(lots 20 12) $(calm 50)
}
is "$(moment | chz-peaks | keys .by,.peak_id,.open,.start_sec)" 'scan 602 true 600
scan 602  600' 'a moment is told as it opens, and when it is over'
is "$(moment | chz-peaks | tail -n 1 |
    keys '.end_sec,.value,(.multiple|round),.chat_count,.clip_start_sec,.start_time')" \
    '620 12 6 240 580 0:10:00' 'with its end, and what is known of it'
is "$(moment | chz-peaks | jq -sc '.[1] | [.score > 10, has("z"), has("people"),
    has("suspect")]')" '[true,false,false,false]' 'a score, and nothing unknown'
is "$(moment | chz-peaks --alarms 1e-300/d)" '' \
    'the fewer false alarms, the fewer moments'
is "$(moment | sed 's/"chat_count":12/&,"gap":true/' | chz-peaks)" '' \
    'a gap is no moment'
# The same with users, new ones each second; or of forty in turn.
crowd() {
	moment | awk -v few="$1" '
	    { n = /:12}/ ? 12 : /:3}/ ? 3 : 1; marks = ""
	      for (i = 0; i < n; i++)
		marks = marks sprintf("%05d",
		    few && n == 12 ? (NR * 12 + i) % 40 : NR * 20 + i)
	      sub("}", ",\"user_marks\":\"" marks "\"}"); print }'
}
is "$(crowd 0 | chz-peaks | tail -n 1 | keys .people,.loudest_share,.suspect)" \
    '240 0.004 ' 'a crowd of 240 people'
is "$(crowd 1 | chz-peaks | tail -n 1 | keys .people,.suspect)" '40 flood' \
    'forty who write on and on are a flood'

# What was said is in the input: greetings all the time, and the moment's kill.
spoken() {
	moment | awk '
	    { n = /:12}/ ? 12 : 1
	      for (i = 0; i < n; i++)
		printf("{\"type\":\"chat\",\"stream_id\":\"s\",\"t_ms\":%d,\"text\":\"%s\"}\n",
		    (NR - 1) * 1000, n > 1 && i % 2 ? "펜타킬 ㅋㅋㅋ" : "안녕하세요 여러분")
	      print }'
}
is "$(spoken | chz-peaks | tail -n 1 | jq -c '[.keywords, .samples, .laugh_share, .why]')" \
    '[["펜타킬"],["펜타킬 ㅋㅋㅋ"],0.5,"6.0 times the usual, 240 chats: 펜타킬; 50 % laugh"]' \
    'a moment says what was said in it'
is "$(spoken | chz-peaks --lang ko | tail -n 1 | keys .why)" \
    '평소의 6.0배, 채팅 240개: 펜타킬; 웃음 50 %' '... in Korean'
is "$({ spoken | grep chat\"; spoken | grep -v chat\"; } | chz-peaks | tail -n 1 | keys .keywords[0])" \
    펜타킬 'events may come before all buckets'
is "$(spoken | chz-peaks --table)" 'RANK      CLIP  LENGTH  PEOPLE   TIMES  WHY
   1      9:40    0:20             6.0  6.0 times the usual, 240 chats: 펜타킬; 50 % laugh' \
    'a table for people'
is "$({ spoken; series calm 1 1 1 1; } | chz-peaks --table | head -1)" s \
    'several broadcasts have titles'
is "$({ spoken; series calm 1 1 1 1; } | chz-peaks --table | grep -c -e calm -e RANK)" 1 \
    '... but for those without peaks'
is "$(series calm 1 1 1 1 | chz-peaks --table)" '' 'no peaks, no table'

# Ten messages a second, and among them a word that nobody has said before.
full() {
	awk 'function said(t, i) {
		return t >= 600 && t < 620 && i < 4 ? "1-1 YESSS" : "word" (n * 7919 % 101)
	}
	BEGIN { for (t = 0; t < 700; t++) {
	    for (i = 0; i < 10; i++)
		printf("{\"type\":\"chat\",\"stream_id\":\"s\",\"t_ms\":%d,\"user_id\":\"u%d\",\"text\":\"%s\"}\n",
		    t * 1000, ++n, said(t, i))
	    printf("{\"type\":\"ts\",\"stream_id\":\"s\",\"sec\":%d,\"bucket_sec\":1,\"chat_count\":10}\n", t) } }'
}
is "$(full | chz-peaks)" '' 'a chat that is as fast as ever has no moment'
is "$(full | chz-peaks --by words | tail -n 1 | jq -c '[.by, .start_sec, .end_sec, .keywords[0]]')" \
    '["words",600,620,"yes"]' '... but what is said changes'
is "$(full | chz-peaks --by scan,words | tail -n 1 | keys .by)" words '... in a list too'
is "$(full | sed '/"sec":6[01]/s/:10}/:90}/' | chz-peaks --by scan,words | keys .by | uniq)" \
    scan 'a moment of both is told once'
is "$(full | grep ts\" | chz-peaks --by words 2>&1)" \
    'chz-peaks: no events in this input: words need those of chz-ts -k' 'without messages there are no words'

# Windows of 4 s and a gap of 6 s over 0 1 0 0 0 5 5 0 0 0 0 0 0 4 0 0 0 0:
# best is 10, first at 3; the next must begin 6 s from 3 and from 7: 13 and
# later has 4, but 10 too, and is earlier.
ranked() {
	series s 0 1 0 0 0 5 5 0 0 0 0 0 0 4 0 0 0 0 |
	    chz-peaks -w 4 -g 6 --before 3 "$@"
}
is "$(ranked --by volume | keys .rank,.start_sec,.end_sec,.peak_sec,.value)" \
    '1 3 7 5 10
2 13 17 13 4' 'the best windows that keep their distance'
is "$(ranked --by volume -n 1 | keys .rank)" 1 '-n'
# Surge: from 5 the mean is 10/4 after nothing, which is taken for a chat in ten
# seconds, 2.5 / 0.1 = 25; from 3 there is a third of a chat a second before,
# 2.5 / (1/3 + 0.1) = 5.769.
is "$(ranked --by surge -n 1 | keys .start_sec,.surge_ratio)" '5 25' \
    'the steepest window'
is "$(ranked --by volume -n 1 | keys .surge_ratio)" 5.769 \
    'a window says its surge, whatever found it'
is "$(series s 27 27 | chz-peaks --by surge -w 1 -g 9)" '' \
    'without a minute before there is no surge'
is "$(series s 3 3 | chz-peaks --by volume -w 1 -g 9 -n 1 | keys .surge_ratio)" 1 \
    '... and nothing to compare with'
is "$(series s 0 0 0 | chz-peaks --by volume,surge)" '' 'silence is no peak'
is "$(ranked --by z,volume,surge -n 1 | keys .by)" 'volume
surge' 'a list of detectors'

# Who chatted: marks of five characters; a, b | b, c.
marked() {
	printf '{"type":"ts","sec":0,"bucket_sec":1,"chat_count":3,"user_marks":"AAAAABBBBB","donation_count":1,"donation_amount":500}\n'
	printf '{"type":"ts","sec":1,"bucket_sec":1,"chat_count":3,"user_marks":"BBBBBCCCCC","donation_count":2,"donation_amount":7}\n'
}
is "$(marked | chz-peaks --by volume -w 2 |
    keys .chat_count,.people,.messages_per_user,.donations,.donation_amount)" \
    '6 3 2 3 507' 'different users of the whole window'
is "$(marked | sed -e '1s/}/,"amounts":{"KRW":500}}/' \
    -e '2s/,"donation_amount":7}/,"amounts":{"USD":7,"KRW":1}}/' |
    chz-peaks --by volume -w 2 | jq -c '[.donations,.donation_amount,.amounts]')" \
    '[3,null,{"KRW":501,"USD":7}]' '... and what they gave, each currency by itself'
is "$(marked | sed 2s/BBBBB/B.BBB/ | chz-peaks --by volume -w 2 |
    jq -c '[.chat_count, has("people")]')" '[6,false]' \
    'damaged marks: the users are unknown'

is "$({ ranked -k --by volume | head -18; } | keys .type | uniq -c | tr -s ' ')" \
    ' 18 ts' '-k passes the input through'
is "$(printf '%s\n' '{"type":"zzz","n":1.0}' | chz-peaks -k)" \
    '{"type":"zzz","n":1.0}' '... byte for byte, of any type'
is "$({ burst; burst | sed 's/"s"/"t"/'; } | sort -t: -k4n -s | z |
    keys .stream_id,.start_sec)" 's 100
t 100' 'streams may be mixed'
is "$(burst | sed 'p;s/"bucket_sec":1/"bucket_sec":60/' | z | cksum)" \
    "$(burst | z | cksum)" 'larger buckets are left out'
is "$(burst | grep -v '"chat_count":0' | sed '1i {"type":"ts","stream_id":"s","sec":0,"bucket_sec":1,"chat_count":0}' |
    z | keys .start_sec,.z)" '100 36' 'missing buckets are empty ones'
is "$(burst | sed '50p' | z 2>"$T/err" | cksum)" \
    "$(burst | z | cksum)" 'a bucket that comes twice changes nothing'
is "$(cat "$T/err")" \
    "chz-peaks: <stdin>:51: not after the stream's last bucket" '... and is named'
year() { printf '{"type":"ts","stream_id":"s","sec":31536000,"bucket_sec":1,"chat_count":9}\n'; }
is "$({ burst; year; } | z | keys .start_sec)" 100 'a year later'
is "$({ burst | head -50; year; burst | tail -n +51; } | z | keys .start_sec)" \
    100 '... and back'

is "$(burst | chz-peaks --format nokchart -w 4 -n 1)" '{
  "stream_id": "s",
  "window_sec": 4,
  "peaks_by_volume": [
    {
      "start_sec": 98,
      "end_sec": 102,
      "value": 200,
      "rank": 1,
      "surge_ratio": 500.0,
      "clip_start_sec": 78,
      "start_time": "00:01:38",
      "end_time": "00:01:42",
      "clip_start_time": "00:01:18"
    }
  ],
  "peaks_by_surge": [
    {
      "start_sec": 98,
      "end_sec": 102,
      "value": 200,
      "rank": 1,
      "surge_ratio": 500.0,
      "clip_start_sec": 78,
      "start_time": "00:01:38",
      "end_time": "00:01:42",
      "clip_start_time": "00:01:18"
    }
  ]
}' "NokChart's peaks.json"

# Three lines go in one at a time; each comes out before the next goes in.
mkfifo "$T/in" "$T/out"
chz-ts --lateness 0s <"$T/in" | chz-peaks -k >"$T/out" &
exec 3>"$T/in" 4<"$T/out"
say() { printf '{"type":"chat","stream_id":"s","t_ms":%s}\n' "$1" >&3; }
hear() { timeout 20 head -n 1 <&4 | keys "$@"; }
say 0; say 1000
is "$(hear .sec)" 0 'the first second is known when the second begins'
say 2000
is "$(hear .sec)" 1 '... and so on, while the input stays open'
exec 3>&-
is "$(hear .sec)" 2 'the last one at the end'
exec 4<&-
wait

# A peak too is there before the input ends.
chz-peaks --by z <"$T/in" >"$T/out" &
exec 3>"$T/in" 4<"$T/out"
burst >&3
is "$(hear .start_sec)" 100 'a peak is told when its interval closes'
exec 3>&- 4<&-
wait

good=$(burst | chz-peaks)
is "$(burst | sed '30i nope
60i {"type":"ts","stream_id":"s","sec":"x","bucket_sec":1,"chat_count":1}' |
    chz-peaks 2>"$T/err")" "$good" 'bad lines change nothing'
is "$(cut -d: -f3,4 "$T/err")" '30: column 1
61: no sec, bucket_sec or chat_count' '... and are named'
is "$(burst | sed 's/$/\r/' | chz-peaks)" "$good" 'CRLF'
is "$(burst | head -c -1 | chz-peaks)" "$good" 'no final newline'
is "$(burst | zstd -q | chz-peaks)" "$good" 'zstd'
is "$(printf '' | chz-peaks --by z,volume,surge)" '' 'nothing in, nothing out'

status 0 '--help' chz-peaks --help
status 2 'an unknown option is misuse' chz-peaks --nope
misuse "--by: 'loud' is not one of scan, words, z, volume, surge" --by z,loud
misuse "--alpha: '2' is not a number above 0 and at most 1" --alpha 2
misuse "--window: '0' is not a duration from 1s up" -w 0
misuse "--alarms: '0.1/m' is not a rate like 0.1/h or 2/d" --alarms 0.1/m
misuse '--low must be at most --threshold' -t 1
misuse '--lag must be at most --baseline' --lag 11m
status 2 'no records in a table' chz-peaks -k --table
status 2 'no records in a document' chz-peaks -k --format nokchart
full() { burst | chz-peaks -k >/dev/full; }
status 1 'a full disk is a failure' full
is "$(burst | chz-peaks -k | head -1 | wc -l)" 1 'the reader may leave'
done_testing
