#!/bin/sh
# plot.sh - time, memory and size of the chart of a six-hour broadcast in
# buckets of a second; beside it gnuplot's, where that is installed.
#
#	PATH=build:$PATH tests/bench/plot.sh
set -e
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT

# Counts around 5 a second with forty bursts, the same each time.
awk 'BEGIN { srand(1); for (i = 0; i < 40; i++) at[i] = int(rand() * 21600)
    for (s = 0; s < 21600; s++) { n = 2 + rand() * 6
	for (i = 0; i < 40; i++) if (s >= at[i] && s < at[i] + 90)
	    n += 30 * exp((at[i] - s) / 25)
	n = int(n); print s, n >"'"$T/series.dat"'"
	printf("{\"type\":\"ts\",\"stream_id\":\"s\",\"channel\":\"봄하늘\"," \
	    "\"sec\":%d,\"bucket_sec\":1,\"chat_count\":%d," \
	    "\"rolling\":%.3f,\"rolling_sec\":600}\n", s, n, n) } }' \
    >"$T/series.jsonl"

# best NAME COMMAND...: the least wall time of seven runs, and the largest
# memory.
best() {
	name=$1; shift
	for _ in 1 2 3 4 5 6 7; do
		/usr/bin/time -a -o "$T/$name" -f '%e %U %M' "$@"
	done
	sort -n "$T/$name" | awk -v name="$name" -v bytes="$(wc -c <"$T/out.png")" '
	    NR == 1 { wall = $1; cpu = $2 } $3 > rss { rss = $3 }
	    END { printf("%-10s %5d ms  %5d ms CPU  %5.1f MB  %6.1f KB PNG\n",
		name, wall * 1000, cpu * 1000, rss / 1024, bytes / 1024) }'
}

best chz-plot chz-plot -o "$T/out.png" "$T/series.jsonl"
best quarter chz-plot -s 800x300 -o "$T/out.png" "$T/series.jsonl"
command -v gnuplot >/dev/null || { echo 'gnuplot: not installed'; exit 0; }
best gnuplot gnuplot -e "set terminal pngcairo size 1600,600;
    set output '$T/out.png'; plot '$T/series.dat' with lines"
