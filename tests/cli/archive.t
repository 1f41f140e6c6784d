#!/bin/sh
# Archives as input: every tool reads the files of a directory as one log.
. "${0%/*}/../tap.sh"

# Two broadcasts side by side and one on the next day, as a tap writes them.
awk 'BEGIN {
	for (i = 0; i < 4000; i++) {
		who = i < 3000 ? i % 2 : 2
		sec = i < 3000 ? i : 86400 + i
		at = sprintf("2026-01-%02dT%02d:%02d:%02d.%03dZ", 6 + int(sec / 86400),
		    1 + int(sec / 3600) % 24, int(sec / 60) % 60, sec % 60, i % 7)
		printf "{\"type\":\"%s\",\"channel_id\":\"c%d\",", \
		    i % 50 ? "chat" : "donation", who
		printf "\"stream_id\":\"s%d\",\"received_at\":\"%s\",", who, at
		printf "\"message_id\":\"m%d\",\"user_id\":\"u%d\",\"text\":\"안녕 %d\"}\n", \
		    i, i % 97, i
	}
}' >"$T/log"
chz-store -q "$T/archive" "$T/log"
chz-store -q --zstd "$T/packed" "$T/log"
find "$T/archive" -name events.jsonl | sort >"$T/files"
is "$(wc -l <"$T/files")" 3 'an archive of three broadcasts'

# ts OPTION... DIR: the series; in $T/err what is said, but for the next day.
ts() {
	chz-ts --by all -b 60 --no-marks "$@" 2>"$T/said"
	grep -v 'clock jumps' "$T/said" >"$T/err"
}
# says TEXT NAME: the last ts said so.
says() { is "$(cat "$T/err")" "$1" "$2"; }
ts "$T/log" >"$T/want"
ts "$T/archive" >"$T/got"
ok '--by all drops nothing of broadcasts side by side' cmp -s "$T/want" "$T/got"
says '' '... and has nothing to say'
like "$(xargs chz-ts --by all <"$T/files" 2>&1 >/dev/null)" '*later than*' \
    '... as one file after the other does'
ts "$T/packed" >"$T/got"
ok '... compressed or not' cmp -s "$T/want" "$T/got"
for jobs in 1 3; do
	ts -j$jobs "$T/archive" >"$T/got"
	ok "-j$jobs gives the same" cmp -s "$T/want" "$T/got"
done
chz-filter -q --type chat,donation "$T/archive" >"$T/got"
ok 'records come in the order of their moments' cmp -s "$T/log" "$T/got"
for part in 1 2 3; do
	chz-store -q "$T/part" "$(sed -n "${part}p" "$T/files")"
done
ts "$T/part" >"$T/got"
ok 'an archive of archived files is that archive' cmp -s "$T/want" "$T/got"

# the same broadcasts, half each
awk 'NR % 2' "$T/log" | chz-store -q "$T/left"
awk 'NR % 2 == 0' "$T/log" | chz-store -q --zstd "$T/right"
ts "$T/left" "$T/right" >"$T/got"
ok 'directories side by side are one' cmp -s "$T/want" "$T/got"
chz-filter -q "$T/left" "$T/log" "$T/right" | cksum >"$T/got"
{ chz-filter -q "$T/left"; cat "$T/log"; chz-filter -q "$T/right"; } |
    cksum >"$T/want.sum"
ok 'a file between them stays there' cmp -s "$T/want.sum" "$T/got"

# dates
dates() { chz-stats --date "$1" "$T/archive" | jq -r .stream_id | sort | tr '\n' ' '; }
is "$(dates 2026-01-06)" 's0 s1 ' '--date of one day'
is "$(dates 2026-01-07..2026-01-31)" 's2 ' '--date of some days'
is "$(dates 2025-01-01..2026-01-07)" 's0 s1 s2 ' '... all'
is "$(dates 2025-01-01..2025-12-31)" '' '... none, which is no failure'
for date in yesterday 2026-1-6 2026-02-30 2026-01-06.. ..2026-01-06 \
    2026-01-07..2026-01-06; do
	status 2 "--date $date is misuse" chz-ts --date "$date" "$T/archive"
