/* record.h, schema.h: a table reads, writes and describes its records. */
#include <math.h>

#include "core/when.h"
#include "record/event.h"
#include "record/peak.h"
#include "record/schema.h"
#include "record/table.h"
#include "record/types.h"
#include "tap.h"

/* A type with a key of every kind. */
enum colour { COLOUR_UNKNOWN, RED, GREEN };
static const char *const colours[] = { "red", "green", NULL };

struct leaf {
	struct str name;
	int64_t size;
};

struct tree {
	struct str text;
	int64_t natural;
	double real, rounded;
	int64_t moment;
	bool flag, always;
	enum colour word;
	struct str array, object, json, bytes;
	struct strs texts;
	struct record_items items;
	int64_t elapsed;
};

#define OF struct leaf
static const struct record_field leaf_fields[] = {
	{ TEXT(name) },
	{ NATURAL(size) },
};
static const struct record_type leaf_record = RECORD_KEYS(leaf_fields);
#undef OF

#define OF struct tree
static const struct record_field tree_fields[] = {
	{ TEXT(text) },
	{ NATURAL(natural) },
	{ REAL(real) },
	{ REAL_AS("short", rounded), .decimals = 2 },
	{ MOMENT(moment) },
	{ FLAG(flag) },
	{ FLAG(always), .always = true },
	{ WORD(word), .words = colours },
	{ ARRAY(array) },
	{ OBJECT(object) },
	{ JSON(json) },
	{ BYTES(bytes) },
	{ TEXTS(texts) },
	{ ITEMS(items), .items = &leaf_record },
	{ ELAPSED_AS("clock", elapsed) },
};
static const struct record_type tree_record =
    RECORD("one of each", tree_fields, "tree");

/* The same with a key more: this line is all. */
static const struct record_field grown_fields[] = {
	{ TEXT(text) },
	{ NATURAL(natural) },
};
static const struct record_type grown_record =
    RECORD("one that has grown", grown_fields, "grown");
#undef OF

static const char whole[] =
    "{\"type\":\"tree\",\"text\":\"나무 \\\"\\n\",\"natural\":7,\"real\":0.125,"
    "\"short\":1.25,\"moment\":\"2026-01-06T11:20:01.204Z\",\"flag\":true,"
    "\"always\":false,\"word\":\"green\",\"array\":[1,[2]],"
    "\"object\":{\"a\":null},\"json\":-1.5e3,\"bytes\":\"AAH/\","
    "\"texts\":[\"하나\",\"\\u0041\"]}\n";

/* Reads one line; the reader lasts until the next. */
static struct jsonl *in;
static struct record_reader reader;

static int
read_line(const struct record_type *type, const char *keys, const char *line,
    void *record)
{
	const struct json_val *v;
	int name = 0;

	jsonl_close(in);
	in = jsonl_new("test", NULL);
	record_want(&reader, type, in, keys);
	jsonl_push(in, line, strlen(line));
	jsonl_push_end(in);
	if ((v = jsonl_next(in)) != NULL)
		name = record_read(&reader, v, record);
	return name;
}

static const char *
written(const struct record_type *type, const void *record)
{
	static struct buf b;

	b.n = 0;
	record_put(&b, type, record);
	return buf_text(&b);
}

static void
test_unknown(void)
{
	struct tree t;

	memset(&t, 0x55, sizeof t);
	record_clear(&tree_record, &t);
	ok(t.text.p == NULL && t.natural == RECORD_UNKNOWN && isnan(t.real) &&
		t.moment == WHEN_UNKNOWN && !t.flag && t.word == 0 &&
		t.bytes.p == NULL && t.texts.at == NULL && t.items.at == NULL &&
		t.elapsed == RECORD_UNKNOWN,
	    "a clear record knows nothing");
	is_text(written(&tree_record, &t),
	    "{\"type\":\"tree\",\"always\":false}\n",
	    "unknown is not written, but a flag that is always there");
	ok(record_is_whole(&tree_record, &t), "... and suffices");
	is_text(record_lacks(&tree_record, &t, "real natural"), "natural",
	    "what it lacks, in the table's order");
	t.natural = 0;
	ok(record_lacks(&tree_record, &t, "natural always") == NULL,
	    "... and when that is nothing");
}

