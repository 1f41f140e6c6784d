#!/bin/sh
# What tells of a broadcast, its live or replay record, reaches who shows it.
. "${0%/*}/../tap.sh"

live='{"type":"live","platform":"chzzk","channel_id":"c","channel":"봄하늘","stream_id":"1_c","status":"open","title":"첫 마스터 도전 🎮","category":"리그 오브 레전드","opened_at":"2026-01-06T11:20:00.000Z"}'
replay='{"type":"replay","platform":"chzzk","channel_id":"c","channel":"봄하늘","stream_id":"vod_9","video_no":"9","title":"다시보기 하나","category":"토크","start":"2026-01-05T10:00:00.000Z"}'

# chats STREAM: of ten minutes.
chats() {
	awk -v stream="$1" 'BEGIN { for (i = 0; i < 600; i++)
		for (k = 0; k <= (i > 300 && i < 330) * 9; k++)
			printf "{\"type\":\"chat\",\"channel_id\":\"c\",\"stream_id\":\"%s\",\"t_ms\":%d,\"user_id\":\"u%d\",\"text\":\"마스터 %d\"}\n", \
			    stream, i * 1000 + k, (i + k) % 40, i % 9 }'
}
{ echo "$live"; chats 1_c; } >"$T/live"
{ echo "$replay"; chats vod_9; } >"$T/replay"
about() { jq -c 'select(.type == "live" or .type == "replay")'; }

for kind in live replay; do
	eval "want=\$$kind"
	for tool in chz-ts chz-words; do
		is "$($tool "$T/$kind" | head -1)" "$want" "$tool passes a $kind on, first"
		is "$($tool -k "$T/$kind" | about | wc -l)" 1 '... once with -k'
		is "$($tool --partial "$T/$kind" | about)" '' '... not in parts'
	done
	is "$(chz-ts "$T/$kind" | chz-peaks | about)" "$want" "so does chz-peaks a $kind"
	is "$(chz-ts "$T/$kind" | chz-peaks --table | grep -c '"type"')" 0 \
	    '... but not in a table'
	chz-ts "$T/$kind" | chz-peaks -k | chz-plot -o "$T/$kind.svg"
	is "$(sed -n 's!.*<title>\(.*\)</title>.*!\1!p' "$T/$kind.svg")" \
	    "$(echo "$want" | jq -r .title)" 'a chart has the title'
done
chz-ts "$T/live" | chz-plot -o "$T/chart.png"
is "$(head -c 4 "$T/chart.png" | tail -c 3)" PNG 'a picture of it'

# the archive and its report
chz-store "$T/archive" "$T/live" "$T/replay"
for dir in "$T"/archive/2026-01-0[56]/*; do
	chz-report "$dir"
	jq -r .title "$dir/collection_report.json"
	jq -r '.title, .category, .opened_at' "$dir/report.json"
done >"$T/reports"
is "$(cat "$T/reports")" '다시보기 하나
다시보기 하나
토크
2026-01-05T10:00:00Z
첫 마스터 도전 🎮
첫 마스터 도전 🎮
리그 오브 레전드
2026-01-06T11:20:00Z' 'reports have title, category and opening, by their dates'
chz-page -q -o "$T/site" "$T/archive"
ok 'so has the entry of a site' grep -rq '다시보기 하나' "$T/site/.chz"

# import
echo '[2026-01-06 20:20:00] 봄: 안녕 (u1)' >"$T/chatLog-7.log"
is "$(chz-import --title '옛 방송' --opened 2026-01-06T11:00:00Z "$T/chatLog-7.log" |
    jq -c '[.type,.stream_id,.title,.opened_at,.t_ms]')" \
    '["live","vod_7","옛 방송","2026-01-06T11:00:00.000Z",null]
["chat","vod_7",null,null,1200000]' 'chz-import tells what it was given'
is "$(chz-import "$T/chatLog-7.log" | jq -r .type)" chat '... and nothing else'
done_testing
