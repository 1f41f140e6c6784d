/* gauge.h, pace.h, spending.h: what an answer costs, and when it may. */
#include <math.h>
#include <stdlib.h>

#include "core/file.h"
#include "core/when.h"
#include "llm/gauge.h"
#include "llm/pace.h"
#include "llm/spending.h"
#include "tap.h"

static bool
is_near(double a, double b)
{
	return fabs(a - b) < 1e-9;
}

/* 0.80 a syllable, 0.33 ASCII, 0.5 a lone letter, 1 others, and 1. */
static void
test_gauge(void)
{
	struct gauge g = { 0 };

	ok(is_near(gauge_guess(STR("안녕하세요")), 5), "five syllables");
	ok(is_near(gauge_guess(STR("ㅋㅋ!")), 2.33), "laughing");
	ok(is_near(gauge_guess(STR("😀")), 2), "a face");
	ok(gauge_tokens(&g, STR("안녕하세요")) == 5, "a guess as it is");
	gauge_learn(&g, 100, 150);
	ok(is_near(gauge_ratio(&g), 1.5), "the server says more");
	ok(gauge_tokens(&g, STR("안녕하세요")) == 8, "... so guesses grow");
	for (int i = 0; i < 50; i++)
		gauge_learn(&g, 100, 1000);
	ok(is_near(gauge_ratio(&g), 2), "to twice as much at most");
	for (int i = 0; i < 50; i++)
		gauge_learn(&g, 100, 1);
	ok(is_near(gauge_ratio(&g), 0.5), "and to half as much");
	gauge_learn(&g, 0, 5);
	gauge_learn(&g, 5, -1);
	ok(is_near(gauge_ratio(&g), 0.5), "nonsense teaches nothing");
}

static int64_t
duration(const char *s)
{
	int64_t ms = -1;

	pace_duration(str_of(s), &ms);
	return ms;
}

static void
test_durations(void)
{
	ok(duration("7.66s") == 7660, "7.66s");
	ok(duration("2m59.56s") == 179560, "2m59.56s");
	ok(duration("1h2m3s") == 3723000, "1h2m3s");
	ok(duration("120ms") == 120, "120ms");
	ok(duration("18m43.2s") == 1123200, "18m43.2s");
	ok(duration("1.5ms") == 2, "a part of a ms counts one");
	ok(duration("") == -1 && duration("5") == -1 && duration("5x") == -1 &&
		duration("s") == -1,
	    "what is none");
	ok(duration("999999h") == 86400000, "a day at most");
}

static void
header(struct pace *p, const char *name, const char *value, int64_t now)
{
	pace_header(p, str_of(name), str_of(value), now);
}

/* The answer of a file in tests/fixtures/openai, which came at `now`; what its
 * body says of a refusal. */
static void
take_answer(struct pace *p, const char *name, int64_t now)
{
	struct buf path = { 0 }, file = { 0 };
	struct str rest, line;

	buf_fmt(&path, "tests/fixtures/openai/%s", name);
	ok(file_read(buf_text(&path), 1 << 20, &file), "%s", path.p);
	rest = buf_view(&file);
	pace_begin(p);
	for (line = str_cut(&rest, '\n'); str_trim(line).n > 0;
	     line = str_cut(&rest, '\n')) {
		struct str value = str_trim(line), key = str_cut(&value, ':');

		pace_header(p, key, value, now);
	}
	if (!str_starts(buf_view(&file), "HTTP/1.1 200"))
		pace_refused(p, rest, 500, now);
	buf_free(&path);
	buf_free(&file);
}

static void
test_limits(void)
{
	struct pace p = { 0 };

	ok(pace_wait(&p, 1000, 0) == 0, "nothing is known, nothing waits");
	take_answer(&p, "http_200_groq.http", 0);
	ok(pace_wait(&p, 6120, 0) == 0, "what fits may go");
	ok(pace_wait(&p, 8000, 0) == 14100, "all waits for all");
	/* 1,880 come back in 14.1 s, 940 of them in half of it. */
	ok(pace_wait(&p, 7060, 0) == 7051, "half waits for half");
	ok(pace_wait(&p, 7060, 5000) == 2051, "... which passes");
	ok(pace_wait(&p, 99999, 0) == 14100, "too much waits no longer");
	ok(pace_wait(&p, 8000, 20000) == 0, "until all is there");
	pace_begin(&p);
	header(&p, "x-ratelimit-remaining-requests", "0", 20000);
	ok(pace_wait(&p, 1, 20000) > 0, "no requests are left");
}

