/*
 * resp.h: any bytes as Redis' answers.  However they are cut, the same answers
 * come of them, or none at the same place; every text lies in what came.
 */
#include "core/str.h"
#include "fuzz.h"
#include "redis/resp.h"

static void
show(struct buf *b, const struct resp *v)
{
	buf_fmt(b, "%d ", (int)v->kind);
	if (v->kind == RESP_NUMBER)
		buf_fmt(b, "%lld ", (long long)v->number);
	must(v->text.p == NULL || v->text.p[v->text.n] == '\0', "no NUL");
	buf_str(b, v->text);
	for (size_t i = 0; resp_at(v, i) != NULL; i++)
		show(b, resp_at(v, i));
	buf_addc(b, ';');
}

/* All answers, given in pieces of `most` bytes. */
static void
answers(struct buf *b, const uint8_t *p, size_t n, size_t most)
{
	struct resp_reader r = { 0 };
	const struct resp *v;

	b->n = 0;
	while (n > 0 && !r.bad) {
		size_t room, some = n < most ? n : most;
		char *to = resp_room(&r, &room);

		some = some < room ? some : room;
		memcpy(to, p, some);
		resp_came(&r, some);
		p += some;
		n -= some;
		while ((v = resp_next(&r)) != NULL)
			show(b, v);
	}
	buf_adds(b, r.bad ? "bad" : "");
	resp_free(&r);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct buf whole = { 0 }, pieces = { 0 };

	answers(&whole, data, n, n);
	for (size_t most = 1; most < 12; most += 5) {
		answers(&pieces, data, n, most);
		must(str_eq(buf_view(&whole), buf_view(&pieces)),
		    "pieces of %zu bytes: %s, not %s", most, buf_text(&pieces),
		    buf_text(&whole));
	}
	buf_free(&whole);
	buf_free(&pieces);
	return 0;
}
