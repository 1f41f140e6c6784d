/* leb.h, arrivals.h: numbers as bytes, and what came for a series. */
#include <stdlib.h>
#include <string.h>

#include "core/leb.h"
#include "core/when.h"
#include "series/arrivals.h"
#include "tap.h"

static void
test_numbers(void)
{
	static const uint64_t natural[] = { 0, 1, 127, 128, 16383, 16384,
		UINT64_C(1) << 53, UINT64_MAX };
	static const int64_t either[] = { 0, -1, 1, -64, 64, INT64_MIN,
		INT64_MAX };
	struct buf b = { 0 };
	struct str rest;
	uint64_t n;
	int64_t i;
	bool same = true;

	for (size_t k = 0; k < sizeof natural / sizeof *natural; k++)
		leb_put(&b, natural[k]);
	for (size_t k = 0; k < sizeof either / sizeof *either; k++)
		leb_put_signed(&b, either[k]);
	leb_put_word(&b, UINT64_C(0x0123456789abcdef));
	rest = buf_view(&b);
	for (size_t k = 0; k < sizeof natural / sizeof *natural; k++)
		same = same && leb_take(&rest, &n) && n == natural[k];
	for (size_t k = 0; k < sizeof either / sizeof *either; k++)
		same = same && leb_take_signed(&rest, &i) && i == either[k];
	ok(same, "numbers come back");
	ok(leb_take_word(&rest, &n) && n == UINT64_C(0x0123456789abcdef) &&
		rest.n == 0,
	    "... and so do words");
	ok(!leb_take(&rest, &n) && !leb_take_word(&rest, &n), "of nothing, no");
	rest = STR("\x80\x80");
	ok(!leb_take(&rest, &n), "a number without its end is none");
	rest = STR("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01");
	ok(!leb_take(&rest, &n), "... nor is one that is too long");
	buf_free(&b);
}

static const struct arrival chat = { .kind = ARRIVAL_CHAT,
	.received_at = 1700000000123,
	.sent_at = WHEN_UNKNOWN,
	.t_ms = 5000,
	.number = 1,
	.gap_ms = -1,
	.sample = { .signed_ = true,
	    .user = { 1, 2 },
	    .named = true,
	    .message = { 3, UINT64_MAX } } };
static const struct arrival gift = { .kind = ARRIVAL_DONATION,
	.received_at = WHEN_UNKNOWN,
	.sent_at = 1700000000100,
	.t_ms = -1,
	.number = 2,
	.gap_ms = -1,
	.sample = { .donation = true,
		.amount = 1000,
		.currency = 0x55534400 } };
static const struct arrival back = { .kind = ARRIVAL_RESUMED,
	.received_at = 1699999999000,
	.sent_at = WHEN_UNKNOWN,
	.t_ms = 7,
	.number = 3,
	.gap_ms = 2500 };

static bool
same(const struct arrival *a, const struct arrival *b)
{
	return a->kind == b->kind && a->received_at == b->received_at &&
	    a->sent_at == b->sent_at && a->t_ms == b->t_ms &&
	    a->number == b->number && a->gap_ms == b->gap_ms &&
	    a->sample.donation == b->sample.donation &&
	    a->sample.amount == b->sample.amount &&
	    a->sample.currency == b->sample.currency &&
	    a->sample.signed_ == b->sample.signed_ &&
	    id128_eq(a->sample.user, b->sample.user) &&
	    a->sample.named == b->sample.named &&
	    id128_eq(a->sample.message, b->sample.message);
}

static void
test_packing(void)
{
	const struct arrival *all[] = { &chat, &gift, &back };
	struct arrival none = { 0 }, last = none, a;
	struct buf b = { 0 };
	struct str rest;

	for (size_t i = 0; i < 3; i++)
		arrival_put(&b, i > 0 ? all[i - 1] : &none, all[i]);
	rest = buf_view(&b);
	for (size_t i = 0; i < 3; i++) {
		ok(arrival_take(&rest, &last, &a) && same(&a, all[i]),
		    "arrival %zu comes back", i);
		last = a;
	}
	ok(rest.n == 0, "... and nothing else");
	for (size_t n = 0; n < b.n; n++) {
		rest = (struct str){ b.p, n };
		last = none;
		while (arrival_take(&rest, &last, &a))
			last = a;
	}
	ok(true, "cut anywhere, nothing behind the end is read");
	rest = STR("\x07\x02");
	ok(!arrival_take(&rest, &none, &a), "an unknown kind is damage");
	buf_free(&b);
}

static void
test_order(void)
{
	struct arrival a[] = { chat, gift, back, chat };

	a[3].number = 0;
	arrivals_sort(a, 4);
	ok(same(&a[0], &back), "by the moment of receipt");
	ok(same(&a[1], &gift), "... or else of sending");
	ok(a[2].number == 0 && a[3].number == 1, "... then as the part had it");
}

int
main(void)
{
	test_numbers();
	test_packing();
	test_order();
	return done_testing();
}