static void
test_refusals(void)
{
	struct pace p = { 0 };

	take_answer(&p, "http_429_tpm.http", 1000);
	ok(pace_wait(&p, 1, 1000) == 6000, "retry-after is kept");
	take_answer(&p, "http_503.http", 7000);
	ok(pace_wait(&p, 1, 7000) == 2000, "... when it is overloaded, too");
	pace_begin(&p);
	pace_refused(&p,
	    STR("Limit 8000, Used 7200. Please try again in 5.289s. Visit"),
	    500, 10000);
	ok(pace_wait(&p, 1, 10000) == 5289, "so is what the message says");
	pace_begin(&p);
	pace_refused(&p, STR("busy"), 500, 20000);
	ok(pace_wait(&p, 1, 20000) == 500, "or else our own");
	pace_begin(&p);
	header(&p, "retry-after-ms", "1500", 30000);
	header(&p, "retry-after", "2", 30000);
	ok(pace_wait(&p, 1, 30000) == 1500, "milliseconds are finer");
	ok(pace_wait(&p, 1, 31500) == 0, "it ends");
	header(&p, "retry-after", "Wed, 21 Oct 2026 07:28:00 GMT", 40000);
	header(&p, "retry-after", "-5", 40000);
	ok(pace_wait(&p, 1, 40000) == 0, "what is no number is ignored");
	take_answer(&p, "http_429_tpd.http", 50000);
	ok(pace_wait(&p, 1, 50000) == 1123000, "a day's limit takes its time");
}

enum { NOON = 12 * 3600 * 1000 }; /* of 1970-01-01, UTC */

static void
test_budget(void)
{
	struct spending s = { 0 }, again = { 0 };
	struct buf b = { 0 };

	ok(spending_budget(&s, STR("1000tokens/h, 5000tokens/d,3won/d")),
	    "a budget");
	ok(!spending_budget(&s, STR("")) &&
		!spending_budget(&s, STR("5apples/d")) &&
		!spending_budget(&s, STR("0won/d")) &&
		!spending_budget(&s, STR("5won/week")),
	    "what is none");
	ok(spending_price(&s, STR("200/1000.5")) &&
		!spending_price(&s, STR("200")) &&
		!spending_price(&s, STR("-1/2")),
	    "prices of a million tokens");
	s.won_out = 1000;
	ok(spending_wait(&s, 900, NOON) == 0, "there is enough");
	spending_add(&s, 900, 0, NOON);
	/* 900 of 200 won a million is 0.18 won. */
	ok(s.spent[SPENDING_DAY].milliwon == 180, "180 thousandths of a won");
	ok(spending_wait(&s, 200, NOON + 60000) == 3540000,
	    "the hour's tokens are gone until the next");
	ok(spending_wait(&s, 200, NOON + 3600000) == 0,
	    "... when they are back");
	spending_add(&s, 0, 2500, NOON + 3600000); /* 2.5 won */
	ok(spending_wait(&s, 2000, NOON + 2 * 3600000) == 10 * 3600000,
	    "the day's won are gone until midnight");
	spending_put(&s, &b, NOON + 2 * 3600000);
	is_text(buf_text(&b),
	    "{\"hour\":\"1970-01-01T14\",\"hour_tokens\":0,"
	    "\"hour_milliwon\":0,\"day\":\"1970-01-01\",\"day_tokens\":3400,"
	    "\"day_milliwon\":2680}\n",
	    "what was spent is written down");
	ok(spending_read(&again, buf_view(&b), NOON + 3 * 3600000) &&
		again.spent[SPENDING_DAY].tokens == 3400,
	    "... and read");
	ok(spending_read(&again, buf_view(&b), NOON + 30 * 3600000) &&
		again.spent[SPENDING_DAY].tokens == 0,
	    "... on the next day nothing was");
	ok(!spending_read(&again, STR("{\"day\":\"1970-01-01\"}"), NOON) &&
		!spending_read(&again, STR("torn"), NOON) &&
		!spending_read(&again, STR(""), NOON),
	    "what is torn is none");
	buf_free(&b);
}

static void
test_large(void)
{
	struct spending s = { 0 };

	spending_budget(&s, STR("100tokens/h"));
	ok(spending_wait(&s, 5000, NOON) == 0,
	    "what never fits may go when nothing was spent");
	spending_add(&s, 5000, 0, NOON);
	ok(spending_wait(&s, 1, NOON) > 0, "... once");
}

int
main(void)
{
	setenv("TZ", "UTC", 1);
	test_gauge();
	test_durations();
	test_limits();
	test_refusals();
	test_budget();
	test_large();
	return done_testing();
}
