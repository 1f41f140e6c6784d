/* Adds a broadcast up to an entry of the index. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/utf8.h"
#include "jsonl/put.h"
#include "web/entry.h"

enum { TEXT_MAX = 500, WORD_MAX = 60, LONGEST_MIN = 60 * 24 * 30 };

void
entry_want(struct entry *e, struct jsonl *in)
{
	*e = (struct entry){ .axis = { AXIS_STREAM, WHEN_UNKNOWN },
		.words.size = sizeof(uint32_t) };
	e->event = event_blank();
	e->peak = peak_blank();
	e->topic = topic_blank();
	e->live = live_blank();
	record_clear(&replay_record, &e->replay);
	record_want(&e->events, &event_record, in,
	    AXIS_KEYS " " AXIS_MOMENTS " platform channel user_id user");
	record_want(&e->peaks, &peak_record, in, NULL);
	record_want(&e->topics, &topic_record, in, "keywords");
	record_want(
	    &e->lives, &live_record, in, "platform channel title opened_at");
	record_want(
	    &e->replays, &replay_record, in, "platform channel title start");
}

static void
learn(struct buf *what, struct str text)
{
	if (what->n == 0)
		buf_str(what, utf8_cut(text, TEXT_MAX));
}

static void
count_minute(struct entry *e, int64_t minute)
{
	if (minute >= LONGEST_MIN)
		return;
	MEM_RESERVE(e->minute, e->cap, (size_t)minute + 1);
	while (e->minutes <= (size_t)minute)
		e->minute[e->minutes++] = 0;
	e->minute[minute]++;
}

static void
take_event(struct entry *e, const struct event *event)
{
	struct str who = event->user_id.n > 0 ? event->user_id : event->user;
	int64_t ms;

	learn(&e->channel, event->channel);
	learn(&e->platform, event->platform);
	if (!axis_place(&e->axis, event, &ms))
		return;
	if (ms / 1000 > e->sec)
		e->sec = ms / 1000;
	if (event->type == EVENT_DONATION)
		e->gifts++;
	if (event->type != EVENT_CHAT)
		return;
	e->chats++;
	if (who.n > 0)
		intern_add(&e->people, who);
	count_minute(e, ms / 60000);
}

static void
count_words(struct entry *e, struct strs words)
{
	for (size_t i = 0; i < words.n; i++) {
		bool fresh;
		uint32_t *n = keyed_get(
		    &e->words, utf8_cut(words.at[i], WORD_MAX), &fresh);

		++*n;
	}
}

/* Keeps it among the best, the strongest first. */
static void
keep_best(struct entry *e, struct entry_moment moment)
{
	size_t i = e->n_best;

	while (i > 0 && e->best[i - 1].strength < moment.strength)
		i--;
	if (e->n_best == ENTRY_BEST)
		buf_free(&e->best[--e->n_best].words);
	memmove(
	    e->best + i + 1, e->best + i, (e->n_best - i) * sizeof *e->best);
	e->best[i] = moment;
	e->n_best++;
}

static void
take_peak(struct entry *e, const struct peak *p)
{
	struct entry_moment moment = { p->start_sec, peak_strength(p), { 0 } };

	if (p->open || p->start_sec < 0 || p->by == PEAK_VOLUME ||
	    p->by == PEAK_SURGE)
		return;
	e->moments++;
	count_words(e, p->keywords);
	if (e->n_best == ENTRY_BEST &&
	    e->best[ENTRY_BEST - 1].strength >= moment.strength)
		return;
	for (size_t i = 0; i < p->keywords.n; i++) {
		if (i > 0)
			buf_addc(&moment.words, ' ');
		buf_str(&moment.words, utf8_cut(p->keywords.at[i], WORD_MAX));
	}
	keep_best(e, moment);
}

static void
take_live(struct entry *e, const struct live *l)
{
	learn(&e->channel, l->channel);
	learn(&e->platform, l->platform);
	learn(&e->title, l->title);
	if (e->axis.opened == WHEN_UNKNOWN)
		e->axis.opened = l->opened_at;
}

