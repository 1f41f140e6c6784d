# log.awk - an hour of four broadcasts as events, in the order in which they were
# received: some messages twice, some late, some donations, and losses.
#
#	awk -v seed=1 -f log.awk
#
# With copies=0 none twice.
function moment(ms) {
	return sprintf("2026-01-06T%02d:%02d:%02d.%03dZ",
	    11 + ms / 3600000, ms / 60000 % 60, ms / 1000 % 60, ms % 1000)
}
function head(type, s, at, t) {
	return sprintf("{\"type\":\"%s\",\"channel_id\":\"ch%d\",\"channel\":\"방송 %d%s\",\"stream_id\":\"%d_ch%d\",\"t_ms\":%d,\"received_at\":\"%s\"",
	    type, s, s, rand() < 0.1 ? "!" : "", s, s, t, moment(at))
}
BEGIN {
	srand(seed)
	n = split("보스가 보스를 나왔다 치킨 치킨이 먹고 싶다 ㅋㅋㅋ 대박 이겼다 졌다 고양이 GG hello", word, " ")
	for (i = 0; i < 900; i++) {
		at += 1 + int(rand() * rand() * 12000)
		s = int(rand() * 4)
		t = at - s * 100 - int(rand() < 0.2 ? rand() * 4000 : 0)
		if (t < 0)
			continue
		if (rand() < 0.02) {
			print head("link", s, at, t) ",\"state\":\"lost\"}"
			lost[s] = 1
			continue
		}
		if (lost[s] && rand() < 0.3) {
			printf "%s,\"state\":\"resumed\"%s}\n", head("link", s, at, t),
			    rand() < 0.5 ? ",\"gap_ms\":" int(rand() * 9000) : ""
			lost[s] = 0
			continue
		}
		u = int(rand() * rand() * 60)
		text = ""
		for (k = rand() * 5; k > 0; k--)
			text = text " " word[1 + int((rand() + int(at / 600000) / 6) / 2 * n)]
		line = head(rand() < 0.05 ? "donation" : "chat", s, at, t)
		if (u % 7 == 6)
			id = sprintf(",\"user_id\":\"UC%d\"", u)
		else
			id = u % 7 == 5 ? "" : sprintf(",\"user_id\":\"%032x\"", u * 77777)
		rest = sprintf("%s,\"text\":\"%d%s\"%s}", id, int(rand() * 3), text,
		    line ~ /donation/ ? ",\"amount\":" 1 + int(rand() * 9) "000" \
		    (rand() < 0.3 ? "" : ",\"currency\":\"" (rand() < 0.7 ? "KRW" : "USD") "\"") : "")
		if (rand() < 0.9)
			line = line ",\"message_id\":\"m" i "\""
		print line rest
		if (rand() < (copies == "" ? 0.05 : copies)) {
			sub(/received_at":"[^"]*/, "received_at\":\"" moment(++at), line)
			print line rest
		}
	}
}
