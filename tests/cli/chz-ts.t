#!/bin/sh
# chz-ts, end to end.
. "${0%/*}/../tap.sh"

# chat T_MS USER [MESSAGE_ID]
chat() {
	printf '{"type":"chat","stream_id":"s","t_ms":%s,"user_id":"%s","message_id":"%s"}\n' \
	    "$1" "$2" "$3"
}
# The named keys of what comes in, a line a record.
keys() { jq -r "[$1] | join(\" \")"; }

three() { chat 0 a; chat 400 a; chat 2000 b; }
is "$(three | chz-ts | keys .sec,.chat_count,.user_count)" '0 2 1
1 0 0
2 1 1' 'buckets are dense, users distinct'
is "$(three | chz-ts --sparse | keys .sec)" '0
2' '--sparse leaves out the empty ones'
is "$(three | chz-ts -b 1,2 | keys .bucket_sec,.sec,.chat_count)" '1 0 2
1 1 0
1 2 1
2 0 2
2 2 1' 'several lengths in one pass'
is "$(three | chz-ts -b 2,1,1s | cksum)" "$(three | chz-ts -b 1,2 | cksum)" \
    'in any order'

# Means by hand: 4; 6/2; 9/3; then the window of 3 s: (2+3+1)/3.
means() {
	for t in 0 1 2 3 1000 1001 2000 2001 2002 3000; do chat $t a; done
}
is "$(means | chz-ts -r 3s | keys .rolling,.rolling_sec)" '4 3
3 3
3 3
2 3' 'the rolling mean is taken over the buckets there are'

is "$(printf '%s\n' \
    '{"type":"donation","stream_id":"s","t_ms":5,"amount":1000,"user_id":"a"}' \
    '{"type":"donation","stream_id":"s","t_ms":6,"amount":500}' \
    '{"type":"donation","stream_id":"s","t_ms":7,"amount":"many"}' |
    chz-ts | keys .chat_count,.user_count,.donation_count,.donation_amount)" \
    '0 0 3 1500' 'donations are counted and summed, and are no chats'
gift() { printf '{"type":"donation","stream_id":"s","t_ms":%d,"amount":%d%s}\n' \
    "$1" "$2" "${3:+,\"currency\":\"$3\"}"; }
is "$({ gift 5 1000 KRW; gift 6 199 USD; gift 7 500 KRW; gift 8 100 BITS; gift 9 7
    gift 1001 5000 KRW; gift 1002 1 KRW; gift 2001 3; gift 3000 9 Won; } | chz-ts |
    jq -c '[.donation_count,.donation_amount,.amounts]')" \
    '[5,null,{"XXX":7,"BITS":100,"KRW":1500,"USD":199}]
[2,5001,{"KRW":5001}]
[1,3,null]
[1,9,null]' 'each currency has its sum'
is "$(chat 1 '' | chz-ts | jq -c '[.chat_count, has("user_count")]')" \
    '[1,false]' 'nameless chats count, their users are unknown'
is "$(chat 1 anonymous | chz-ts | jq -c '[.chat_count, has("user_count")]')" \
    '[1,false]' 'so are anonymous ones'

is "$({ chat 9000 a; chat 4500 b; chat 3900 c; } | chz-ts 2>"$T/err" |
    keys .sec,.chat_count | grep -v ' 0$')" '4 1
9 1' 'records may be late by the lateness'
is "$(cat "$T/err")" \
    'chz-ts: <stdin>:3: later than --lateness allows' '... and no later'
late() { { chat 9000 a; chat 3900 c; } | chz-ts; }
status 1 'which is a failure' late
is "$({ chat 60000 a; chat 0 b; } | chz-ts -b 60 --lateness 60s |
    keys .sec,.chat_count)" '0 1
60 1' 'the first bucket may come late too'
is "$({ chat 0 a m1; chat 3 a m1; chat 5 a m2; } | chz-ts 2>/dev/null |
    keys .chat_count)" \
    2 'a message that comes twice counts once'
is "$({ chat 0 a m1; chat 3 a m1; } | chz-ts 2>&1 >/dev/null)" \
    'chz-ts: 1 messages came twice and count once' '... and is said'

year=31536000000
is "$({ chat 0 a; chat $year a; } | chz-ts 2>"$T/err" | keys .sec,.chat_count)" \
    '0 1
31536000 1' 'a message a year later: no bucket for the hole'
is "$(cat "$T/err")" "chz-ts: <stdin>:2: the stream's clock jumps from \
0:00:00 to 8760:00:00" '... and is said'
is "$({ chat 0 a; chat $year a; chat 1000 a; chat 2000 a; } |
    chz-ts 2>/dev/null | keys .sec | sort -n)" '0
