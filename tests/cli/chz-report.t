#!/bin/sh
# chz-report, end to end.
. "${0%/*}/../tap.sh"

# Two parts of chat, a burst between 300 and 330 s.
awk 'BEGIN { for (i = 0; i < 900; i++) for (k = 0; k < (i >= 300 && i < 330 ? 9 : 1); k++)
    printf("{\"type\":\"chat\",\"channel_id\":\"c\",\"channel\":\"봄하늘\",\"stream_id\":\"s\",\"t_ms\":%d,\"received_at\":\"2026-01-06T11:%02d:%02d.%03dZ\",\"user_id\":\"u%d\",\"user\":\"n%d\",\"text\":\"%s %d\"}\n",
    i * 1000 + k, 20 + i / 60, i % 60, k, i % 9, i % 9, i < 450 ? "보스 등장" : "치킨 \\\"samples\\\":[ 먹자", i) }' >"$T/events"
# A donation in the midst of it.
sed -i '391i\
{"type":"donation","stream_id":"s","t_ms":310000,"received_at":"2026-01-06T11:25:10Z","user_id":"u1","user":"n1","amount":5000}' "$T/events"
chz-store "$T/plain" "$T/events"
dir=$(echo "$T"/plain/*/*)
status 0 'a report' chz-report "$dir"
is "$(ls -A "$dir" | tr '\n' ' ')" \
    'chart_chat_rate.png chat_ts_300s.csv chat_ts_60s.csv collection_report.json events.jsonl peaks.json report.html report.json topics.json ' \
    'is made of these files and leaves nothing else'
is "$(jq -c '[.stream_id,.statistics.chat_events,.statistics.donation_events,.statistics.donation_amount,.statistics.users]' "$dir/report.json")" \
    '["s",1140,1,5000,9]' 'report.json has the totals'
is "$(jq -c '.peaks_summary.top_peak | [.rank,.value]' "$dir/report.json")" \
    '[1,300]' '... and the highest peak, 30 * 9 + 30 in a minute'
is "$(jq -c '[.stream_id,.segment_sec,(.segments|length),.segments[2].start_sec]' "$dir/topics.json")" \
    '["s",300,3,600]' 'topics.json is a document'
is "$(grep -c '^    {.*},\{0,1\}$' "$dir/topics.json")" 3 '... a line for each topic'
like "$(jq -r '.segments[2].sample_chats[0]' "$dir/topics.json")" \
    '*"samples":\[*' '... whatever the messages say'
is "$(awk -F, 'NR > 1 { n += $2 } END { print n }' "$dir/chat_ts_60s.csv")" 1140 \
    'the table has every chat'
is "$(jq '.peaks_by_volume | length > 0' "$dir/peaks.json")" true 'peaks.json'
is "$(head -c 4 "$dir/chart_chat_rate.png" | tail -c 3)" PNG 'a chart'
is "$(head -1 "$dir/report.html")" '<!doctype html>' 'a page'

chz-store --zstd --on-close chz-report "$T/packed" "$T/events"
is "$(jq -c .statistics "$T"/packed/*/*/report.json)" \
    "$(jq -c .statistics "$dir/report.json")" 'run by chz-store, on zstd'
mkdir "$T/none"
status 1 'a directory without events' chz-report "$T/none" "$dir"

# ---- names, and what is odd ----

# events DIR LINE...: a directory with these events.
events() {
	mkdir -p "$1"
	events_of=$1; shift
	printf '%s\n' "$@" >"$events_of/events.jsonl"
}
events "$T/named" '{"type":"chat","stream_id":"a\\b\"","channel":"\\o/","t_ms":1000,"received_at":"2026-01-06T11:20:01.000Z","user_id":"u","text":"a\\b"}'
status 0 'names may have any characters' chz-report "$T/named"
is "$(jq -r '.stream_id + " " + .channel' "$T/named/report.json")" 'a\b" \o/' \
    '... and stay what they are'