static void
test_read(void)
{
	struct tree t;

	record_clear(&tree_record, &t);
	ok(read_line(&tree_record, NULL, whole, &t) == 1, "a tree is one");
	ok(str_is(t.text, "나무 \"\n"), "a text is decoded");
	ok(t.natural == 7 && t.real == 0.125, "numbers");
	ok(t.moment == 1767698401204, "a moment");
	ok(t.flag && !t.always && t.word == GREEN, "flags and words");
	ok(str_is(t.array, "[1,[2]]") && str_is(t.object, "{\"a\":null}") &&
		str_is(t.json, "-1.5e3"),
	    "JSON as it stands");
	ok(t.bytes.n == 3 && memcmp(t.bytes.p, "\0\1\377", 3) == 0, "bytes");
	ok(!reader.damaged, "... undamaged");
	ok(t.texts.n == 2 && str_is(t.texts.at[0], "하나") &&
		str_is(t.texts.at[1], "A"),
	    "an array of texts");
	ok(read_line(&tree_record, NULL, "{\"type\":\"bush\",\"natural\":1}",
	       &t) == 0,
	    "another type is none");
	ok(t.natural == 7, "... and changes nothing");
}

/* What is read is written the same, keys in the table's order. */
static void
test_write(void)
{
	struct leaf leaves[] = { { STR("잎"), 3 }, { .size = -1 } };
	char want[512];
	struct tree t;

	record_clear(&tree_record, &t);
	read_line(&tree_record, NULL, whole, &t);
	snprintf(want, sizeof want, "%s", whole);
	memcpy(strstr(want, "\\u0041"), "A\"]}\n", 6);
	is_text(written(&tree_record, &t), want, "what is read is written");
	record_clear(&tree_record, &t);
	t.rounded = 1.23456;
	t.items = (struct record_items){ leaves, 2 };
	t.elapsed = 3723;
	is_text(written(&tree_record, &t),
	    "{\"type\":\"tree\",\"short\":1.23,\"always\":false,"
	    "\"items\":[{\"name\":\"잎\",\"size\":3},{}],"
	    "\"clock\":\"1:02:03\"}\n",
	    "decimals, objects, elapsed time");
	t.items.n = 0;
	t.texts = (struct strs){ &leaves[0].name, 0 };
	t.elapsed = RECORD_UNKNOWN;
	is_text(written(&tree_record, &t),
	    "{\"type\":\"tree\",\"short\":1.23,\"always\":false,"
	    "\"texts\":[],\"items\":[]}\n",
	    "no items are known to be none");
	t.moment = WHEN_LAST + 1;
	ok(strstr(written(&tree_record, &t), "moment") == NULL,
	    "a moment beyond the year 9999 is unknown");
}

