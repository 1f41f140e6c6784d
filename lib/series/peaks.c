/* Finds the peaks of one stream by several detectors. */
#include <math.h>
#include <stdlib.h>

#include "core/mem.h"
#include "record/amounts.h"
#include "series/bursts.h"
#include "series/clock.h"
#include "series/crowdscan.h"
#include "series/history.h"
#include "series/peaks.h"
#include "series/ranking.h"
#include "series/surprise.h"
#include "series/zscore.h"

struct peaks {
	const struct peaks_rule *rule;
	int64_t size;   /* of the buckets, in seconds; 0 before the first */
	int64_t sec;    /* of place 0 */
	int64_t end;    /* the place after the last bucket */
	int64_t opened; /* the moment of second 0 */
	struct zscore zscore;
	struct bursts bursts;
	struct crowdscan scan;
	struct peakscan words;
	int64_t scanned, hidden; /* the scan's last end; a peak within one */
	double echoes;           /* of the bucket that is taken */
	struct history history;
	struct clock clock;
	struct ts aside; /* while the clock is doubtful */
	struct buf aside_marks, aside_amounts;
	struct purse *given; /* in the stretch of a peak; */
	struct buf amounts;  /* the same as a record has it */
};

struct peaks *
peaks_new(const struct peaks_rule *rule)
{
	struct peaks *p = xcalloc(1, sizeof *p);

	p->rule = rule;
	return p;
}

static void
clear(struct peaks *p)
{
	zscore_free(&p->zscore);
	bursts_free(&p->bursts);
	crowdscan_free(&p->scan);
	history_free(&p->history);
	p->size = p->end = 0;
}

void
peaks_free(struct peaks *p)
{
	if (p == NULL)
		return;
	clear(p);
	buf_free(&p->aside_marks);
	buf_free(&p->aside_amounts);
	buf_free(&p->amounts);
	purse_free(&p->given);
	free(p);
}

static bool
looks_for(const struct peaks *p, enum peak_by by)
{
	return (p->rule->by & 1u << by) != 0;
}

/* Scores are also the evidence of the rankings. */
static bool
scores(const struct peaks *p)
{
	return (p->rule->by & ~(1u << PEAK_SCAN | 1u << PEAK_WORDS)) != 0;
}

static void
begin_scores(struct peaks *p)
{
	const struct peaks_rule *rule = p->rule;
	/* Places whose beginnings lie within the times; at least one. */
	int64_t lag = (rule->lag_sec + p->size - 1) / p->size;
	int64_t window = rule->baseline_sec / p->size;

	zscore_init(&p->zscore,
	    (struct zscore_rule){ .alpha = rule->alpha,
		.window = (size_t)(window > lag ? window : lag),
		.lag = (size_t)lag,
		.floored = !rule->as_source });
	p->bursts.rule = (struct bursts_rule){ rule->high, rule->low,
		rule->join_sec / p->size, !rule->as_source };
}

/* Begins a series with its first bucket. */
static void
begin(struct peaks *p, const struct ts *ts)
{
	clear(p);
	p->size = ts->bucket_sec;
	p->sec = ts->sec;
	p->opened = WHEN_UNKNOWN;
	if (scores(p))
		begin_scores(p);
	if (looks_for(p, PEAK_SCAN))
		crowdscan_init(&p->scan,
		    (struct peakscan_rule){ (double)p->size, p->rule->alarms });
	if (looks_for(p, PEAK_WORDS))
		peakscan_init(&p->words,
		    (struct peakscan_rule){ (double)p->size, p->rule->alarms });
	p->scanned = p->hidden = -1;
}

static int64_t
buckets_in(const struct peaks *p, int64_t sec)
{
	return sec > p->size ? sec / p->size : 1;
}

/* One chat in ten seconds: what a surge needs more than nothing before. */
static double
little(const struct peaks *p)
{
	return (double)p->size / 10;
}

/* What is known of the stretch of places from..to. */
static struct peak
evidence(const struct peaks *p, int64_t from, int64_t to)
{
	struct stretch sum = history_sum(&p->history, from, to);
	struct peak peak = peak_blank();

	peak.start_sec = p->sec + from * p->size;
	if (p->opened != WHEN_UNKNOWN)
		peak.timestamp = p->opened + peak.start_sec * 1000;
	peak.surge_ratio = ranking_surge(&p->history, from, to,
	    buckets_in(p, p->rule->before_sec), little(p));
	if (sum.seen > 0 && scores(p))
		peak.z = sum.z;
	peak.chat_count = sum.chats;
	peak.people = history_users(&p->history, from, to);
	if (peak.people > 0)
		peak.messages_per_user =
		    (double)sum.chats / (double)peak.people;
	peak.donations = sum.donations;
	peak.clip_start_sec = peak.start_sec > p->rule->clip_sec
	    ? peak.start_sec - p->rule->clip_sec
	    : 0;
	return peak;
}