1
2
31536000' 'a stray does not take the clock along'
is "$({ chat $year a; chat 0 a; chat 1000 a; } | chz-ts 2>/dev/null |
    keys .sec)" '31536000
0
1' 'a clock that jumps back begins anew'
is "$({ chat -5 a; chat 9007199254740993 a; chat 1.5 a; chat 7 a; } |
    chz-ts 2>&1 >/dev/null)" \
    'chz-ts: <stdin>:1: no t_ms and no moment to take it from
chz-ts: <stdin>:2: no t_ms and no moment to take it from
chz-ts: <stdin>:3: no t_ms and no moment to take it from' \
    'impossible places are named'

is "$(printf '%s\n' \
    '{"type":"chat","stream_id":"s","sent_at":"2026-01-06T11:20:01.500Z"}' \
    '{"type":"chat","stream_id":"s","received_at":"2026-01-06T20:20:03+09:00"}' |
    chz-ts --sparse | keys .sec,.timestamp)" '0 2026-01-06T11:20:01.500Z
1 2026-01-06T11:20:02.500Z' 'without t_ms, by the moment'
at() {
	printf '{"type":"chat","stream_id":"%s","channel_id":"%s","t_ms":%s,"sent_at":"2026-01-06T%sZ"}\n' "$@"
}
two() { at 1_x x 0 15:00:05.000; at 2_y y 7000 15:00:06.000; }
is "$(two | chz-ts | keys .stream_id,.channel_id,.sec,.timestamp)" \
    '1_x x 0 2026-01-06T15:00:05.000Z
2_y y 7 2026-01-06T15:00:06.000Z' 'each stream is a series'
is "$(two | TZ= chz-ts --by channel | keys .stream_id,.channel_id,.sec)" \
    ' x 54005
 y 54006' '--by channel counts from midnight'
is "$(two | TZ=Asia/Seoul chz-ts --by all | keys .sec,.chat_count,.timestamp)" \
    '5 1 2026-01-06T15:00:05.000Z
6 1 2026-01-06T15:00:06.000Z' '--by all too, in the zone of TZ'

# link STATE T_MS [GAP_MS]
link() {
	printf '{"type":"link","stream_id":"s","t_ms":%s,"state":"%s","gap_ms":%s}\n' \
	    "$2" "$1" "${3:-null}"
}
gaps() { chz-ts | jq -r 'select(.gap).sec' | paste -sd ' '; }
is "$({ chat 0 a; link lost 2500; link resumed 6000; chat 6000 b; } | gaps)" \
    '2 3 4 5' 'what the collector did not see is a gap'
is "$({ chat 0 a; link lost 2500; link resumed 6000 1000; chat 9000 b; } | gaps)" \
    5 '... less what it could read again'
is "$({ chat 0 a; link lost 9000; chat 4100 b; chat 8000 b; link resumed 12000 2000; } | gaps)" \
    '2 3 4' '... which comes before it says so'
is "$({ chat 0 a; link lost 2500; chat 4000 b; } | gaps)" \
    '2 3' '... or it never does'
is "$({ chat 0 a; link resumed 6000 2500; chat 9000 b; } | gaps)" \
    '3 4 5' '... or only that'
is "$({ chat 0 a; chat 1 a; link lost 1000; link resumed 2000; chat 2000 a; } |
    chz-ts | keys .rolling)" '2
2
1.5' 'gaps are no part of the rolling mean'

# The definitions of NokChart's aggregation: sec = int(t_ms / 1000), bucket =
# int(sec / size) * size, chats only, zeros between the first and the last
# bucket; timestamp = earliest received_at + sec, in Korean time; rolling mean
# over max(1, N // 60) rows, as many as there are.
nok() {
	printf '{"type":"%s","stream_id":"%s","t_ms":%s,"received_at":"2026-09-28T11:20:%sZ"}\n' "$@"
}
n=0
while [ $n -lt 12 ]; do nok chat s $((1204 + n)) 01.204000; n=$((n + 1)); done >"$T/nok"
n=0
while [ $n -lt 30 ]; do nok chat s $((125000 + n)) 59.1; n=$((n + 1)); done >>"$T/nok"
nok donation s 400000 00.5 >>"$T/nok"
chz-ts --csv "$T/csv" "$T/nok" >/dev/null
is "$(cat "$T/csv/chat_ts_60s.csv")" \
    'sec,chat_count,timestamp,chat_count_rolling_600s
