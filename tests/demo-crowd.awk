# An evening of twenty-one channels, whose people mostly stay among those of
# their own kind: chats as records, a user's at a channel one.  Numbers come from
# a generator of our own: the same on every machine.
function random() {
	seed = (seed * 16807) % 2147483647
	return seed / 2147483647
}

# A channel, the first ones more often than the last, and most often one of KIND.
function visited(kind,    c) {
	do {
		c = 1 + int(random() * random() * channels)
	} while (random() < 0.85 && kind_of[c] != kind)
	return c
}

BEGIN {
	seed = 7
	kinds = split("봄하늘 한밤게임 던전주민 픽셀왕 보스헌터 협곡주민 랭크요정 " \
	    "타워지기|노래하는곰 새벽감성 기타소년 하얀건반 재즈고양이 " \
	    "발라드집|이야기꾼 산책왕 요리조리 캠핑장 수다방 책읽는밤 골목식당",
	    names, "|")
	for (k = 1; k <= kinds; k++) {
		n = split(names[k], one, " ")
		for (i = 1; i <= n; i++) {
			name[++channels] = one[i]
			kind_of[channels] = k
		}
	}
	for (u = 1; u <= 6000; u++) {
		kind = 1 + int(random() * kinds)
		for (i = 1; i <= 3 || random() < 0.5; i++) {
			c = visited(kind)
			printf("{\"type\":\"chat\",\"channel_id\":\"c%02d\"," \
			    "\"channel\":\"%s\",\"stream_id\":\"s%02d\"," \
			    "\"t_ms\":%d,\"user_id\":\"u%05d\"," \
			    "\"text\":\"안녕하세요\"}\n", c, name[c], c, u * 600, u)
		}
	}
}
