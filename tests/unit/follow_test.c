/* follow.h: the text's vowels in its sound, against espeak-ng's own timing. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "tap.h"
#include "voice/engine.h"
#include "voice/lips.h"

enum { NEAR_MS = 80, CHUNK = 1000 };

static const char *const texts[] = {
	"안녕하세요 여러분, 오늘 방송은 저녁 여덟 시 삼십 분에 시작합니다!",
	"어제 라면 두 그릇에 만두 여섯 개를 먹었어요. 배가 너무 불러요.",
	"우리 집 고양이는 세 살이고, 의자 위에서 자는 걸 좋아해요.",
	"진짜요? 그럼 다음 주에 다시 한번 해 볼까요?",
	"비가 오면 우산을 쓰고, 눈이 오면 모자를 쓰세요.",
};

/* A text as espeak-ng says it. */
struct spoken {
	struct lips marks; /* what it says of its sounds */
	int16_t *pcm;
	size_t n, cap;
	int rate;
};

static bool
take(void *ctx, const int16_t *pcm, size_t n, int rate)
{
	struct spoken *s = ctx;

	MEM_RESERVE(s->pcm, s->cap, s->n + n);
	memcpy(s->pcm + s->n, pcm, n * sizeof *pcm);
	s->n += n;
	s->rate = rate;
	return true;
}

static void
mark(void *ctx, double ms, const char *name)
{
	struct spoken *s = ctx;

	lips_add(&s->marks, ms, lips_phoneme(name));
}

static bool
wanted(void *ctx)
{
	(void)ctx;
	return true;
}

static char
marked(const struct spoken *s, double ms)
{
	char vowel = '-';

	for (size_t i = 0; i < s->marks.n && s->marks.targets[i].ms <= ms; i++)
		vowel = s->marks.targets[i].mouth.vowel;
	return vowel;
}

static bool
is_near(const struct spoken *s, double ms, char vowel)
{
	for (int off = -NEAR_MS; off <= NEAR_MS; off += 5)
		if (marked(s, ms + off) == vowel)
			return true;
	return false;
}

/* Lips by the sound alone, as it comes in chunks; how many frames of vowels
 * there are, and how many are right. */
static void
score(const struct spoken *s, struct envelope *e, const char *text, int *all,
    int *right)
{
	struct lips l = { 0 };

	envelope_start(e, s->rate, 0, str_of(text));
	for (size_t at = 0; at < s->n; at += CHUNK)
		envelope_feed(
		    e, s->pcm + at, s->n - at < CHUNK ? s->n - at : CHUNK, &l);
	envelope_end(e, &l);
	for (double ms = 8; ms < 1000.0 * (double)s->n / s->rate; ms += 10) {
		char heard = marked(s, ms);
		struct lips_shape m = lips_at(&l, ms);

		if (heard == '-' || heard == 'n')
			continue;
		++*all;
		*right += is_near(s, ms, m.vowel);
	}
	lips_free(&l);
}

/* As a tape that runs at another speed. */
static void
run_tape(struct spoken *s, double speed)
{
	s->rate = (int)(s->rate * speed);
	for (size_t i = 0; i < s->marks.n; i++)
		s->marks.targets[i].ms /= speed;
}

/* One engine for all: espeak-ng cannot be ended and begun again. */
static void
test_voice(struct engine *espeak, double speed)
{
	struct envelope e = { 0 };
	int all = 0, right = 0;

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct spoken s = { 0 };
		const struct engine_sink sink = { take, mark, wanted, &s };

		espeak->say(espeak, str_of(texts[i]), NULL, &sink);
		run_tape(&s, speed);
		score(&s, &e, texts[i], &all, &right);
		lips_free(&s.marks);
		free(s.pcm);
	}
	ok(right * 100 >= all * 85, "at %g, %d of %d moments have their vowel",
	    speed, right, all);
	envelope_free(&e);
}

static void
test_voices(void)
{
	const struct engine_settings set = { .rate = 1, .pitch = 1 };
	const char *why = NULL;
	struct engine *espeak = engine_espeak(&set, &why);

	test_voice(espeak, 1);
	test_voice(espeak, 0.7);
	test_voice(espeak, 1.4);
	engine_close(espeak);
}

static void
add(struct follow *f, double db, int frames)
{
	for (int i = 0; i < frames; i++)
		follow_add(f, (struct follow_frame){ db, 0.8 });
}

static void
test_edges(void)
{
	struct follow f = { 0 };
	int wrong = 0;

	follow_start(&f, STR(""));
	follow_path(&f, true);
	ok(follow_vowel(&f, 0) == '-', "no text, no sound: no vowel");
	add(&f, -3, 100);
	follow_path(&f, true);
	ok(follow_vowel(&f, 50) == '-', "a sound without a text has none");

	follow_start(&f, STR("아"));
	add(&f, -90, 600);
	add(&f, -3, 12);
	follow_path(&f, false);
	ok(follow_vowel(&f, 300) == '-', "ten seconds of silence are a pause");
	ok(follow_vowel(&f, 608) == 'a', "... before the first vowel");
	add(&f, -90, 600);
	add(&f, -3, 3000);
	follow_path(&f, true);
	ok(follow_vowel(&f, 608) == 'a', "more sound than text harms nothing");
	ok(follow_vowel(&f, 99999) == '-', "nor does what is not there yet");

	follow_start(&f, STR("우이우이우이 team play!"));
	add(&f, -3, 2);
	follow_path(&f, true);
	for (size_t i = 0; i < 2; i++)
		wrong += strchr("aeiou-", follow_vowel(&f, i)) == NULL;
	ok(wrong == 0, "nor less sound than text");
	follow_free(&f);
}

int
main(void)
{
	test_voices();
	test_edges();
	return done_testing();
}
