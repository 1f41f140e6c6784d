/* links.h: addresses, and what only looks like one. */
#include "tap.h"
#include "text/links.h"

static void
finds(const char *text, const char *link)
{
	struct str got = link_find(str_of(text));

	if (!ok(str_is(got, link), "%s", text))
		printf("# got '%.*s', not '%s'\n", STR_ARG(got), link);
}

static void
spares(const char *text)
{
	finds(text, NULL);
}

int
main(void)
{
	finds("https://chzzk.naver.com/live", "https://chzzk.naver.com/live");
	finds("봐 HTTP://a.b 요", "HTTP://a.b");
	finds("여기 http://localhost:1/x", "http://localhost:1/x");
	finds("www.naver", "www.naver");
	finds("naver.com 가세요", "naver.com");
	finds("여기naver.com으로", "naver.com으로");
	finds("bit.ly/3abc", "bit.ly/3abc");
	finds("t.me/spam", "t.me/spam");
	finds("NAVER.CO.KR", "NAVER.CO.KR");
	finds("ｎａｖｅｒ．ｃｏｍ", "ｎａｖｅｒ．ｃｏｍ");
	finds("naver。com", "naver。com");
	finds("도박.한국", "도박.한국");
	finds("163.com", "163.com");
	finds("me@naver.com", "me@naver.com");
	spares("");
	spares("3.5점");
	spares("v1.2.io");
	spares("그랬어.to be");
	spares("ok.so what");
	spares("안녕.반가워");
	spares("...com");
	spares("a. com");
	spares("12.5%");
	spares("::://");
	spares("파일.txt");
	ok(link_at(STR("https://a.b c")) == 11, "an address at the start");
	ok(link_at(STR("www.a.b")) == 7, "... also without a scheme");
	ok(link_at(STR("see https://a.b")) == 0, "... and not behind it");
	ok(link_at(STR("https://")) == 0, "a scheme alone is none");
	return done_testing();
}