/* The place of the busiest bucket of a window. */
static int64_t
busiest(const struct history *h, int64_t from, int64_t to)
{
	int64_t best = from;

	to = to < history_end(h) ? to : history_end(h);
	for (int64_t i = from; i < to; i++)
		if (!h->rows[i - h->first].unseen &&
		    h->rows[i - h->first].chats >
			h->rows[best - h->first].chats)
			best = i;
	return best;
}

/* What both scans say of a peak. */
static struct peak
reported(const struct peaks *p, const struct peakscan_report *scan)
{
	struct peak peak = evidence(p, scan->start, scan->end);
	int64_t loudest = busiest(&p->history, scan->start, scan->end);

	peak.peak_id = p->sec + scan->id * p->size;
	peak.open = scan->open;
	peak.end_sec = p->sec + scan->end * p->size;
	peak.peak_sec = p->sec + loudest * p->size;
	peak.value = p->history.rows[loudest - p->history.first].chats;
	peak.score = scan->score;
	return peak;
}

static struct peak
scanned(const struct peaks *p, const struct crowdscan_peak *found)
{
	const struct peakscan_report *scan = &found->scan;
	struct peak peak = reported(p, scan);

	peak.by = PEAK_SCAN;
	/* A level of nothing is at most one message in a minute. */
	peak.multiple = scan->rate / fmax(scan->level, (double)p->size / 60);
	peak.loudest_share = found->loudest;
	if (scan->stays)
		peak.suspect = PEAK_RAID;
	if (found->is_flood)
		peak.suspect = PEAK_FLOOD;
	return peak;
}

/* Tells a peak, with what was donated from..to. */
static void
tell(struct peaks *p, struct peak *peak, int64_t from, int64_t to, void *ctx)
{
	purse_clear(p->given);
	history_amounts(&p->history, from, to, &p->given);
	peak->donation_amount = purse_sum(p->given);
	p->amounts.n = 0;
	amounts_put(&p->amounts, p->given);
	if (p->amounts.n > 0)
		peak->amounts = buf_view(&p->amounts);
	p->rule->found(ctx, peak);
}

static void
hand_out_scanned(struct peaks *p, void *ctx)
{
	struct crowdscan_peak found;

	while (crowdscan_next(&p->scan, &p->history, &found)) {
		struct peak peak = scanned(p, &found);

		p->scanned = found.scan.end;
		tell(p, &peak, found.scan.start, found.scan.end, ctx);
	}
}

/* Whether a peak of words is a part of the scan's. */
static bool
is_hidden(struct peaks *p, const struct peakscan_report *found)
{
	if (found->open && looks_for(p, PEAK_SCAN) &&
	    (peakscan_is_on(&p->scan.scan) || found->start < p->scanned))
		p->hidden = found->id;
	return found->id == p->hidden;
}

static void
hand_out_words(struct peaks *p, void *ctx)
{
	struct peakscan_report found;

	while (peakscan_next(&p->words, &found)) {
		struct peak peak;

		if (is_hidden(p, &found))
			continue;
		peak = reported(p, &found);
		peak.by = PEAK_WORDS;
		peak.loudest_share =
		    history_loudest(&p->history, found.start, found.end);
		tell(p, &peak, found.start, found.end, ctx);
	}
}

static void
hand_out_bursts(struct peaks *p, void *ctx)
{
	struct burst b;

	while (bursts_next(&p->bursts, &b)) {
		struct peak peak = evidence(p, b.start, b.end + 1);

		if (!looks_for(p, PEAK_Z))
			continue;
		peak.by = PEAK_Z;
		peak.end_sec = p->sec + b.end * p->size;
		peak.peak_sec = p->sec + b.peak * p->size;
		peak.value = b.count;
		peak.z = b.z;
		tell(p, &peak, b.start, b.end + 1, ctx);
	}
}

static void
rank(struct peaks *p, enum peak_by by, void *ctx)
{
	struct ranking_rule rule = { .window =
					 buckets_in(p, p->rule->window_sec),
		.before = buckets_in(p, p->rule->before_sec),
		.gap = (p->rule->gap_sec + p->size - 1) / p->size,
		.top = p->rule->top,
		.little = little(p),
		.by_surge = by == PEAK_SURGE };
	struct window *found = xcalloc(rule.top + 1, sizeof *found);
	size_t n = ranking_find(&p->history, rule, found);

	for (size_t i = 0; i < n; i++) {
		int64_t start = found[i].start, end = start + rule.window;
		struct peak peak = evidence(p, start, end);

		peak.by = by;
		peak.rank = (int64_t)i + 1;
		peak.end_sec = peak.start_sec + rule.window * p->size;
		peak.peak_sec =
		    p->sec + busiest(&p->history, start, end) * p->size;
		peak.value = peak.chat_count;
		tell(p, &peak, start, end, ctx);
	}
	free(found);
}

static bool
ranks(const struct peaks *p)
{
	return looks_for(p, PEAK_VOLUME) || looks_for(p, PEAK_SURGE);
}

