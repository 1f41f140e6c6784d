#!/bin/sh
# -j N, pipes and zstd: the same bytes however the input comes.
. "${0%/*}/../tap.sh"

# 3,000 records of two streams, with a bad line and a blank one among them.
awk 'BEGIN { for (i = 0; i < 3000; i++) {
	printf "{\"type\":\"chat\",\"stream_id\":\"s%d\",\"t_ms\":%d,", i % 2, i * 500
	printf "\"user_id\":\"u%d\",\"text\":\"안녕 \\\"%d\\\"\"}\n", i % 37, i
	if (i == 1000) print "{\"type\":\n"
} }' >"$T/in"
zstd -q "$T/in" -o "$T/in.zst"
ts() { chz-ts -b 60 -k "$@" 2>"$T/err"; }

ts -j1 "$T/in" >"$T/want"
is "$(grep -c '' <"$T/want")" 3050 'all records and their buckets'
for jobs in 2 3 16; do
	ts -j$jobs "$T/in" >"$T/got"
	ok "-j$jobs gives the same bytes" cmp -s "$T/want" "$T/got"
	like "$(cat "$T/err")" '*/in:1002: column 9: *' "-j$jobs names the line"
done
# shellcheck disable=SC2002
cat "$T/in" | ts -j4 >"$T/got"
ok 'so does a pipe' cmp -s "$T/want" "$T/got"
ts "$T/in.zst" >"$T/got"
ok 'so does zstd' cmp -s "$T/want" "$T/got"
ts -j2 - <"$T/in.zst" >"$T/got"
ok 'so does zstd with threads' cmp -s "$T/want" "$T/got"
ts -j2 /nonexistent "$T/in" >"$T/got"
ok 'a missing file stops nothing' cmp -s "$T/want" "$T/got"
CHZ_SIMD=scalar chz-ts -b 60 -k "$T/in" >"$T/got" 2>/dev/null
ok 'the portable kernel, too' cmp -s "$T/want" "$T/got"

head -c -10 "$T/in.zst" >"$T/cut.zst"
is "$(ts "$T/cut.zst" | wc -l | awk '{ print ($1 > 10) }')" 1 \
    'what comes before a cut is used'
like "$(cat "$T/err")" '*cut.zst: zstd: the file is cut short' 'and said'
status 1 'a cut zstd file fails' chz-ts "$T/cut.zst"

# Three blocks of 128 KiB, all there, only the checksum behind them is not.
awk 'BEGIN { for (i = 0; i < 2100; i++)
	printf "{\"type\":\"link\",\"text\":\"%0102d\"}\n", i }' >"$T/long"
zstd -q -c "$T/long" | head -c -4 >"$T/unsummed.zst"
ts "$T/unsummed.zst" >"$T/got"
ok 'every whole line before a cut counts' cmp -s "$T/long" "$T/got"
head -n 2048 "$T/long" | zstd -q -c >"$T/even.zst"
status 0 'a stream that ends with a block is whole' chz-ts "$T/even.zst"
status 1 '--strict stops at the bad line' chz-ts -j3 --strict "$T/in"

# A reader of a live pipe answers at once, also with threads.
mkfifo "$T/pipe" "$T/answer"
chz-ts -k -j3 <"$T/pipe" >"$T/answer" 2>/dev/null &
exec 8>"$T/pipe" 9<"$T/answer"
echo '{"type":"zzz"}' >&8
read -r line <&9
is "$line" '{"type":"zzz"}' 'a line in a live pipe is answered at once'
exec 8>&- 9<&-
done_testing