is "$(jq -r .stream_id "$T/named/topics.json")" 'a\b"' '... in topics.json too'

events "$T/silent" '{"type":"link","stream_id":"s","channel":"봄하늘","state":"open","received_at":"2026-01-06T11:20:00.000Z"}' \
    '{"type":"link","stream_id":"s","state":"resumed","gap_ms":4200,"received_at":"2026-01-06T11:21:00.000Z"}'
chz-report "$T/silent" 2>"$T/err"
is "$?$(cat "$T/err")" 0 'a broadcast without messages is done'
is "$(jq -c '[.stream_id, .statistics.chat_events, .statistics.gap_ms,
    .peaks_summary.peak_count, .topics_segments, .files.time_series]' \
    "$T/silent/report.json")" '["s",0,4200,0,0,{}]' '... and its report says so'
is "$(jq -c .segments "$T/silent/topics.json")" '[]' '... no topics'
is "$(jq -c .peaks_by_volume "$T/silent/peaks.json")" '[]' '... no peaks'
is "$(ls -A "$T/silent" | xargs)" \
    'events.jsonl peaks.json report.json topics.json' '... and no chart'

cp "$dir/events.jsonl" "$T/named/events.jsonl"
(cd "$T" && mkdir ./-d && cp named/events.jsonl ./-d && chz-report -- -d) 2>"$T/err"
is "$?$(cat "$T/err")" 0 'a directory may begin with a dash'
is "$(jq -c .statistics "$T/-d/report.json")" \
    "$(jq -c .statistics "$dir/report.json")" '... and has its report'

pids='' got=0
for n in 1 2 3 4; do
	chz-report "$T/named/" 2>"$T/err$n" &
	pids="$pids $!"
done
for pid in $pids; do
	wait "$pid" || got=$?
done
is "$got$(cat "$T"/err?)" 0 'several runs in one directory do not meet'
is "$(ls -A "$T/named")" "$(ls -A "$dir" | grep -v collection)" \
    '... and leave nothing else'
mkdir "$T/named/.report"
echo '{' >"$T/named/.report/ts"
status 0 'what a killed run has left is no matter' chz-report "$T/named"

is "$(chz-report --segment 08m "$T/named" && jq .segment_sec "$T/named/topics.json")" \
    480 '--segment=08m is eight minutes'
is "$(chz-report --segment 1h2m "$T/named" && jq .segment_sec "$T/named/topics.json")" \
    3720 '--segment takes any duration'
status 0 '--lang, --top' chz-report --lang en -n 1 "$T/named"
is "$(jq '.peaks_by_volume | length' "$T/named/peaks.json")" 1 '... one peak'

echo nope >>"$T/named/events.jsonl"
chz-report "$T/named" 2>"$T/err"
is "$?" 1 'a bad line is status 1'
is "$(grep ^chz-report: "$T/err")" "chz-report: $T/named: not all events could be read" \
    '... and is said'
is "$(jq .statistics.chat_events "$T/named/report.json")" 1140 \
    '... the rest is reported'

# ---- the end ----

mkfifo "$T/silent/events.jsonl.zst"
chz-report "$T/silent" 2>"$T/err" &
pid=$!
wait_for test -e "$T/silent/.report/.lock"
kill -TERM $pid
ended $pid
is "$?" 143 'SIGTERM ends it and its tools'
is "$(ls -A "$T/silent" | grep report)" report.json '... and it cleans up'
status 2 'no directory' chz-report
status 2 'an unknown option' chz-report --nope "$dir"
status 2 'a bad segment' chz-report --segment later "$dir"
status 0 '--help' chz-report --help
status 2 'chz-watch: an unknown option' chz-watch --nope a b
status 2 'chz-watch: a list that is not there' chz-watch "$T/no" "$T/a"
status 0 'chz-watch: --help' chz-watch --help
done_testing