static void
take_replay(struct entry *e, const struct replay *r)
{
	learn(&e->channel, r->channel);
	learn(&e->platform, r->platform);
	learn(&e->title, r->title);
	if (e->axis.opened == WHEN_UNKNOWN)
		e->axis.opened = r->start;
}

void
entry_record(struct entry *e, const struct json_val *v)
{
	if (record_read(&e->events, v, &e->event))
		take_event(e, &e->event);
	else if (record_read(&e->peaks, v, &e->peak))
		take_peak(e, &e->peak);
	else if (record_read(&e->topics, v, &e->topic))
		count_words(e, e->topic.keywords);
	else if (record_read(&e->lives, v, &e->live))
		take_live(e, &e->live);
	else if (record_read(&e->replays, v, &e->replay))
		take_replay(e, &e->replay);
}

/* ---- writing ---- */

static void
put_known(struct buf *b, const char *key, const struct buf *text)
{
	if (text->n > 0)
		put_text(b, key, buf_view(text));
}

static int
by_time(const void *left, const void *right)
{
	const struct entry_moment *a = left, *b = right;

	return (a->sec > b->sec) - (a->sec < b->sec);
}

static void
put_best(struct buf *b, const struct entry *e)
{
	struct entry_moment best[ENTRY_BEST];
	size_t n = e->n_best;

	memcpy(best, e->best, sizeof best);
	qsort(best, n, sizeof *best, by_time);
	put_array(b, "best");
	for (size_t i = 0; i < n; i++) {
		buf_fmt(
		    b, "%s[%lld,", i > 0 ? "," : "", (long long)best[i].sec);
		put_string(b, buf_view(&best[i].words));
		buf_addc(b, ']');
	}
	put_array_close(b);
}

static int
by_count(const void *left, const void *right, void *words)
{
	uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
	uint32_t many = *(uint32_t *)keyed_nth(words, a);
	uint32_t more = *(uint32_t *)keyed_nth(words, b);

	if (many != more)
		return many < more ? 1 : -1;
	return (a > b) - (a < b);
}

static void
put_words(struct buf *b, const struct entry *e)
{
	uint32_t n = e->words.n, *order = xcalloc(n > 0 ? n : 1, sizeof *order);

	for (uint32_t i = 0; i < n; i++)
		order[i] = i;
	qsort_r(
	    order, n, sizeof *order, by_count, (void *)(uintptr_t)&e->words);
	put_array(b, "words");
	for (uint32_t i = 0; i < n && i < ENTRY_WORDS; i++) {
		if (i > 0)
			buf_addc(b, ',');
		put_string(b, keyed_key(&e->words, order[i]));
	}
	put_array_close(b);
	free(order);
}

static void
put_curve(struct buf *b, const struct entry *e)
{
	size_t each = e->minutes / ENTRY_CURVE + 1;

	put_array(b, "curve");
	for (size_t i = 0; i < e->minutes; i += each) {
		unsigned long sum = 0;

		for (size_t k = i; k < i + each && k < e->minutes; k++)
			sum += e->minute[k];
		buf_fmt(b, "%s%lu", i > 0 ? "," : "", sum);
	}
	put_array_close(b);
}

void
entry_put(const struct entry *e, struct buf *b)
{
	put_open(b);
	put_known(b, "channel", &e->channel);
	put_known(b, "title", &e->title);
	put_known(b, "platform", &e->platform);
	if (e->axis.opened != WHEN_UNKNOWN)
		put_int(b, "opened", e->axis.opened);
	put_int(b, "sec", e->sec);
	put_int(b, "chats", e->chats);
	put_int(b, "people", e->people.n);
	put_int(b, "gifts", e->gifts);
	put_int(b, "peaks", e->moments);
	put_best(b, e);
	put_words(b, e);
	put_curve(b, e);
	put_close(b);
}

void
entry_free(struct entry *e)
{
	buf_free(&e->channel);
	buf_free(&e->title);
	buf_free(&e->platform);
	for (size_t i = 0; i < e->n_best; i++)
		buf_free(&e->best[i].words);
	intern_free(&e->people);
	keyed_free(&e->words);
	free(e->minute);
}