static void
test_wrong(void)
{
	static const char wrong[] =
	    "{\"type\":\"tree\",\"text\":7,\"natural\":-1,\"real\":\"x\","
	    "\"moment\":\"yesterday\",\"flag\":1,\"word\":\"blue\","
	    "\"array\":{},\"object\":[],\"bytes\":5,\"texts\":\"x\","
	    "\"items\":[{\"name\":\"a\"}],\"clock\":\"0:00:01\"}";
	struct tree t;

	record_clear(&tree_record, &t);
	read_line(&tree_record, NULL, whole, &t);
	ok(read_line(&tree_record, NULL, wrong, &t) == 1, "wrong types");
	is_text(written(&tree_record, &t),
	    "{\"type\":\"tree\",\"always\":false}\n",
	    "... count as unknown, and nothing of the last record stays");
	read_line(&tree_record, NULL,
	    "{\"type\":\"tree\",\"natural\":9007199254740992,\"real\":null,"
	    "\"moment\":null,\"texts\":null,\"json\":null}",
	    &t);
	ok(t.natural == RECORD_UNKNOWN, "2^53 is out of range");
	ok(isnan(t.real) && t.moment == WHEN_UNKNOWN && t.texts.at == NULL,
	    "null is unknown");
	ok(str_is(t.json, "null"), "... but where JSON of any kind is wanted");
	read_line(&tree_record, NULL,
	    "{\"type\":\"tree\",\"texts\":[\"a\",7,null,\"b\",[\"c\"]]}", &t);
	ok(t.texts.n == 2 && str_is(t.texts.at[1], "b"),
	    "of an array, what is no text is left out");
	read_line(&tree_record, NULL, "{\"type\":\"tree\",\"texts\":[]}", &t);
	ok(t.texts.n == 0, "an array of nothing");
	read_line(&tree_record, NULL,
	    "{\"type\":\"tree\",\"moment\":\"2026-01-06T20:20:01+09:00\"}", &t);
	ok(t.moment == 1767698401000, "a moment may have any offset");
}

static void
test_bytes(void)
{
	struct tree t;

	record_clear(&tree_record, &t);
	read_line(
	    &tree_record, NULL, "{\"type\":\"tree\",\"bytes\":\"A\"}", &t);
	ok(reader.damaged && t.bytes.n == 0, "bytes that are no base64");
	read_line(&tree_record, NULL, "{\"type\":\"tree\",\"bytes\":\"\"}", &t);
	ok(!reader.damaged && t.bytes.p != NULL && t.bytes.n == 0, "no bytes");
	read_line(
	    &tree_record, "text", "{\"type\":\"tree\",\"bytes\":\"A\"}", &t);
	ok(!reader.damaged, "what is not wanted is not looked at");
}

static void
test_parts(void)
{
	struct buf b = { 0 };
	struct tree t;

	record_clear(&tree_record, &t);
	read_line(&tree_record, "word natural", whole, &t);
	ok(t.natural == 7 && t.word == GREEN, "the keys that are wanted");
	ok(t.text.p == NULL && isnan(t.real), "... and no others");
	ok(record_keys(&tree_record, "text real") == 5, "keys are bits");
	ok(record_keys(&tree_record, NULL) == (1 << 15) - 1, "all of them");
	record_put_type(&b, &tree_record, &t);
	record_put_keys(
	    &b, &tree_record, &t, record_keys(&tree_record, "natural text"));
	is_text(buf_text(&b), "{\"type\":\"tree\",\"natural\":7",
	    "a line's beginning and some keys");
	record_put_keys(&b, &tree_record, &t,
	    ~record_keys(&tree_record, "natural text always"));
	is_text(buf_text(&b),
	    "{\"type\":\"tree\",\"natural\":7,\"word\":\"green\"",
	    "... and the others");
	buf_free(&b);
}

static void
test_names(void)
{
	struct event e = event_blank();
	struct leaf l = { .size = RECORD_UNKNOWN };
	int which = 9;

	ok(read_line(&event_record, NULL,
	       "{\"text\":\"a\",\"type\":\"donation\",\"amount\":5}",
	       &e) == EVENT_DONATION &&
		e.type == EVENT_DONATION && e.amount == 5,
	    "one of several types, wherever it stands");
	ok(read_line(&event_record, NULL, "{\"type\":\"ts\",\"text\":\"b\"}",
	       &e) == EVENT_OTHER &&
		e.type == EVENT_OTHER,
	    "none of them");
	e = event_blank();
	e.type = EVENT_LINK;
	is_text(written(&event_record, &e), "{\"type\":\"link\"}\n",
	    "it is written under its name");
	ok(read_line(&leaf_record, NULL, "{\"type\":\"x\",\"size\":3}", &l) ==
		    1 &&
		l.size == 3,
	    "without a name, every record is one");
	is_text(
	    written(&leaf_record, &l), "{\"size\":3}\n", "... and has no type");
	ok(record_type_of(STR("link"), &which) == &event_record && which == 4,
	    "a type by its name");
	ok(record_type_of(STR("tree"), &which) == NULL, "there is no such");
}

