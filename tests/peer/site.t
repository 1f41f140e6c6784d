#!/bin/sh
# The pages of an archive, as chz-page -o DIR makes them, in a real Chromium.
# Pictures go to build/page.
. "${0%/*}/../tap.sh"
need chromium
need_module playwright-core

# Six evenings of three channels, a moment in each; hostile names and titles.
awk 'BEGIN {
	split("봄하늘 구름빵 <img/src=x>", name, " ")
	split("보스 깨는 날|노래 방송|<script>document.title=1</script>|\\u202e거꾸로|치킨 먹방|마지막 밤", title, "|")
	split("펜타킬 고음 번개 소름 치킨 안녕", word, " ")
	for (s = 1; s <= 6; s++) {
		stream = sprintf("\"platform\":\"chzzk\",\"stream_id\":\"%d_c%d\",\"channel_id\":\"c%d\",\"channel\":\"%s\"", s, s % 3, s % 3, name[s % 3 + 1])
		printf("{\"type\":\"live\",%s,\"title\":\"%s\",\"opened_at\":\"2026-01-%02dT11:00:00.000Z\",\"status\":\"open\"}\n", stream, title[s], s)
		for (i = 0; i < 2400; i++)
			for (k = 0; k < (i > 1200 && i < 1240 ? 13 : 1); k++)
				printf("{\"type\":\"chat\",%s,\"t_ms\":%d,\"message_id\":\"%d.%d.%d\",\"user_id\":\"u%d\",\"user\":\"이름%d\",\"text\":\"%s\"}\n",
				    stream, i * 2500, s, i, k, (i * 7 + k * 31) % 400, i % 400, k ? word[s] " ㅋㅋ" : "오늘 뭐 하지 " i % 9)
	} }' | chz-store -q --zstd "$T/archive"
chz-page -q -o "$T/site" "$T/archive"
node "$here/site.js" "$T/site" "$here/../../build/page"
