/*
 * chatgen - realistic chat, for measuring.
 * Seeded settings in; event records out, and the bursts planted in them.
 *
 * About 320 bytes a record, Korean text.  A tenth of the records have their
 * keys shuffled, 4 % have white space, 5 % a nested object with decoys of the
 * keys that tools look for, 3 % nulls; some texts have escapes; 2 % are
 * donations.  Each stream's rate drifts slowly and is multiplied inside a
 * burst.  Viewers have a home among the channels and visit its neighbours, so
 * audiences overlap.  The same settings always give the same bytes.
 */

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/diag.h"
#include "core/mem.h"
#include "core/num.h"
#include "core/opt.h"
#include "core/random.h"
#include "core/when.h"
#include "jsonl/out.h"

struct settings {
	uint64_t seed;
	long streams, users, channels, bursts;
	double hours, events, rate, factor;
	const char *output, *truth;
	bool names;
};

static const struct opt options[] = {
	{ 'o', "output", "FILE", "write to FILE",
	    OPT_TEXT(struct settings, output) },
	{ 0, "bursts", "N", "bursts planted in each stream",
	    OPT_COUNT(struct settings, bursts), .def = "10" },
	{ 0, "channels", "N", "channels that stream; one each unless said",
	    OPT_COUNT(struct settings, channels) },
	{ 0, "events", "N", "about N records in all, instead of --rate",
	    OPT_REAL(struct settings, events) },
	{ 0, "factor", "X", "rate inside a burst, times the base",
	    OPT_REAL(struct settings, factor), .def = "5" },
	{ 0, "hours", "H", "length of each stream",
	    OPT_REAL(struct settings, hours), .def = "1", .above = true,
	    .max = 1e6 },
	{ 0, "names", NULL, "channels' names in the records",
	    OPT_FLAG(struct settings, names) },
	{ 0, "rate", "R", "messages a second and stream",
	    OPT_REAL(struct settings, rate), .def = "5" },
	{ 0, "seed", "N", "same number, same bytes",
	    OPT_COUNT(struct settings, seed), .def = "1" },
	{ 0, "streams", "N", "streams at once",
	    OPT_COUNT(struct settings, streams), .def = "1", .min = 1 },
	{ 0, "truth", "FILE", "write the planted bursts",
	    OPT_TEXT(struct settings, truth) },
	{ 0, "users", "N", "viewers in all", OPT_COUNT(struct settings, users),
	    .def = "20000", .min = 1 },
	{ 0 },
};

static const struct tool tool = {
	.name = "chatgen",
	.operands = "",
	.about = "Write realistic chat events with planted bursts.",
	.opts = options,
};

enum {
	MEMBERS = 20,
	TEXTS = 4096, /* different texts, ready to write */
	TEXT_MAX = 320,
	MARGIN = 120 /* seconds without a burst around each burst */
};

/* 2026-09-28 20:20 in Korea. */
static const int64_t opened = INT64_C(1790594400000);

static struct settings set;
static uint64_t state;

static uint64_t
draw(void)
{
	return random_next(&state);
}

static uint32_t
below(uint32_t n)
{
	return (uint32_t)((draw() >> 32) * n >> 32);
}

static double
uniform(void)
{
	return random_share(&state);
}

/* A Poisson variate: by counting for small means, else the normal one next to
 * it. */
static uint32_t
poisson(double mean)
{
	double product = uniform(), floor_at;
	uint32_t n = 0;

	if (mean > 50) {
		double r = sqrt(-2 * log(1 - uniform()));
		double x = mean + sqrt(mean) * r * cos(6.283185307 * uniform());

		return x > 0 ? (uint32_t)(x + 0.5) : 0;
	}
	for (floor_at = exp(-mean); product > floor_at; n++)
		product *= uniform();
	return n;
}

struct burst {
	int64_t start, end; /* seconds of the stream, end excluded */
	const char *word;
};

struct stream {
	char channel_id[34], stream_id[64]; /* with their quotes */
	struct str id, channel;
	uint32_t home;  /* its audience's place among the viewers */
	int64_t offset; /* seconds on air when the recording begins */
	double phase, period, level;
	struct burst *bursts; /* in time order */
	long at;              /* the first burst that is not over */
};

static const char *const syllables[] = { "가", "나", "다", "라", "마", "바",
	"사", "아", "자", "차", "하", "구", "름", "빵", "별", "달", "봄", "꽃",
	"콩", "곰", "토", "끼", "냥", "멍", "물", "눈", "은", "솔", "민", "지",
	"현", "우" };