0,12,2026-09-28 20:20:01.204000+09:00,12.0
60,0,2026-09-28 20:21:01.204000+09:00,6.0
120,30,2026-09-28 20:22:01.204000+09:00,14.0' 'chat_ts_60s.csv, value for value'
is "$(cat "$T/csv/chat_ts_300s.csv")" 'sec,chat_count,timestamp
0,42,2026-09-28 20:20:01.204000+09:00' 'chat_ts_300s.csv'
is "$(ls "$T/csv")" 'chat_ts_300s.csv
chat_ts_60s.csv' 'and no other, unless a length is given'
chz-ts -b 2 -r 30s --csv "$T/csv" "$T/nok" >/dev/null
is "$(sed -n '1,3p;$p' "$T/csv/chat_ts_2s.csv")" 'sec,chat_count,timestamp
0,12,2026-09-28 20:20:01.204000+09:00
2,0,2026-09-28 20:20:03.204000+09:00
124,30,2026-09-28 20:22:05.204000+09:00' 'a length that was given'
is "$(head -2 "$T/csv/chat_ts_60s.csv")" \
    'sec,chat_count,timestamp,chat_count_rolling_30s
0,12,2026-09-28 20:20:01.204000+09:00,12.0' 'a short rolling mean is one row'
{ nok chat s 1 02.000; nok chat 방송 1 03.000204512; } |
    chz-ts --csv "$T/many" >/dev/null
is "$(sed 1d "$T/many/s/chat_ts_300s.csv")" '0,1,2026-09-28 20:20:02+09:00' \
    'several streams have directories; a whole second has no fraction'
is "$(sed 1d "$T/many/방송/chat_ts_300s.csv")" \
    '0,1,2026-09-28 20:20:03.000204512+09:00' \
    'by their names; nanoseconds have nine digits'
sed s/received_at/sent_at/ "$T/nok" | chz-ts --csv "$T/sent" >/dev/null
is "$(cat "$T/sent/chat_ts_300s.csv")" "$(cat "$T/csv/chat_ts_300s.csv")" \
    'without received_at, by sent_at'
: >"$T/file"
csv_into_file() { chz-ts --csv "$T/file" "$T/nok"; }
status 1 'a directory that cannot be made is a failure' csv_into_file

# Bad input: what is good around it is not touched.
good=$(three | chz-ts)
is "$({ chat 0 a; echo nope; chat 400 a; echo '{"type":"chat"'; echo '[1]'
    printf '{"type":"chat","t_ms":1,"user":"\377"}\n'
    printf '{"type":"chat","t_ms":1,"user":"\0"}\n'
    chat 2000 b; } | chz-ts 2>"$T/err")" "$good" 'bad lines change nothing'
is "$(cut -d: -f3 "$T/err" | paste -sd ' ')" '2 4 5 6 7' '... and are named'
is "$(three | sed 's/$/\r/' | chz-ts)" "$good" 'CRLF'
is "$({ printf '\357\273\277'; three; } | chz-ts)" "$good" 'a byte order mark'
is "$(three | head -c -1 | chz-ts)" "$good" 'no final newline'
is "$(printf '' | chz-ts)" '' 'nothing in, nothing out'
is "$(three | zstd -q | chz-ts)" "$good" 'zstd'
is "$(three | chz-ts -k | keys .type)" 'chat
chat
chat
ts
ts
ts' '-k passes the input through'
is "$(printf '%s\n' '{"type":"zzz"}' '{"a":1}' | chz-ts)" '' \
    'other records are ignored'

# Each line is answered while the input stays open: the fourth record closes
# the first three buckets.
mkfifo "$T/in" "$T/out"
chz-ts <"$T/in" >"$T/out" &
exec 3>"$T/in" 4<"$T/out"
chat 0 a >&3; chat 1000 a >&3; chat 2000 a >&3; chat 8000 a >&3
line=$(timeout 20 head -n 3 <&4 | keys .sec | paste -sd ' ')
is "$line" '0 1 2' 'buckets leave while the input stays open'
exec 3>&-
wait
exec 4<&-

status 0 '--help' chz-ts --help
status 2 'an unknown option is misuse' chz-ts --nope
misuse "--bucket: '1500ms' is not one to 16 lengths of whole seconds up to 1d" \
    -b 1500ms
misuse "--bucket: '' is not one to 16 lengths of whole seconds up to 1d" -b ''
misuse "--by: 'user' is not one of stream, channel, all" --by user
misuse "--rolling: '8d' is not a duration from 0 to 7d" -r 8d
misuse '--lateness must be below --hole' --hole 1s
full() { three | chz-ts >/dev/full; }
status 1 'a full disk is a failure' full
is "$(three | chz-ts | head -1 | wc -l)" 1 'the reader may leave'
done_testing
