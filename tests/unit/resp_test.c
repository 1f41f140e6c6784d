/* resp.h: answers, in whatever pieces they come. */
#include <stdlib.h>

#include "redis/resp.h"
#include "tap.h"

static void
feed(struct resp_reader *r, const char *p, size_t n)
{
	while (n > 0) {
		size_t room, some;
		char *to = resp_room(r, &room);

		some = n < room ? n : room;
		memcpy(to, p, some);
		resp_came(r, some);
		p += some;
		n -= some;
	}
}

static void
put(struct buf *b, const struct resp *v)
{
	switch (v->kind) {
	case RESP_NIL:
		buf_adds(b, "nil ");
		break;
	case RESP_NUMBER:
		buf_fmt(b, "%lld ", (long long)v->number);
		break;
	case RESP_ARRAY:
		buf_adds(b, "[ ");
		for (size_t i = 0; i < v->n; i++)
			put(b, resp_at(v, i));
		buf_adds(b, "] ");
		break;
	default:
		buf_fmt(b, "%c%s ", "?$+-"[v->kind], v -> text.p);
	}
}

/* What an answer, given in pieces of at most `most` bytes, is. */
static const char *
read_as(const char *p, size_t n, size_t most)
{
	static struct buf b;
	struct resp_reader r = { 0 };
	const struct resp *v = NULL;

	b.n = 0;
	for (size_t at = 0; at < n && !r.bad;) {
		size_t some = 1 + (size_t)rand() % most;

		some = some < n - at ? some : n - at;
		feed(&r, p + at, some);
		at += some;
		while ((v = resp_next(&r)) != NULL)
			put(&b, v);
	}
	if (r.bad)
		buf_adds(&b, "bad");
	resp_free(&r);
	return buf_text(&b);
}

static const char *
read_text(const char *text)
{
	return read_as(text, strlen(text), 4096);
}

static void
test_kinds(void)
{
	is_text(read_text("+OK\r\n"), "+OK ", "a status");
	is_text(read_text("-ERR no\r\n"), "-ERR no ", "an error");
	is_text(read_text(":-42\r\n"), "-42 ", "a number");
	is_text(read_text("$5\r\nab\r\nc\r\n"), "$ab\r\nc ",
	    "a text may have ends of lines");
	is_text(read_text("$0\r\n\r\n"), "$ ", "... or nothing");
	is_text(read_text("$-1\r\n*-1\r\n*0\r\n"), "nil nil [ ] ",
	    "two nils, and an array of nothing");
	is_text(read_text("*2\r\n*2\r\n:1\r\n$1\r\na\r\n*1\r\n*-1\r\n:7\r\n"),
	    "[ [ 1 $a ] [ nil ] ] 7 ", "arrays of arrays, and what follows");
}

static void
test_nonsense(void)
{
	static const char *const bad[] = { "HTTP/1.1 400 Bad Request\r\n",
		"\r\n", "$x\r\n", "$-2\r\n", "*-2\r\n", "*2147483647\r\n",
		":1a\r\n", "%1\r\n+a\r\n+b\r\n" };
	struct buf deep = { 0 };
	int n = 0;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		n += strcmp(read_text(bad[i]), "bad") == 0;
	ok(n == sizeof bad / sizeof *bad,
	    "what is not the protocol is refused");
	for (int i = 0; i < 1000; i++)
		buf_adds(&deep, "*1\r\n");
	buf_adds(&deep, ":1\r\n");
	is_text(read_text(buf_text(&deep)), "bad",
	    "... and arrays of arrays without end");
	buf_free(&deep);
}

/* An answer of any kind. */
static void
invent(struct buf *b, int deep)
{
	int n = rand() % 6;

	switch (rand() % (deep > 0 ? 6 : 5)) {
	case 0:
		buf_fmt(b, "+fine%d\r\n", n);
		break;
	case 1:
		buf_fmt(b, "-ERR %d\r\n", n);
		break;
	case 2:
		buf_fmt(b, ":%d\r\n", rand());
		break;
	case 3:
		buf_adds(b, "$-1\r\n");
		break;
	case 4:
		n *= rand() % 40;
		buf_fmt(b, "$%d\r\n%*s\r\n", n, n, "");
		break;
	default:
		buf_fmt(b, "*%d\r\n", n);
		for (int i = 0; i < n; i++)
			invent(b, deep - 1);
	}
}

static void
test_pieces(void)
{
	int same = 0;

	for (int round = 0; round < 300; round++) {
		struct buf b = { 0 }, whole = { 0 };

		for (int i = 0; i < 5; i++)
			invent(&b, 4);
		buf_adds(&whole, read_as(b.p, b.n, b.n));
		same += strcmp(buf_text(&whole), read_as(b.p, b.n, 7)) == 0 &&
		    strstr(buf_text(&whole), "bad") == NULL;
		buf_free(&b);
		buf_free(&whole);
	}
	ok(same == 300, "in pieces as in one, 300 times");
}

static void
test_long(void)
{
	static char text[3 * 1024 * 1024];
	struct buf b = { 0 };
	struct resp_reader r = { 0 };
	const struct resp *v;

	memset(text, 'x', sizeof text);
	buf_fmt(&b, "$%zu\r\n", sizeof text);
	buf_add(&b, text, sizeof text);
	buf_adds(&b, "\r\n");
	feed(&r, b.p, b.n - 1);
	ok(resp_next(&r) == NULL && !r.bad, "a long text is waited for");
	feed(&r, b.p + b.n - 1, 1);
	v = resp_next(&r);
	ok(v != NULL && v->text.n == sizeof text, "... and comes");
	resp_clear(&r);
	ok(resp_next(&r) == NULL && !r.bad, "nothing is left for the next");
	resp_free(&r);
	buf_free(&b);
}

static void
test_commands(void)
{
	const struct str words[] = { STR("SET"), STR("a\r\n"), STR("") };
	struct buf b = { 0 };

	resp_put(&b, words, 3);
	is_text(buf_text(&b), "*3\r\n$3\r\nSET\r\n$3\r\na\r\n\r\n$0\r\n\r\n",
	    "a command's words are whatever they are");
	buf_free(&b);
}

int
main(void)
{
	test_kinds();
	test_nonsense();
	test_pieces();
	test_long();
	test_commands();
	return done_testing();
}