static const char *const phrases[] = { "안녕하세요", "ㅋㅋㅋㅋ",
	"ㅋㅋㅋㅋㅋㅋㅋㅋㅋ", "ㅎㅇ", "오늘 뭐 해요?", "와 진짜 잘한다",
	"이거 실화냐", "ㄹㅇㅋㅋ", "아니 왜 거기서", "형 밥은 먹었어?",
	"가자가자", "ㅠㅠㅠㅠ", "귀여워", "노래 불러줘", "다음 판 언제",
	"그건 좀", "방금 봤어?", "캠 켜주세요", "{:d_47:}", "{:lul:}{:lul:}",
	"😂😂", "👏👏👏", "gg", "wwww", "첫방송부터 봤는데 감회가 새롭네요",
	"내일도 와요?", "\\\"명언\\\"", "이모티콘 뭐야\\n대박",
	"\\u314b\\u314b", "C:\\\\game\\\\save", "아 배고프다", "치킨 시켰다",
	"소리 작아요", "렉 걸려요", "화면 나갔어요", "ㅇㅈ", "ㄴㄴ", "ㄷㄷㄷ",
	"구독했어요!", "후원 감사합니다" };
static const char *const cheers[] = { "나이스", "헐 대박", "미쳤다", "우승",
	"축하해요", "뭐야 이거", "레전드", "역전", "소름", "가즈아" };

enum {
	N_SYLLABLES = sizeof syllables / sizeof *syllables,
	N_PHRASES = sizeof phrases / sizeof *phrases,
	N_CHEERS = sizeof cheers / sizeof *cheers
};

static char texts[TEXTS][TEXT_MAX];
static size_t text_len[TEXTS];

static void
make_texts(void)
{
	for (int i = 0; i < TEXTS; i++) {
		struct buf b = { 0 };
		uint32_t n = 1 + below(3) + below(2) * below(3);

		buf_addc(&b, '"');
		for (uint32_t k = 0; k < n; k++)
			buf_fmt(&b, "%s%s", k > 0 ? " " : "",
			    phrases[below(N_PHRASES)]);
		buf_addc(&b, '"');
		text_len[i] = b.n < TEXT_MAX ? b.n : 0;
		memcpy(texts[i], b.p, text_len[i]);
		buf_free(&b);
	}
}

/* 32 hexadecimal digits in quotes, without a NUL. */
static void
put_id(char p[34], uint64_t high, uint64_t low)
{
	static const char digits[] = "0123456789abcdef";

	p[0] = p[33] = '"';
	for (int i = 0; i < 16; i++) {
		p[1 + i] = digits[high >> (60 - 4 * i) & 15];
		p[17 + i] = digits[low >> (60 - 4 * i) & 15];
	}
}

/* A name of a few syllables in quotes, from its number. */
static size_t
put_name(char *p, uint64_t which)
{
	size_t len = 1;

	p[0] = '"';
	for (int i = 2 + (int)(which >> 60 & 3); i > 0; i--, which >>= 5) {
		memcpy(p + len, syllables[which % N_SYLLABLES], 3);
		len += 3;
	}
	p[len++] = '"';
	return len;
}

/* One burst somewhere in each equal slice of the stream, clear of the edges. */
static void
plant(struct stream *s, int64_t duration)
{
	int64_t slice = set.bursts > 0 ? (duration - MARGIN) / set.bursts : 0;

	s->bursts = xcalloc((size_t)set.bursts + 1, sizeof *s->bursts);
	for (long i = 0; i < set.bursts; i++) {
		int64_t len = 5 + below(36), room = slice - len - MARGIN;

		if (room <= 0)
			diag_die(EXIT_MISUSE, "too many bursts for --hours");
		s->bursts[i].start =
		    s->offset + MARGIN + i * slice + below((uint32_t)room);
		s->bursts[i].end = s->bursts[i].start + len;
		s->bursts[i].word = cheers[below(N_CHEERS)];
	}
	s->bursts[set.bursts].start = s->bursts[set.bursts].end = INT64_MAX;
}

static void
make_stream(struct stream *s, long i, int64_t duration)
{
	long channel = i % set.channels;
	uint64_t key = random_mix(set.seed * 1000003 + (uint64_t)channel);
	char *name = xmalloc(64);

	put_id(s->channel_id, key, random_mix(key));
	s->id = (struct str){ s->stream_id,
		(size_t)snprintf(s->stream_id, sizeof s->stream_id,
		    "\"%ld_%.32s\"", 21333674 + i, s->channel_id + 1) };
	s->channel = (struct str){ name, put_name(name, random_mix(key + 1)) };
	s->home = (uint32_t)((uint64_t)set.users * (uint64_t)channel /
	    (uint64_t)set.channels);
	s->offset = i > 0 ? below(3600) : 0;
	s->phase = 6.283185307 * uniform();
	s->period = 1800 + below(3600);
	s->level = set.streams > 1 ? 0.5 + uniform() : 1;
	plant(s, duration);
}

