/* agenda.h: which reply is spoken next. */
#include "tap.h"
#include "voice/agenda.h"

/* The ids in order, all taken. */
static bool
order_is(struct agenda *a, const char *ids)
{
	struct agenda_item *item;
	struct buf order = { 0 };
	bool same;

	while ((item = agenda_take(a)) != NULL) {
		buf_adds(&order, item->id);
		agenda_item_free(item);
	}
	same = str_is(buf_view(&order), ids);
	buf_free(&order);
	return same;
}

int
main(void)
{
	struct agenda a = { 0 };
	struct agenda_item *b;

	ok(agenda_take(&a) == NULL, "nothing waits at first");
	agenda_add(&a, STR("a"), 0);
	agenda_add(&a, STR("b"), 0);
	agenda_add(&a, STR("c"), 10);
	agenda_add(&a, STR("d"), 10);
	agenda_add(&a, STR("e"), 5);
	ok(a.n == 5 && order_is(&a, "cdeab"),
	    "higher ones first, else first come, first served");
	b = agenda_add(&a, STR("b"), 0);
	ok(!agenda_is_open(&a) && agenda_find(&a, STR("b")) == NULL,
	    "a whole reply has no more parts");
	b->open = true;
	ok(agenda_is_open(&a) && agenda_find(&a, STR("b")) == b,
	    "an open one is found by its id");
	agenda_put(b, STR("하나."), STR("happy"));
	agenda_put(b, STR("둘."), (struct str){ 0 });
	ok(str_is(buf_view(&b->text), "하나.\n둘."), "... to get its parts");
	ok(str_is(str_of(b->emotion), "happy"), "... and keeps its face");
	ok(order_is(&a, "b") && a.n == 0, "all taken");
	return done_testing();
}
