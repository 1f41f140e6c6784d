/* company.h, watched.h, board.h, figure.h, slate.h and view.h: what chz-top
 * shows, without a terminal. */
#include <math.h>
#include <stdlib.h>

#include "core/width.h"
#include "tap.h"
#include "term/figure.h"
#include "term/press.h"
#include "term/view.h"

static void
test_company(void)
{
	struct company c = { 0 };

	company_advance(&c, 1000);
	company_add(&c, 1000, 1);
	company_add(&c, 1000, 2);
	company_add(&c, 1000, 1);
	ok(c.people == 2, "two people, three messages");
	company_advance(&c, 1200);
	company_add(&c, 1200, 1);
	company_advance(&c, 1000 + COMPANY_SEC - 1);
	ok(c.people == 2, "five minutes on they still count");
	company_advance(&c, 1000 + COMPANY_SEC);
	ok(c.people == 1, "... and then who wrote since");
	company_add(&c, 1001, 3);
	ok(c.people == 2, "a latecomer counts");
	company_add(&c, 500, 4);
	ok(c.people == 2, "... not one of long ago");
	company_advance(&c, 99999);
	ok(c.people == 0, "after a long time nobody");
	for (uint64_t i = 0; i < 100000; i++) {
		company_advance(&c, 100000 + (int64_t)i);
		company_add(&c, 100000 + (int64_t)i, i);
	}
	ok(c.people == COMPANY_SEC, "one a second: as many as seconds");
	ok(c.cap < 10000, "those of long ago are forgotten");
	company_free(&c);
}