static void
write_truth(const struct stream *s)
{
	FILE *f = set.truth != NULL ? fopen(set.truth, "w") : NULL;

	if (set.truth == NULL)
		return;
	for (long i = 0; f != NULL && i < set.streams; i++)
		for (const struct burst *b = s[i].bursts; b->end != INT64_MAX;
		     b++)
			fprintf(f,
			    "{\"stream_id\":%.*s,\"start_sec\":%lld,"
			    "\"end_sec\":%lld,\"factor\":%g,\"word\":\"%s\"}\n",
			    STR_ARG(s[i].id), (long long)b->start,
			    (long long)b->end, set.factor, b->word);
	if (f == NULL || fclose(f) != 0)
		diag_die(
		    EXIT_SOME_FAILED, "%s: %s", set.truth, strerror(errno));
}

/* The burst that the stream is in, or NULL. */
static const struct burst *
burst_at(struct stream *s, int64_t sec)
{
	while (s->bursts[s->at].end <= sec)
		s->at++;
	return s->bursts[s->at].start <= sec ? &s->bursts[s->at] : NULL;
}

static double
rate_at(struct stream *s, int64_t sec)
{
	double drift =
	    1 + 0.3 * sin(s->phase + 6.283185307 * (double)sec / s->period);

	return set.rate * s->level * drift *
	    (burst_at(s, sec) != NULL ? set.factor : 1);
}

/* Mostly the channel's own people, the loudest most of all. */
static uint64_t
pick_user(const struct stream *s)
{
	double skew = uniform();
	uint32_t n = (uint32_t)set.users, rank;

	if (below(20) == 0) /* some are everywhere */
		return below(n / 50 + 1);
	rank = (uint32_t)(skew * skew * (n / 4 + 1));
	return (s->home + (uint64_t)rank) % n;
}

struct member {
	struct str key, value;
};

struct line {
	struct member at[MEMBERS];
	int n;
	char user_id[34], user[64], t_ms[NUM_INT_MAX],
	    received[WHEN_UTC_LEN + 2], message_id[20], amount[NUM_INT_MAX];
};

static void
add(struct line *l, struct str key, struct str value)
{
	l->at[l->n++] = (struct member){ key, value };
}

#define ADD(l, key, text, len)                                                 \
	add((l), STR("\"" key "\""), (struct str){ (text), (len) })
#define ADD_PLAIN(l, key, json) add((l), STR("\"" key "\""), STR(json))

static void
add_time(struct line *l, const struct stream *s, int64_t sec, int milli)
{
	static char text[WHEN_UTC_LEN + 2];
	static int64_t written = -1;

	if (sec != written) {
		when_put_utc(text + 1, opened + sec * 1000);
		text[0] = text[WHEN_UTC_LEN + 1] = '"';
		written = sec;
	}
	memcpy(l->received, text, sizeof text);
	l->received[21] = (char)('0' + milli / 100);
	l->received[22] = (char)('0' + milli / 10 % 10);
	l->received[23] = (char)('0' + milli % 10);
	ADD(l, "t_ms", l->t_ms,
	    num_put_int(l->t_ms, (s->offset + sec) * 1000 + milli));
	ADD(l, "received_at", l->received, sizeof l->received);
}

static void
add_user(struct line *l, const struct stream *s)
{
	uint64_t id = random_mix(pick_user(s) * 0x9e3779b97f4a7c15u + set.seed);

	put_id(l->user_id, id, random_mix(id + 7));
	ADD(l, "user_id", l->user_id, sizeof l->user_id);
	ADD(l, "user", l->user, put_name(l->user, random_mix(id + 1)));
}

static void
add_text(struct line *l, const struct burst *burst)
{
	uint32_t i = below(TEXTS);
	static char text[64];

	if (burst != NULL && below(5) < 2)
		ADD(l, "text", text,
		    (size_t)snprintf(text, sizeof text, "\"%s%s\"", burst->word,
			i % 2 ? " ㅋㅋㅋㅋ" : "!!"));
	else
		ADD(l, "text", texts[i], text_len[i]);
}

static void
add_donation(struct line *l)
{
	ADD(l, "amount", l->amount,
	    num_put_int(l->amount, 1000 * (1 + below(10) * below(10))));
	ADD_PLAIN(l, "currency", "\"KRW\"");
	ADD_PLAIN(l, "donation_type", "\"CHAT\"");
}

/* What only some records have. */
static void
add_oddities(struct line *l)
{
	uint32_t dice = below(100);

	if (dice < 5)
		ADD_PLAIN(l, "raw",
		    "{\"type\":\"donation\",\"stream_id\":\"decoy\",\"t_ms\":1,"
		    "\"user_id\":\"00000000000000000000000000000000\","
		    "\"list\":[{\"type\":\"chat\"},null,1.5e3]}");
	else if (dice < 8)
		ADD_PLAIN(l, "emotes", "null");
	else if (dice < 11)
		ADD_PLAIN(l, "role", "\"manager\"");
}