/* A table, and nothing else, says that a type has a key. */
static void
test_new_key(void)
{
	static const char line[] =
	    "{\"type\":\"grown\",\"text\":\"a\",\"natural\":7}\n";
	struct buf b = { 0 };
	struct tree t;

	record_clear(&grown_record, &t);
	read_line(&grown_record, NULL, line, &t);
	is_text(
	    written(&grown_record, &t), line, "a new key is read and written");
	schema_put(&b, &grown_record, 0, false);
	is_text(buf_text(&b),
	    "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\","
	    "\"title\":\"grown\",\"description\":\"one that has grown\","
	    "\"type\":\"object\",\"properties\":{\"type\":{\"const\":\"grown\"}"
	    ","
	    "\"text\":{\"type\":\"string\"},\"natural\":{\"type\":\"integer\","
	    "\"minimum\":0,\"maximum\":9007199254740991},"
	    "\"dropped_by\":{\"type\":\"string\"},"
	    "\"dropped_for\":{\"type\":\"string\"}},"
	    "\"required\":[\"type\"]}\n",
	    "... and in the schema");
	buf_free(&b);
}

/* What the reader and the writers assume of every table. */
static void
test_tables(void)
{
	bool fit = true, once = true, masks = true, words = true;

	for (size_t i = 0; record_types[i] != NULL; i++) {
		const struct record_type *t = record_types[i];
		int names = 0;

		while (t->name[names] != NULL)
			names++;
		fit &= t->n <= RECORD_FIELDS && t->size <= RECORD_SIZE;
		for (size_t k = 0; k < t->n; k++) {
			const struct record_field *f = &t->field[k];

			masks &= f->of >> names == 0;
			words &= (f->kind == RECORD_WORD) == (f->words != NULL);
			for (size_t j = 0; j < k; j++)
				once &= !str_eq(f->key, t->field[j].key);
		}
	}
	ok(fit, "every table fits");
	ok(once, "no table has a key twice");
	ok(masks, "no key is of a name that its type lacks");
	ok(words, "words have their texts");
}

/* By each detector's own measure; what may be a flood comes after all others.
 */
static void
test_strength(void)
{
	struct peak p = { .by = PEAK_SCAN,
		.value = 60,
		.score = 5,
		.z = 4,
		.surge_ratio = 3 };

	ok(peak_strength(&p) == 5, "a moment is as strong as its score");
	p.by = PEAK_WORDS;
	ok(peak_strength(&p) == 5, "... of words, too");
	p.by = PEAK_Z;
	ok(peak_strength(&p) == 4, "... one by z its z");
	p.by = PEAK_SURGE;
	ok(peak_strength(&p) == 3, "... a surge its ratio");
	p.by = PEAK_VOLUME;
	ok(peak_strength(&p) == 60, "... one by volume its messages");
	p.by = PEAK_SCAN;
	p.score = NAN;
	ok(peak_strength(&p) == 60, "... and one without a score, too");
	p.suspect = PEAK_FLOOD;
	ok(peak_strength(&p) < 0, "what is suspect is the weakest");
}

static void
test_types(void)
{
	ok(event_type_of(STR("chat")) == EVENT_CHAT &&
		event_type_of(STR("donation")) == EVENT_DONATION &&
		event_type_of(STR("link")) == EVENT_LINK,
	    "types of events by their names");
	ok(event_type_of(STR("live")) == EVENT_OTHER, "... and of no event");
}

int
main(void)
{
	test_strength();
	test_types();
	test_unknown();
	test_read();
	test_write();
	test_wrong();
	test_bytes();
	test_parts();
	test_names();
	test_new_key();
	test_tables();
	jsonl_close(in);
	return done_testing();
}
