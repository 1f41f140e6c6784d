#!/bin/sh
# chz-store killed at random moments: what was acknowledged is there, once.
# ROUNDS=200 in "make soak"; a few otherwise.
. "${0%/*}/../tap.sh"
rounds=${ROUNDS:-10}

awk -v n=$((rounds * 12000)) 'BEGIN { for (i = 0; i < n; i++)
    printf("{\"type\":\"chat\",\"stream_id\":\"s%d\",\"t_ms\":%d,\"received_at\":\"2026-01-06T11:20:00Z\",\"message_id\":\"m%d\",\"text\":\"안녕하세요 %d번째 줄입니다\"}\n",
    i % 7, i, i, i) }' >"$T/all"
total=$(wc -l <"$T/all")

# nap MIN SPAN ROUND: sleeps MIN to MIN + SPAN ms, differently each round.
nap() { sleep "$(awk -v s="$3" -v m="$1" -v w="$2" 'BEGIN { srand(s); printf("%.4f", (m + w * rand()) / 1000) }')"; }

# Each round sends on from a little before the last acknowledged record.
done_=0 killed=0 round=0 odd=
while [ $round -lt "$rounds" ] && [ "$done_" -lt "$total" ]; do
	round=$((round + 1))
	from=$((done_ > 40 ? done_ - 40 : 0))
	tail -n +$((from + 1)) "$T/all" |
	    (exec chz-store -k --leave-open "$T/a" >"$T/acked" 2>>"$T/err") &
	feeder=$!
	nap 4 60 $round
	pid=$(sed -n 's/process \([0-9]*\),.*/\1/p' "$T/a/.lock" 2>/dev/null)
	if [ -n "$pid" ] && kill -9 "$pid" 2>/dev/null; then
		killed=$((killed + 1))
	fi
	wait $feeder 2>/dev/null
	# Whole lines; the last one may be torn.
	acked=$(wc -l <"$T/acked")
	tail -n +$((from + 1)) "$T/all" | head -n "$acked" >"$T/due"
	head -n "$acked" "$T/acked" | cmp -s - "$T/due" || odd="$odd $round"
	[ $((from + acked)) -gt "$done_" ] && done_=$((from + acked))
done
echo "# killed $killed times, $done_ of $total acknowledged by then"
ok 'it was killed under load' test $killed -gt 0
is "$odd" '' 'what was acknowledged is what was sent, from its beginning'
tail -n +$((done_ + 1)) "$T/all" | chz-store --leave-open "$T/a" 2>>"$T/err"
cat "$T"/a/*/*/events.jsonl | sort >"$T/stored"
ok 'every record is stored, and stored once' \
    sh -c 'sort "$1" | cmp -s - "$2"' sh "$T/all" "$T/stored"
is "$(find "$T/a" -name events.jsonl -exec tail -qc1 {} + | xxd -p | tr -d '\n' |
    sed 's/0a//g')" '' 'no file ends in a torn line'

# Finishing is killed again and again, then left to end.
round=0
while [ $round -lt "$rounds" ]; do
	round=$((round + 1))
	chz-store --zstd "$T/a" </dev/null 2>>"$T/err" &
	pid=$!
	nap 1 20 $round
	kill -9 $pid 2>/dev/null
	wait $pid 2>/dev/null
	for dir in "$T"/a/*/*; do
		test -e "$dir/events.jsonl" ||
		    zstd -qt "$dir/events.jsonl.zst" || echo "$dir"
	done >>"$T/neither" 2>&1
done
is "$(cat "$T/neither")" '' 'at every instant the plain or the whole packed file is there'
chz-store --zstd "$T/a" </dev/null 2>>"$T/err"
zstd -qdc "$T"/a/*/*/events.jsonl.zst | sort | cmp -s - "$T/stored"
is "$?" 0 'and packed, every record is there once'
is "$(find "$T/a" -name 'events.jsonl' -o -name '*.tmp' -o -name .open | wc -l)" 0 \
    'with nothing left behind'
done_testing
