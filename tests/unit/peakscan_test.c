/*
 * peakscan.h: when a peak opens, where it starts and ends.  The chat is a
 * regular one, 1 3 1 3 ... a second, so that what is to be found is plain.
 */
#include <math.h>
#include <stdbool.h>

#include "core/str.h"
#include "series/peakscan.h"
#include "tap.h"

struct hearing {
	struct peakscan scan;
	struct buf text; /* "start-end", a + behind what stays */
	int64_t now, opened;
	int64_t start; /* as it was opened */
	int n_open, n_final;
	bool matched; /* each final one had been opened */
};

static void
hear(struct hearing *h)
{
	struct peakscan_report p;

	while (peakscan_next(&h->scan, &p)) {
		if (p.open) {
			h->opened = p.id;
			h->start = p.start;
			h->n_open++;
			continue;
		}
		h->n_final++;
		h->matched &= p.id == h->opened;
		buf_fmt(&h->text, "%s%d-%d%s", h->text.n > 0 ? " " : "",
		    (int)p.start, (int)p.end, p.stays ? "+" : "");
	}
}

static void
begin(struct hearing *h, double place_sec, double alarms)
{
	*h = (struct hearing){ .matched = true };
	peakscan_init(&h->scan, (struct peakscan_rule){ place_sec, alarms });
}

static void
feed(struct hearing *h, int places, double each)
{
	for (int i = 0; i < places; i++, h->now++) {
		peakscan_add(&h->scan, each);
		hear(h);
	}
}

static void
calm(struct hearing *h, int places)
{
	for (int i = 0; i < places; i++)
		feed(h, 1, h->now % 2 == 0 ? 1 : 3);
}

static void
skip(struct hearing *h, int places)
{
	for (int i = 0; i < places; i++, h->now++) {
		peakscan_skip(&h->scan);
		hear(h);
	}
}

static const char *
end(struct hearing *h)
{
	peakscan_end(&h->scan);
	hear(h);
	return buf_text(&h->text);
}

static void
test_moment(void)
{
	struct hearing h;

	begin(&h, 1, 0.1);
	calm(&h, 10);
	ok(peakscan_oldest(&h.scan) == 0, "at first all is needed");
	calm(&h, 590);
	ok(h.n_open == 0, "nothing in a regular chat");
	feed(&h, 20, 12);
	ok(h.n_open == 1 && h.opened >= 602 && h.opened <= 603,
	    "a moment opens when it has lasted three seconds");
	ok(h.start == 600, "... and says where it began");
	ok(h.n_final == 0, "... it goes on");
	ok(peakscan_oldest(&h.scan) == 600, "it is needed from there on");
	calm(&h, 20);
	ok(h.n_final == 0, "it may come back");
	calm(&h, 100);
	ok(h.n_final == 1 && h.n_open == 1 && h.matched,
	    "it is said once more when it is over");
	is_text(end(&h), "600-620", "from its first second to its last");
	buf_free(&h.text);
}

static void
test_neighbours(void)
{
	struct hearing h;

	begin(&h, 1, 0.1);
	calm(&h, 600);
	feed(&h, 15, 12);
	calm(&h, 5);
	feed(&h, 15, 12);
	calm(&h, 100);
	is_text(end(&h), "600-635", "five seconds of calm are one moment");
	buf_free(&h.text);
	begin(&h, 1, 0.1);
	calm(&h, 600);
	feed(&h, 15, 12);
	calm(&h, 15);
	feed(&h, 15, 12);
	is_text(end(&h), "600-615 630-645", "fifteen are two, up to the end");
	ok(h.n_open == 2 && h.n_final == 2, "... each said twice");
	buf_free(&h.text);
}

static void
test_what_is_none(void)
{
	struct hearing h;

	begin(&h, 1, 0.1);
	calm(&h, 300);
	feed(&h, 1, 60);
	calm(&h, 300);
	is_text(end(&h), "", "one freak second is no moment");
	buf_free(&h.text);
	begin(&h, 1, 0.1);
	calm(&h, 300);
	for (int i = 0; i < 600; i++)
		feed(&h, 1, 2 + i / 75.0);
	feed(&h, 300, 10);
	is_text(end(&h), "", "a slow rise is none");
	buf_free(&h.text);
	begin(&h, 1, 0.1);
	feed(&h, 600, 0);
	feed(&h, 4, 1);
	feed(&h, 60, 0);
	is_text(end(&h), "", "four messages after none are none");
	buf_free(&h.text);
	begin(&h, 1, 0.1);
	for (int i = 0; i < 300; i++)
		feed(&h, 1, 99 + 2 * (i % 2));
	feed(&h, 30, 125);
	feed(&h, 100, 100);
	is_text(end(&h), "", "a quarter more is none, however sure");
	buf_free(&h.text);
}

static void
test_stays(void)
{
	struct hearing h;

	begin(&h, 1, 0.1);
	calm(&h, 600);
	feed(&h, 600, 12);
	ok(h.n_open == 1, "a raid opens once");
	feed(&h, 20, 48);
	feed(&h, 60, 12);
	is_text(end(&h), "600-660+ 1200-1220",
	    "it is the level then, and moments stand out of it");
	buf_free(&h.text);
	begin(&h, 1, 0.1);
	calm(&h, 600);
	feed(&h, 100, 12);
	calm(&h, 200);
	end(&h);
	ok(h.n_final == 1 && strchr(buf_text(&h.text), '+') == NULL,
	    "what is over within minutes does not stay");
	buf_free(&h.text);
}

static void
test_gaps(void)
{
	struct hearing h;

	begin(&h, 1, 0.1);
	calm(&h, 600);
	skip(&h, 100);
	calm(&h, 100);
	feed(&h, 20, 12);
	calm(&h, 100);
	is_text(end(&h), "800-820", "a gap takes no time");
	buf_free(&h.text);
	begin(&h, 1, 0.1);
	calm(&h, 600);
	feed(&h, 20, 12);
	skip(&h, 100);
	is_text(
	    buf_text(&h.text), "600-620", "a moment ends where a gap begins");
	end(&h);
	buf_free(&h.text);
	begin(&h, 1, 0.1);
	calm(&h, 600);
	feed(&h, 90, 0);
	calm(&h, 100);
	feed(&h, 20, 12);
	calm(&h, 100);
	is_text(end(&h), "790-810",
	    "an outage that nobody noticed changes nothing");
	buf_free(&h.text);
	begin(&h, 1, 0.1);
	calm(&h, 600);
	skip(&h, 1000);
	feed(&h, 300, 20);
	is_text(end(&h), "", "after a long gap the level is another");
	buf_free(&h.text);
}

static void
test_places(void)
{
	struct hearing h;

	begin(&h, 10, 0.1);
	for (int i = 0; i < 120; i++)
		feed(&h, 1, 19 + 2 * (i % 2));
	feed(&h, 3, 100);
	feed(&h, 30, 20);
	is_text(end(&h), "120-123", "places of ten seconds");
	buf_free(&h.text);
	for (int strict = 0; strict < 2; strict++) {
		begin(&h, 1, strict ? 1e-9 : 0.1);
		calm(&h, 600);
		feed(&h, 10, 5);
		calm(&h, 100);
		is_text(end(&h), strict ? "" : "600-610",
		    strict ? "fewer false alarms, fewer moments"
			   : "a small moment");
		buf_free(&h.text);
	}
}

int
main(void)
{
	test_moment();
	test_neighbours();
	test_what_is_none();
	test_stays();
	test_gaps();
	test_places();
	return done_testing();
}