static void
make_line(struct line *l, const struct stream *s, const struct burst *burst,
    int64_t sec, int milli)
{
	bool donation = below(50) == 0;
	uint64_t id = draw();

	l->n = 0;
	if (donation)
		ADD_PLAIN(l, "type", "\"donation\"");
	else
		ADD_PLAIN(l, "type", "\"chat\"");
	ADD(l, "channel_id", s->channel_id, sizeof s->channel_id);
	if (set.names)
		add(l, STR("\"channel\""), s->channel);
	add(l, STR("\"stream_id\""), s->id);
	add_time(l, s, sec, milli);
	l->message_id[0] = l->message_id[13] = '"';
	for (int i = 1; i < 13; i++, id >>= 5)
		l->message_id[i] = "abcdefghijklmnopqrstuvwxyz234567"[id & 31];
	ADD(l, "message_id", l->message_id, 14);
	if (donation && below(10) == 0)
		ADD_PLAIN(l, "anonymous", "true");
	else
		add_user(l, s);
	add_text(l, burst);
	if (donation)
		add_donation(l);
	add_oddities(l);
}

static void
shuffle(struct line *l)
{
	for (int i = l->n - 1; i > 0; i--) {
		int k = (int)below((uint32_t)i + 1);
		struct member m = l->at[i];

		l->at[i] = l->at[k];
		l->at[k] = m;
	}
}

static char *
put(char *p, struct str s)
{
	memcpy(p, s.p, s.n);
	return p + s.n;
}

static void
write_line(struct buf *b, const struct line *l)
{
	bool spaced = below(25) == 0;
	struct str colon = spaced ? STR(": ") : STR(":");
	struct str comma = spaced ? STR(", ") : STR(",");
	char *p = buf_reserve(b, 2048), *start = p;

	*p++ = '{';
	for (int i = 0; i < l->n; i++) {
		if (i > 0)
			p = put(p, comma);
		p = put(p, l->at[i].key);
		p = put(p, colon);
		p = put(p, l->at[i].value);
	}
	*p++ = '}';
	*p++ = '\n';
	b->n += (size_t)(p - start);
}

struct moment {
	uint32_t stream;
	uint16_t milli;
};

/* The messages of one second, of all streams, in order of time: a counting
 * sort by millisecond. */
static size_t
draw_second(struct stream *s, int64_t sec, struct moment **out, size_t *cap)
{
	static struct moment *drawn;
	static size_t room;
	size_t n = 0, first[1001] = { 0 };

	for (uint32_t i = 0; i < (uint32_t)set.streams; i++) {
		uint32_t k = poisson(rate_at(&s[i], sec + s[i].offset));

		MEM_RESERVE(drawn, room, n + k);
		for (; k > 0; k--)
			drawn[n++] =
			    (struct moment){ i, (uint16_t)below(1000) };
	}
	MEM_RESERVE(*out, *cap, n);
	for (size_t i = 0; i < n; i++)
		first[drawn[i].milli + 1]++;
	for (int i = 0; i < 1000; i++)
		first[i + 1] += first[i];
	for (size_t i = 0; i < n; i++)
		(*out)[first[drawn[i].milli]++] = drawn[i];
	return n;
}

static void
write_second(struct out *out, struct stream *s, int64_t sec)
{
	static struct moment *moments;
	static size_t cap;
	size_t n = draw_second(s, sec, &moments, &cap);
	struct line line;

	for (size_t i = 0; i < n; i++) {
		struct stream *from = &s[moments[i].stream];

		make_line(&line, from, burst_at(from, sec + from->offset), sec,
		    moments[i].milli);
		if (below(10) == 0)
			shuffle(&line);
		write_line(&out->buf, &line);
		out_ready(out);
	}
}

int
main(int argc, char *argv[])
{
	int64_t duration;
	struct stream *s;
	struct out *out;

	opt_parse(&tool, argc, argv, &set);
	if (set.channels < 1)
		set.channels = set.streams;
	duration = (int64_t)(set.hours * 3600);
	if (set.events > 0)
		set.rate =
		    set.events / ((double)duration * (double)set.streams);
	state = set.seed * 0x9e3779b97f4a7c15u;
	make_texts();
	s = xcalloc((size_t)set.streams, sizeof *s);
	for (long i = 0; i < set.streams; i++)
		make_stream(&s[i], i, duration);
	write_truth(s);
	out = out_open(set.output, false);
	for (int64_t sec = 0; sec < duration && !out_failed(out); sec++)
		write_second(out, s, sec);
	return out_close(out);
}
