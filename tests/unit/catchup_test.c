/* catchup.h: gaps after a loss, in the order in which things happen. */
#include "tap.h"
#include "tap/catchup.h"

static struct catchup c;

/* A message sent at `ms`, as it comes. */
static bool
comes(int64_t ms)
{
	static char id[32];
	struct event e = event_blank();

	snprintf(id, sizeof id, "someone:%lld", (long long)ms);
	e.type = EVENT_CHAT;
	e.message_id = str_of(id);
	e.sent_at = ms;
	return catchup_is_new(&c, &e);
}

/* A reply with the messages of each second from `first` to `last`. */
static int64_t
recent(int first, int last)
{
	catchup_begin(&c);
	for (int i = first; i <= last; i++)
		comes(i * 1000);
	return catchup_end(&c, 100 * 1000);
}

static void
begin(int last)
{
	catchup_free(&c);
	catchup_init(&c);
	for (int i = 1; i <= last; i++)
		comes(i * 1000);
	if (last > 0)
		catchup_lost(&c, last * 1000 + 10);
}

static void
test_gaps(void)
{
	begin(10);
	ok(recent(8, 12) == 0, "re-read from what was seen: no gap");
	ok(!comes(12 * 1000) && comes(13 * 1000), "and nothing comes twice");
	begin(10);
	ok(recent(11, 12) == 1000,
	    "a short answer proves nothing: 1 s may lack");
	begin(10);
	ok(recent(1, 0) == 90 * 1000,
	    "nor does an empty one: all since the last message may");
	begin(10);
	catchup_begin(&c);
	comes(30 * 1000);
	comes(9 * 1000);
	comes(20 * 1000);
	ok(catchup_end(&c, 100 * 1000) == 0,
	    "in any order one that was seen closes the gap");
	begin(10);
	ok(recent(31, 35) == 21 * 1000, "20 messages are missing: 21 s");
	begin(10);
	ok(catchup_end(&c, 40 * 1000) == 30 * 1000,
	    "without a reply all since the loss is missing");
	begin(10);
	comes(20 * 1000);
	ok(recent(18, 22) == 8 * 1000,
	    "a message after the loss is no proof of what was before it");
	begin(0);
	catchup_lost(&c, 5000);
	ok(recent(7, 11) == 2000, "nothing was seen before the loss");
	begin(0);
	ok(recent(7, 11) == 0, "no loss, no gap");
	begin(10);
	catchup_lost(&c, 90 * 1000);
	ok(recent(31, 35) == 21 * 1000, "two losses are one");
}

/* A message sent at `ms` by a service whose clock is `ahead` of ours. */
static void
comes_early(int64_t ms, int64_t ahead)
{
	struct event e = event_blank();

	e.type = EVENT_CHAT;
	e.message_id = STR("early");
	e.sent_at = ms;
	e.received_at = ms - ahead;
	catchup_is_new(&c, &e);
}

static void
test_nothing_to_read(void)
{
	begin(0);
	comes_early(10000, 5000);
	catchup_lost(&c, 5010);
	ok(catchup_end(&c, 7000) == 2000,
	    "a service's clock that is ahead shortens no gap");
	begin(10);
	ok(catchup_end(&c, 13000) == 3000,
	    "nothing re-read: until we are back");
	begin(0);
	comes(1000);
	catchup_sure(&c, 9000);
	catchup_lost(&c, 9010);
	ok(catchup_end(&c, 12000) == 4000,
	    "... from a second before the last ping that was answered");
	begin(0);
	comes_early(1000, -2500);
	catchup_sure(&c, 9000);
	catchup_lost(&c, 9010);
	ok(catchup_end(&c, 12000) == 6500, "... more where messages are late");
	begin(0);
	catchup_sure(&c, 9000);
	comes(9500);
	catchup_lost(&c, 9510);
	catchup_sure(&c, 9800);
	ok(catchup_end(&c, 12000) == 2500, "... or the last message after it");
	catchup_lost(&c, 20000);
	ok(catchup_end(&c, 21000) == 9000,
	    "... or the end of the gap before: nothing is missing twice");
	ok(catchup_end(&c, 25000) == 0, "no loss is no gap");
	catchup_lost(&c, 30000);
	ok(catchup_end(&c, 31000) == 10000, "... and hides none");
}

static void
test_continued(void)
{
	begin(10);
	catchup_continued(&c);
	ok(recent(31, 35) == 0, "a service that goes on misses nothing");
	catchup_lost(&c, 36 * 1000);
	ok(catchup_end(&c, 40 * 1000) == 5000, "... until the next loss");
}

static void
test_moderation(void)
{
	struct event e = event_blank();

	begin(0);
	e.type = EVENT_MODERATION;
	e.message_id = STR("a:1:blind");
	ok(catchup_is_new(&c, &e) && catchup_is_new(&c, &e),
	    "a message may be blinded again");
	catchup_begin(&c);
	ok(!catchup_is_new(&c, &e), "but re-read it is the same");
}

int
main(void)
{
	test_gaps();
	test_nothing_to_read();
	test_continued();
	test_moderation();
	catchup_free(&c);
	return done_testing();
}
