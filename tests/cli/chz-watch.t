#!/bin/sh
# chz-watch through two simulated hours: killed in the middle, started again.
. "${0%/*}/../tap.sh"

chz-sim --channels 6 -- chz-lives -m 0 2>/dev/null |
    jq -r '.channel_id + " " + .channel' >"$T/channels"
is "$(wc -l <"$T/channels")" 6 'six channels are live'

# Each of the processes is killed in turn, at last chz-watch itself, which is
# started again.
cat >"$T/hour" <<'EOF'
watch() { chz-watch --poll 200ms --idle 20s --site "$T/it's a site" "$T/channels" "$T/archive" 2>>"$T/err" & }
. "$here/../wait.sh"
found() { find "$T/archive" -name "$1"; }
stored() { cat "$T"/archive/*/*/events.jsonl | wc -l; }
# part TOOL: its process, as a child of $watch.
part() {
	for pid in $(cat "/proc/$watch/task/$watch/children"); do
		test "$(cat "/proc/$pid/comm" 2>/dev/null)" != "$1" || echo "$pid"
	done
}
another() { test -n "$(part "$1")" && test "$(part "$1")" != "$2"; }
more() { test "$(stored)" -gt "$1"; }
watch; watch=$!
wait_for has 6 found events.jsonl
for tool in chz-store chz-tap chz-lives; do
	pid=$(part $tool)
	kill -9 "$pid"
	wait_for another $tool "$pid" || echo "$tool is gone"
	before=$(stored)
	wait_for more "$before" || echo "nothing comes after $tool"
done
kill -9 $watch
wait $watch
wait_for flock -n "$T/archive/.lock" true
ls "$T"/archive/*/*/report.json 2>/dev/null && echo 'it was over already'
watch; watch=$!
wait_for has 6 found report.json
wait_for eval '! has 1 found .open'
kill -TERM $watch
wait $watch
status=$?
echo "ended with $status"
test $status = 0 || grep -v 'killed by signal' "$T/err"
EOF
is "$(T=$T here=$here timeout 100 chz-sim --channels 6 --rate 3 --speed 200 --for 2h \
    --ledger "$T/ledger" -- sh "$T/hour" 2>/dev/null)" 'ended with 0' \
    'each tool killed once, and chz-watch; started again, told to end'
for tool in chz-store chz-tap chz-lives; do
	like "$(cat "$T/err")" \
	    "*chz-watch: $tool: killed by signal 9; it is started again*" \
	    "the death of $tool is reported"
done
is "$(pgrep -f "$T/archive" | wc -l)" 0 'no process is left behind'
for file in collection_report.json events.jsonl.zst chat_ts_60s.csv peaks.json \
    topics.json chart_chat_rate.png report.json; do
	is "$(find "$T/archive" -name $file | wc -l)" 6 "each broadcast has its $file"
done
is "$(find "$T/archive" -name .open -o -name events.jsonl -o -name .report)" '' \
    'and nothing is left unfinished'
is "$(find "$T/it's a site" -name '*_*.html' | wc -l) $(find "$T/it's a site" -name index.html | wc -l)" '6 1' \
    '... and a page in the site, with an index'
for file in "$T"/archive/*/*/events.jsonl.zst; do
	zstd -qdc "$file" | jq -r 'select(.message_id) | .message_id' | sort | uniq -d
done >"$T/twice"
is "$(cat "$T/twice")" '' 'no message is stored twice'
is "$(jq -s 'map(.statistics.chat_events) | add > 100' "$T"/archive/*/*/report.json)" \
    true 'the reports count them'

# Under --once the end of a tool is the end of all, with a status.
: >"$T/none"
is "$(chz-watch --once "$T/none" "$T/empty" 2>&1; echo $?)" \
    'chz-watch: chz-lives: ended with status 0
1' 'a list without channels ends it'
is "$(chz-watch "$T/none" 2>&1)" "chz-watch: a list of channels and a \
directory are needed (try 'chz-watch --help')" 'a directory is needed'
done_testing
