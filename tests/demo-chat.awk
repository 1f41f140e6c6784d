# An evening's chat as chzzk-timeline writes it, 50 minutes with five moments
# when everybody talks at once.  Numbers come from a generator of our own: the
# same chat on every machine.
function random() {
	seed = (seed * 16807) % 2147483647
	return seed / 2147483647
}

function pick(list, n) {
	return list[int(random() * n) + 1]
}

# How much livelier second `t` is than usual: a moment starts within five
# seconds and fades away.
function mood(t,    i, m, since) {
	m = 1 + 0.4 * sin(t / 400)
	for (i = 1; i <= moments; i++) {
		since = t - at[i]
		if (since >= 0)
			m += height[i] * (since < 5 ? (since + 1) / 6 : exp((5 - since) / 22))
		if (since >= 0 && since < 50)
			now = i
	}
	return m
}

# A Poisson variate (Knuth).
function poisson(mean,    limit, product, n) {
	limit = exp(-mean)
	for (product = random(); product > limit; product *= random())
		n++
	return n + 0
}

function say(t, text,    user) {
	user = int(random() * random() * users) + 1
	printf "[2026-09-28 %02d:%02d:%02d] %s: %s (%08x%024x)\n",
	    20 + int(t / 3600), int(t / 60) % 60, t % 60,
	    pick(first, firsts) pick(last, lasts) (user % 7 ? "" : user),
	    text, user * 2654435 % 4294967, user * 40503
}

BEGIN {
	seed = 20260928
	users = 900
	moments = split("347 1020 1528 2196 2754", at, " ")
	split("8 14 6 19 10", height, " ")
	split("와 첫 킬!|역전이다|보스 패턴 뭐임|펜타킬!!!!|수고하셨습니다", words, "|")
	firsts = split("구름 봄날 새벽 단짠 치즈 우주 별빛 소금 밤비 감자", first, " ")
	lasts = split("빵 여행자 고양이 토끼 곰 냥이 러버 왕 요정 덕후", last, " ")
	idles = split("ㅋㅋㅋㅋ|안녕하세요~|오늘 방송 몇시까지 해요?|ㅎㅇ|노래 좋다|" \
	    "{:d_54:}|집중하자|이거 어려운데|귀엽다 ㅋㅋ|아 배고파|밥 먹었어요?|" \
	    "오 잘한다|ㄱㄱ|이 판 이기면 마스터?|화이팅 💪|왜 저기로 가", idle, "|")
	cheers = split("ㅋㅋㅋㅋㅋㅋㅋㅋ|와|대박|ㄷㄷㄷㄷ|미쳤다|이걸 이겨?|👏👏👏|" \
	    "ㅁㅊ|레전드|소름 돋았어|클립 따주세요|{:d_70:}", cheer, "|")
	for (t = 0; t < 3000; t++) {
		now = 0
		for (left = poisson(1.8 * mood(t)); left > 0; left--)
			say(t, !now ? pick(idle, idles) : random() < 0.3 \
			    ? words[now] : pick(cheer, cheers))
	}
}
