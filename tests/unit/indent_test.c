/* indent.h: JSON for people. */
#include "jsonl/indent.h"
#include "tap.h"

static const char *
indented(const char *json)
{
	static struct buf b;

	b.n = 0;
	json_indent(&b, str_of(json));
	return buf_text(&b);
}

int
main(void)
{
	is_text(indented("{\"a\":1,\"b\":[true,\"x\"],\"c\":{\"d\":null}}"),
	    "{\n  \"a\": 1,\n  \"b\": [\n    true,\n    \"x\"\n  ],\n"
	    "  \"c\": {\n    \"d\": null\n  }\n}\n",
	    "members and items have lines of their own");
	is_text(indented("{\"a\":[],\"b\":{},\"c\":\"\"}"),
	    "{\n  \"a\": [],\n  \"b\": {},\n  \"c\": \"\"\n}\n",
	    "what is empty is not torn");
	is_text(indented("[\"{,:\\\"]\\\\\",\"\\u005d\"]"),
	    "[\n  \"{,:\\\"]\\\\\",\n  \"\\u005d\"\n]\n",
	    "a string stays as it is");
	is_text(indented("7"), "7\n", "a number");
	return done_testing();
}