static void
test_figures(void)
{
	char t[FIGURE_TEXT + 1];
	struct buf b = { 0 };
	static const uint32_t counts[] = { 0, 0, 8, 8, 4, 4, 1, 0 };

#define IS(call, want)                                                         \
	do {                                                                   \
		struct str s_ = call;                                          \
		snprintf(t, sizeof t, "%.*s", STR_ARG(s_));                    \
		is_text(t, want, "%s", #call);                                 \
	} while (0)
	char p[FIGURE_TEXT];

	IS(figure_number(p, 0), "0");
	IS(figure_number(p, 1234567), "1.2M");
	IS(figure_number(p, 12345.4), "12,345");
	IS(figure_multiple(p, 3.14), "3.1");
	IS(figure_multiple(p, (double)NAN), "");
	IS(figure_span(p, 42), "0:42");
	IS(figure_span(p, 3723), "1:02:03");
	IS(figure_money(p, 12000, STR("KRW"), 2), "₩12,000");
	IS(figure_money(p, 1999, STR("USD"), 1), "20 USD");
	IS(figure_money(p, -1, STR(""), 3), "x3");
	IS(figure_money(p, 0, STR(""), 0), "");
	figure_curve(&b, counts, 8, 4);
	is_text(buf_text(&b), " █▄▁", "a curve");
	b.n = 0;
	figure_curve(&b, counts, 8, 3);
	ok(width_of(buf_view(&b)) == 3, "... in as many columns as there are");
	buf_free(&b);
}

/* ---- records in, lines out ---- */

static struct board board;
static struct jsonl *in;
static struct view view;
static struct slate slate;
static const int64_t wall = INT64_C(1900000000000);

static void
take(const char *line)
{
	const struct json_val *v;

	jsonl_push(in, line, strlen(line));
	while ((v = jsonl_next(in)) != NULL)
		board_record(&board, v, wall);
}

/* A message at a second of 2026-01-06 11:20. */
static void
chat(const char *channel, int sec, int user, const char *text)
{
	static int n;
	char line[1024];

	snprintf(line, sizeof line,
	    "{\"type\":\"chat\",\"channel_id\":\"%s\",\"channel\":\"%s\","
	    "\"sent_at\":\"2026-01-06T11:%02d:%02d.500Z\",\"message_id\":\"%"
	    "d\","
	    "\"user_id\":\"u%d\",\"user\":\"이름%d\",\"text\":\"%s\"}\n",
	    channel, channel, 20 + sec / 60, sec % 60, n++, user, user, text);
	take(line);
}

static void
begin(void)
{
	board = (struct board){ 0 };
	view = (struct view){ 0 };
	in = jsonl_new("test", NULL);
	board_want(&board, in);
}

static void
end(void)
{
	jsonl_close(in);
	board_free(&board);
	view_free(&view);
	slate_free(&slate);
}

static void
look(size_t columns, size_t lines)
{
	slate_begin(&slate, columns, lines);
	board_tick(&board, wall);
	view_take(&view, &board);
	view_draw(&view, &slate);
}

static const char *
line(size_t i)
{
	static struct buf b[2];
	struct buf *to = &b[i % 2];

	to->n = 0;
	slate_put_line(&slate, i, to);
	return buf_text(to);
}

static bool
shows(size_t i, const char *text)
{
	if (strstr(line(i), text) != NULL)
		return true;
	printf("# %s\n", line(i));
	return false;
}

static size_t
columns_of(size_t i)
{
	size_t part = 0, columns = 0;
	const struct slate_part *p;

	while ((p = slate_part(&slate, i, &part)) != NULL)
		columns += width_of(slate_text(&slate, p));
	return columns;
}

/* Two minutes of quiet talk in one channel; in the other a burst at the end. */
static void
talk(void)
{
	for (int i = 0; i < 240; i++) {
		chat("봄하늘👨‍👩‍👧", i / 2, i % 7,
		    "오늘 뭐 먹지");
		if (i % 4 == 0)
			chat("구름빵", i / 2, 100 + i % 5, "안녕하세요");
	}
	for (int i = 0; i < 200; i++)
		chat("구름빵", 120 + i / 20, 200 + i, "펜타킬 ㅋㅋ");
	chat("봄하늘👨‍👩‍👧", 130, 1, "끝");
	board_end(&board, wall);
}

static void
test_list(void)
{
	begin();
	talk();
	look(80, 24);
	ok(shows(0, "11:22:10  2 channels  1,"),
	    "the head says when and how many");
	ok(shows(1, "CHANNEL") && shows(1, "MOMENT"), "titles");
	ok(shows(2, "구름빵") && shows(2, "1,200"),
	    "the fastest first, messages a minute");
	ok(shows(2, "205"), "... people");
	ok(shows(2, "펜타킬"), "... the keywords of a moment that goes on");
	ok(shows(3, "봄하늘👨 ") && shows(3, "  7 "),
	    "an emoji that terminals disagree about is shown plain");
	for (size_t i = 0; i < 4; i++)
		ok(columns_of(i) == 80, "line %zu has 80 columns", i);
	ok(shows(23, "q quit"), "keys at the bottom");
	for (size_t columns = 1; columns < 220; columns += 3) {
		look(columns, 5);
		for (size_t i = 0; i < 5; i++)
			if (columns_of(i) != columns && i != 4 &&
			    columns_of(i) != 0)
				ok(false, "%zu columns: line %zu", columns, i);
	}
	look(30, 5);
	ok(shows(1, "CHAT/min") && strstr(line(1), "LINK") == NULL,
	    "what is not important goes first");
	look(80, 2);
	look(80, 1);
	look(0, 0);
	end();
}

static void
press(const char *keys)
{
	while (*keys != '\0')
		view_press(&view, (unsigned char)*keys++);
}

static void
test_keys(void)
{
	begin();
	talk();
	look(80, 24);
	press("s");
	look(80, 24);
	ok(shows(2, "구름빵"), "s: by people");
	press("r");
	look(80, 24);
	ok(shows(2, "봄하늘"), "r: the other way round");
	press("rsss");
	look(80, 24);
	ok(shows(2, "구름빵") && shows(3, "봄하늘"), "by name");
	press("s");
	view_press(&view, '/');
	view_press(&view, 0x3142); /* ㅂ */
	view_press(&view, 0x314e); /* ㅎ */
	look(80, 24);
	ok(shows(0, "1 of 2") && shows(2, "봄하늘"), "/: by initials");
	ok(shows(23, "/ㅂㅎ_"), "... what is typed is shown");
	view_press(&view, PRESS_DELETE);
	view_press(&view, 'q');
	look(80, 24);
	ok(shows(23, "/ㅂq_") && shows(0, "0 of 2"), "... and changed");
	view_press(&view, PRESS_ESCAPE);
	look(80, 24);
	ok(shows(0, "2 channels"), "escape shows all");
	view_press(&view, PRESS_DOWN);
	view_press(&view, PRESS_ENTER);
	look(80, 24);
	ok(shows(1, "봄하늘") && shows(22, "끝") && shows(22, "이름1"),
	    "enter: the chosen channel's chat");
	view_press(&view, PRESS_UP);
	look(80, 24);
	ok(shows(22, "오늘"), "... scrolled back");
	view_press(&view, PRESS_FIRST);
	look(80, 24);
	ok(shows(2, "오늘 뭐 먹지"), "... to the first that is known");
	view_press(&view, PRESS_ESCAPE);
	look(80, 24);
	ok(shows(1, "CHANNEL"), "escape: back");
	ok(!view_press(&view, 'q'), "q quits");
	end();
}

static void
test_freeze(void)
{
	begin();
	chat("a", 1, 1, "x");
	look(80, 24);
	press(" ");
	chat("b", 2, 1, "x");
	look(80, 24);
	ok(shows(0, "1 channels") && shows(0, "FROZEN"), "space: frozen");
	press(" ");
	look(80, 24);
	ok(shows(0, "2 channels"), "... and on");
	end();
}

static void
test_states(void)
{
	begin();
	chat("a", 1, 1, "x");
	take("{\"type\":\"link\",\"channel_id\":\"a\",\"state\":\"lost\","
	     "\"sent_at\":\"2026-01-06T11:20:02.000Z\"}\n");
	chat("b", 10, 1, "x");
	look(80, 24);
	ok(shows(2, "a ") && shows(2, "lost 0:08"), "a lost connection");
	take("{\"type\":\"link\",\"channel_id\":\"a\",\"state\":\"resumed\","
	     "\"gap_ms\":65000,\"sent_at\":\"2026-01-06T11:20:11.000Z\"}\n");
	look(80, 24);
	ok(shows(2, "gap 1:05"), "... and what was missed");
	take("{\"type\":\"donation\",\"channel_id\":\"b\",\"amount\":5000,"
	     "\"currency\":\"KRW\",\"text\":\"화이팅\",\"user\":\"u\","
	     "\"sent_at\":\"2026-01-06T11:20:11.000Z\"}\n");
	look(80, 24);
	ok(shows(3, "₩5,000"), "donations");
	take("{\"type\":\"live\",\"channel_id\":\"b\",\"status\":\"close\","
	     "\"title\":\"제목\",\"viewers\":1234}\n");
	look(200, 24);
	ok(shows(3, "closed") && shows(3, "1,234") && shows(3, "제목"),
	    "what a list says");
	take("{\"type\":\"peak\",\"channel_id\":\"a\",\"by\":\"scan\","
	     "\"open\":true,\"start_sec\":1,\"multiple\":7.5,"
	     "\"timestamp\":\"2026-01-06T11:20:05.000Z\","
	     "\"keywords\":[\"보스\",\"한타\"]}\n");
	look(200, 24);
	ok(shows(2, "0:06 보스 한타") && shows(2, "7.5"), "a peak's record");
	take("{\"type\":\"ts\",\"channel_id\":\"c\",\"sec\":0,"
	     "\"bucket_sec\":1,\"chat_count\":30,\"user_count\":9,"
	     "\"timestamp\":\"2026-01-06T11:20:10.000Z\"}\n");
	look(80, 24);
	ok(shows(2, "c ") && shows(2, "180") && shows(2, "  9"),
	    "buckets where there are no events");
	take("{\"type\":\"chat\",\"channel_id\":\"d\",\"text\":\"\\u001b["
	     "2J\\u202e"
	     "\\u0007\",\"user\":\"\\u009b31m\",\"channel\":\"a\\u001b]0;"
	     "x\\u0007\","
	     "\"sent_at\":\"2026-01-06T11:20:11.500Z\"}\n");
	view_press(&view, '/');
	press("d]");
	look(80, 24);
	view_press(&view, PRESS_ESCAPE);
	look(80, 24);
	for (size_t i = 0; i < 24; i++)
		for (const char *p = line(i); *p != '\0'; p++)
			if ((unsigned char)*p < ' ')
				ok(false, "a control character in line %zu", i);
	ok(columns_of(5) == 80, "hostile names are inert");
	end();
}

int
main(void)
{
	setenv("TZ", "UTC", 1);
	test_company();
	test_figures();
	test_list();
	test_keys();
	test_freeze();
	test_states();
	return done_testing();
}
