#!/bin/sh
# The page of chz-page in a real Chromium.  Pictures go to build/page.
. "${0%/*}/../tap.sh"
need chromium
need_module playwright-core

# Six hours with 100,000 messages, a busy minute, a gap, hostile texts.
awk 'BEGIN {
	split("안녕하세요 ㅋㅋㅋㅋ 대박 이게 되네 가즈아 오늘 방송 재밌다 치킨 진짜 레전드 소름 나이스 hello 노래 형 배고파", w, " ")
	split("<b>굵게</b>|<script>document.title=1</script>|\\u202ereversed|<img src=x onerror=alert(1)>", bad, "|")
	seed = 1
	stream = "\"platform\":\"chzzk\",\"channel\":\"봄하늘\",\"stream_id\":\"vod_12345\""
	printf("{\"type\":\"live\",%s,\"title\":\"보스 깨는 날 <i>\",\"opened_at\":\"2026-01-06T11:00:00.000Z\"}\n", stream)
	for (i = 0; i < 100000; i++) {
		t = i < 50000 ? i * 200 : i < 53000 ? 10000000 + (i - 50000) * 20 : 10060000 + (i - 53000) * 246
		text = ""
		for (k = 0; k < 1 + i % 7; k++) {
			seed = (seed * 16807) % 2147483647
			text = text " " w[1 + seed % 18]
		}
		if (i >= 50000 && i < 53000 && i % 3) text = "보스 잡았다"
		if (i % 20000 < 4) text = bad[1 + i % 20000]
		gift = i % 1000 == 7
		printf("{\"type\":\"%s\",%s,\"t_ms\":%d,\"user_id\":\"u%d\",\"user\":\"시청자%d\",\"text\":\"%s\"%s}\n",
		    gift ? "donation" : "chat", stream, t, seed % 6000, seed % 6000, text,
		    gift ? ",\"currency\":\"KRW\",\"amount\":" 1000 * (1 + i % 37) : "")
		if (i == 80000)
			printf("{\"type\":\"link\",%s,\"t_ms\":%d,\"state\":\"resumed\",\"gap_ms\":300000}\n", stream, t)
	} }' >"$T/events.jsonl"
chz-words "$T/events.jsonl" >"$T/topics.jsonl"
chz-ts "$T/events.jsonl" | chz-peaks |
    chz-page -o "$T/page.html" - "$T/topics.jsonl" "$T/events.jsonl"
{
	cat "$T/topics.jsonl"
	chz-ts "$T/events.jsonl"
	echo '{"type":"chat","stream_id":"other","t_ms":5000,"user":"a","text":"다른 방송"}'
} | chz-page --lang en -o "$T/two.html"
# A thousand channels in ten groups, 20,000 overlaps.
awk 'BEGIN {
	seed = 1
	for (i = 0; i < 1000; i++)
		printf("{\"type\":\"node\",\"id\":\"c%d\",\"name\":\"%s%d\",\"users\":%d}\n",
		    i, i == 3 ? "<b>굵은" : "채널", i, 50 + 20000 / (1 + i))
	for (k = 0; k < 20000; k++) {
		seed = (seed * 16807) % 2147483647
		a = seed % 1000
		seed = (seed * 16807) % 2147483647
		b = k % 5 ? a % 10 + 10 * (seed % 100) : seed % 1000
		if (a < b)
			printf("{\"type\":\"overlap\",\"a\":\"c%d\",\"b\":\"c%d\",\"jaccard\":%.4f}\n",
			    a, b, (a % 10 == b % 10 ? 0.3 : 0.03) * (1 + seed % 7) / 7)
	} }' >"$T/overlaps.jsonl"
chz-cluster -k -t 0.05 "$T/overlaps.jsonl" | chz-page --map -o "$T/map.html"
node "$here/page.js" "$T/page.html" "$T/two.html" "$T/map.html" "$here/../../build/page"
