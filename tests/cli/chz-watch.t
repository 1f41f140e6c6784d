#!/bin/sh
# chz-watch through a simulated hour: killed in the middle, started again.
. "${0%/*}/../tap.sh"

chz-sim --channels 6 -- chz-lives -m 0 2>/dev/null |
    jq -r '.channel_id + " " + .channel' >"$T/channels"
is "$(wc -l <"$T/channels")" 6 'six channels are live'

cat >"$T/hour" <<'EOF'
watch() { chz-watch --poll 200ms --idle 20s "$T/channels" "$T/archive" 2>>"$T/err" & }
. "$here/../wait.sh"
found() { find "$T/archive" -name "$1"; }
watch
wait_for has 6 found events.jsonl
kill -9 "$(sed 's/process \([0-9]*\).*/\1/' "$T/archive/.lock")"
wait $! && echo 'the store was not killed'
ls "$T"/archive/*/*/report.json 2>/dev/null && echo 'it was over already'
watch
wait_for has 6 found report.json
wait_for eval '! has 1 found .open'
kill -TERM $!
wait $!
echo "ended with $?"
EOF
is "$(T=$T here=$here timeout 100 chz-sim --channels 6 --rate 3 --speed 600 --for 1h \
    --ledger "$T/ledger" -- sh "$T/hour" 2>/dev/null)" 'ended with 0' \
    'killed once, started again, told to end'
for file in collection_report.json events.jsonl.zst chat_ts_60s.csv peaks.json \
    topics.json chart_chat_rate.png report.json; do
	is "$(find "$T/archive" -name $file | wc -l)" 6 "each broadcast has its $file"
done
is "$(find "$T/archive" -name .open -o -name events.jsonl -o -name .report)" '' \
    'and nothing is left unfinished'
for file in "$T"/archive/*/*/events.jsonl.zst; do
	zstd -qdc "$file" | jq -r 'select(.message_id) | .message_id' | sort | uniq -d
done >"$T/twice"
is "$(cat "$T/twice")" '' 'no message is stored twice'
is "$(jq -s 'map(.statistics.chat_events) | add > 100' "$T"/archive/*/*/report.json)" \
    true 'the reports count them'
done_testing