done
is "$(chz-ts --date 2026-01-06 "$T/log" 2>&1 >/dev/null)" \
    'chz-ts: --date: no directory of an archive is given' 'a file has no dates'

# what is bad is named where it is
first=$(head -1 "$T/files")
cat "$first" >"$T/good"
{ head -7 "$T/good"; echo nope; tail -n +8 "$T/good"; } >"$first"
for jobs in 1 3; do
	ts -j$jobs "$T/archive" >"$T/got"
	ok "a bad line spoils nothing, -j$jobs" cmp -s "$T/want" "$T/got"
	says "chz-ts: $first:8: column 1: not a JSON object" \
	    '... and is named with its file'
done
chmod 0 "$first"
if ! test -r "$first"; then
	ts "$T/archive" >"$T/got"
	says "chz-ts: $first: Permission denied" 'what cannot be read is named'
fi
chmod 644 "$first"
cat "$T/good" >"$first"
file=$(find "$T/packed" -name events.jsonl.zst | head -1)
head -c -20 "$file" >"$T/cut"
cat "$T/cut" >"$file"
ts "$T/packed" >"$T/got"
says "chz-ts: $file: zstd: the file is cut short" 'what is cut short is named'
mkdir "$T/none"
is "$(chz-ts "$T/none" "$T/absent" </dev/null 2>&1; echo $?)" \
"chz-ts: $T/none: holds no events
chz-ts: $T/absent: No such file or directory
1" 'so is what holds no events'

# many at once: more than are decompressed side by side
awk 'BEGIN { for (i = 0; i < 12000; i++) {
	sec = i / 4
	printf "{\"type\":\"chat\",\"channel_id\":\"c%d\",\"stream_id\":\"s%d\",", i % 60, i % 60
	printf "\"sent_at\":\"2026-01-06T01:%02d:%02dZ\",\"user_id\":\"u%d\",", \
	    sec / 60, sec % 60, i % 31
	printf "\"text\":\"%0400d\"}\n", i } }' >"$T/log"
chz-store -q --zstd "$T/many" "$T/log"
is "$(find "$T/many" -name events.jsonl.zst | wc -l)" 60 'sixty broadcasts'
ts "$T/log" >"$T/want"
mkdir "$T/tmp"
TMPDIR=$T/tmp ts "$T/many" >"$T/got"
ok 'many compressed files are one' cmp -s "$T/want" "$T/got"
is "$(ls -A "$T/tmp")" '' '... and nothing is left in TMPDIR'
TMPDIR=$T/absent ts "$T/many" >"$T/got"
is "$(grep -c 'No such file' "$T/err")" 44 'without TMPDIR it is said'

# every tool that reads records
for tool in ts stats words jaccard peaks plot cluster mark filter top page store; do
	like "$("chz-$tool" --help)" '*DIR*--date=FROM?..TO?*' "chz-$tool reads archives"
done
is "$(chz-peaks "$T/archive" 2>&1; echo $?)" \
'chz-peaks: no ts in this input: donation records
1' 'a wrong kind of input is named'
chz-words "$T/archive" >"$T/got"
is "$(jq -r .stream_id "$T/got" | sort -u | tr '\n' ' ')" 's0 s1 s2 ' 'chz-words'
is "$(chz-jaccard "$T/archive" | jq -c 'select(.type=="node").users' | tr '\n' ' ')" \
    '97 97 97 ' 'chz-jaccard'
# A log that is packed between the look at the directory and its turn.
printf '{"type":"chat","t_ms":1}\n' | zstd -q >"$T/log.jsonl.zst"
is "$(chz-filter "$T/log.jsonl")" '{"type":"chat","t_ms":1}' \
    'of a file that was packed meanwhile the packed one is read'
done_testing