static void
finish(struct peaks *p, void *ctx)
{
	if (p->size == 0)
		return;
	if (looks_for(p, PEAK_SCAN)) {
		crowdscan_end(&p->scan);
		hand_out_scanned(p, ctx);
	}
	if (looks_for(p, PEAK_WORDS)) {
		peakscan_end(&p->words);
		hand_out_words(p, ctx);
	}
	bursts_end(&p->bursts);
	hand_out_bursts(p, ctx);
	if (looks_for(p, PEAK_VOLUME))
		rank(p, PEAK_VOLUME, ctx);
	if (looks_for(p, PEAK_SURGE))
		rank(p, PEAK_SURGE, ctx);
	clear(p);
}

static double
score(struct peaks *p, const struct past *row)
{
	if (!scores(p))
		return -INFINITY;
	if (!row->unseen)
		return zscore_add(&p->zscore, row->chats);
	zscore_skip(&p->zscore);
	return -INFINITY;
}

/* The next bucket of the series, in its place. */
static void
append(struct peaks *p, struct past row, struct str marks, void *ctx)
{
	row.z = score(p, &row);
	bursts_add(&p->bursts, row.z, row.chats);
	history_add(&p->history, &row, marks);
	p->end++;
	if (looks_for(p, PEAK_SCAN)) {
		crowdscan_add(&p->scan, &p->history);
		hand_out_scanned(p, ctx);
	}
	if (looks_for(p, PEAK_WORDS)) {
		if (row.unseen || isnan(p->echoes))
			peakscan_skip(&p->words);
		else
			peakscan_add(&p->words, p->echoes);
		hand_out_words(p, ctx);
	}
}

static int64_t
earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* The first place that is needed still. */
static int64_t
oldest(const struct peaks *p)
{
	int64_t oldest = bursts_oldest(&p->bursts);

	if (looks_for(p, PEAK_SCAN))
		oldest = earlier(oldest, crowdscan_oldest(&p->scan));
	if (looks_for(p, PEAK_WORDS))
		oldest = earlier(oldest, peakscan_oldest(&p->words));
	return oldest - buckets_in(p, p->rule->before_sec);
}

int64_t
peaks_oldest(const struct peaks *p)
{
	int64_t place = oldest(p);

	if (p->size == 0 || place < 0)
		return 0;
	return p->sec + place * p->size;
}

static int64_t
known(int64_t value)
{
	return value > 0 ? value : 0;
}

static uint32_t
known_count(int64_t value)
{
	return value < UINT32_MAX ? (uint32_t)known(value) : UINT32_MAX;
}

static void
take(struct peaks *p, const struct ts *ts, double echoes, void *ctx)
{
	int64_t place = (ts->sec - p->sec) / p->size;
	struct past row = { .chats = known_count(ts->chat_count),
		.donations = known_count(ts->donation_count),
		.unseen = ts->gap };

	if (ts->timestamp != WHEN_UNKNOWN)
		p->opened = ts->timestamp - ts->sec * 1000;
	p->echoes = isnan(echoes) ? echoes : 0;
	while (p->end < place)
		append(p, (struct past){ 0 }, (struct str){ 0 }, ctx);
	p->echoes = echoes;
	amounts_take(&row.amounts, ts->amounts, ts->donation_amount);
	append(p, row, ts->user_marks, ctx);
	hand_out_bursts(p, ctx);
	if (!ranks(p))
		history_forget(&p->history, oldest(p));
}

/* The buckets have jumped to the one set aside. */
static void
jump(struct peaks *p, void *ctx)
{
	finish(p, ctx);
	p->aside.user_marks = buf_view(&p->aside_marks);
	if (p->aside.amounts.p != NULL)
		p->aside.amounts = buf_view(&p->aside_amounts);
	begin(p, &p->aside);
	take(p, &p->aside, (double)NAN, ctx);
}

static void
set_aside(struct peaks *p, const struct ts *ts)
{
	p->aside = *ts;
	p->aside_marks.n = 0;
	buf_str(&p->aside_marks, ts->user_marks);
	p->aside_amounts.n = 0;
	buf_str(&p->aside_amounts, ts->amounts);
}

enum peaks_took
peaks_add(struct peaks *p, const struct ts *ts, double echoes, void *ctx)
{
	if (p->size > 0 && ts->bucket_sec > p->size)
		return PEAKS_LARGER;
	if (ts->bucket_sec < p->size)
		clear(p);
	p->clock.hole = p->rule->hole_sec;
	switch (clock_show(&p->clock, ts->sec)) {
	case CLOCK_ASIDE:
		set_aside(p, ts);
		return PEAKS_TAKEN;
	case CLOCK_JUMPED:
		jump(p, ctx);
		break;
	case CLOCK_NEAR:
		break;
	}
	if (p->size == 0)
		begin(p, ts);
	if (ts->sec < p->sec + p->end * p->size)
		return PEAKS_BEFORE;
	take(p, ts, echoes, ctx);
	return PEAKS_TAKEN;
}

void
peaks_end(struct peaks *p, void *ctx)
{
	finish(p, ctx);
	p->clock = (struct clock){ 0 };
}
