/*
 * audiencegen - chat of planted audiences, for measuring overlaps.
 * Seeded settings in; one chat for each pair of a user and a channel out, in
 * random order, about 325 bytes each.
 *
 * Channels belong to communities.  A user has a home community, visits a
 * number of channels that is geometrically distributed, and picks most of
 * them at home, popular ones more often.  --truth writes the communities as
 * cluster records.  The same settings always give the same bytes.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/diag.h"
#include "core/id128.h"
#include "core/mem.h"
#include "core/opt.h"
#include "core/random.h"
#include "core/when.h"
#include "jsonl/out.h"
#include "record/event.h"

struct settings {
	uint64_t seed;
	long channels, users, pairs, communities;
	double loyal;
	const char *output, *truth;
};

static const struct opt options[] = {
	{ 'o', "output", "FILE", "write to FILE",
	    OPT_TEXT(struct settings, output) },
	{ 0, "channels", "N", "channels", OPT_COUNT(struct settings, channels),
	    .def = "500" },
	{ 0, "communities", "N", "communities of channels",
	    OPT_COUNT(struct settings, communities), .def = "20", .min = 1 },
	{ 0, "loyal", "X", "share of visits made at home",
	    OPT_REAL(struct settings, loyal), .def = "0.7", .max = 1 },
	{ 0, "pairs", "N", "about N pairs of user and channel",
	    OPT_COUNT(struct settings, pairs), .def = "10000000" },
	{ 0, "seed", "N", "same number, same bytes",
	    OPT_COUNT(struct settings, seed), .def = "1" },
	{ 0, "truth", "FILE", "write the communities",
	    OPT_TEXT(struct settings, truth) },
	{ 0, "users", "N", "users", OPT_COUNT(struct settings, users),
	    .def = "1000000", .min = 1 },
	{ 0 },
};

static const char *const rules[] = {
	"communities <= channels",
	"users <= pairs",
	NULL,
};

static const struct tool tool = {
	.name = "audiencegen",
	.operands = "",
	.about = "Write chat of planted audiences.",
	.opts = options,
	.rules = rules,
};

enum { VISITS_MAX = 400 };

/* 2026-09-28 20:20 in Korea. */
static const int64_t opened = INT64_C(1790594400000);

static struct settings set;
static uint64_t state;

static uint64_t
draw(void)
{
	return random_next(&state);
}

static double
uniform(void)
{
	return random_share(&state);
}

static uint32_t
below(uint32_t n)
{
	return (uint32_t)((draw() >> 32) * n >> 32);
}

/* The id of a user or a channel: 32 hexadecimal digits. */
static struct str
id_of(uint64_t kind, uint64_t i, char digits[ID128_DIGITS])
{
	uint64_t key = random_mix(set.seed * 1000003 + kind * 7919 + i);

	id128_put(digits, (struct id128){ key, random_mix(key ^ kind) });
	return (struct str){ digits, ID128_DIGITS };
}

enum { USER = 1, CHANNEL };

/* Channels take turns among the communities. */
static uint32_t
pick_channel(uint32_t home)
{
	uint32_t all = (uint32_t)set.channels, of = (uint32_t)set.communities;
	double skew = uniform();
	uint32_t rank = (uint32_t)(skew * skew * (all / of));

	return uniform() < set.loyal ? rank * of + home : below(all);
}

struct pair {
	uint32_t user, channel;
};

struct pairs {
	struct pair *at;
	size_t n, cap;
};

static bool
has(const struct pair *at, uint32_t n, uint32_t channel)
{
	for (uint32_t i = 0; i < n; i++)
		if (at[i].channel == channel)
			return true;
	return false;
}

/* The channels of one user, each once. */
static void
visit(struct pairs *p, uint32_t user)
{
	double stop = (double)set.users / (double)set.pairs;
	uint32_t home = below((uint32_t)set.communities), n = 0, most;
	struct pair *at;

	most = VISITS_MAX < set.channels / 4 ? VISITS_MAX
					     : (uint32_t)set.channels / 4;
	MEM_RESERVE(p->at, p->cap, p->n + VISITS_MAX);
	at = p->at + p->n;
	/* A channel drawn again is no visit, and does not end them. */
	for (uint32_t tries = 0; n < most && tries < 8 * most; tries++) {
		uint32_t channel = pick_channel(home);

		if (has(at, n, channel))
			continue;
		at[n++] = (struct pair){ user, channel };
		if (uniform() < stop)
			break;
	}
	p->n += n;
}

/* Fisher and Yates. */
static void
shuffle(struct pairs *p)
{
	for (size_t i = p->n; i > 1; i--) {
		struct pair *a = &p->at[i - 1], *b = &p->at[draw() % i];
		struct pair was = *a;

		*a = *b;
		*b = was;
	}
}

static void
put_chat(struct out *out, const struct pair *p, uint64_t i)
{
	static const char *const said[] = { "안녕하세요 오늘도 왔어요",
		"ㅋㅋㅋㅋㅋㅋㅋㅋ 진짜 웃기다", "와 방금 그거 봤어?",
		"다음 판도 가나요 ㄷㄷ", "노래 불러줘요 제발" };
	char user[ID128_DIGITS], channel[ID128_DIGITS], name[32];
	struct event e = event_blank();

	e.type = EVENT_CHAT;
	e.platform = STR("chzzk");
	e.channel_id = id_of(CHANNEL, p->channel, channel);
	snprintf(name, sizeof name, "채널 %u", p->channel);
	e.channel = str_of(name);
	e.t_ms = (int64_t)i;
	e.sent_at = e.received_at = opened + (int64_t)i;
	e.user_id = id_of(USER, p->user, user);
	e.user = STR("구름빵");
	e.text = str_of(said[i % 5]);
	e.role = STR("viewer");
	record_put(&out->buf, &event_record, &e);
	out_ready(out);
}

static void
write_truth(void)
{
	FILE *f = set.truth != NULL ? fopen(set.truth, "w") : NULL;
	char digits[ID128_DIGITS];

	if (set.truth == NULL)
		return;
	for (long c = 0; f != NULL && c < set.communities; c++) {
		fprintf(f, "{\"type\":\"cluster\",\"id\":\"%ld\",", c + 1);
		for (long i = c; i < set.channels; i += set.communities)
			fprintf(f, "%s\"%.*s\"", i == c ? "\"members\":[" : ",",
			    STR_ARG(id_of(CHANNEL, (uint64_t)i, digits)));
		fprintf(f, "]}\n");
	}
	if (f == NULL || fclose(f) != 0)
		diag_die(
		    EXIT_SOME_FAILED, "%s: %s", set.truth, strerror(errno));
}

int
main(int argc, char *argv[])
{
	struct pairs p = { 0 };
	struct out *out;

	opt_parse(&tool, argc, argv, &set);
	state = set.seed;
	out = out_open(set.output, false);
	for (uint32_t u = 0; u < set.users; u++)
		visit(&p, u);
	shuffle(&p);
	for (size_t i = 0; i < p.n; i++)
		put_chat(out, &p.at[i], i);
	write_truth();
	free(p.at);
	return out_close(out);
}
