/* import.h: however a file is cut into reads, the events are the same, and no
 * bytes harm. */
#include <jansson.h>
#include <stdlib.h>

#include "core/file.h"
#include "imported.h"
#include "tap.h"

static void
run(struct str file, size_t step, size_t max, struct buf *out)
{
	const struct import_settings settings = { .max_record = max,
		.opened_at = WHEN_UNKNOWN };

	out->n = 0;
	imported(&settings, file, step, out);
}

static void
test_steps(const char *path)
{
	struct buf file = { 0 }, whole = { 0 }, cut = { 0 };

	ok(file_read(path, 1 << 20, &file), "%s is there", path);
	run(buf_view(&file), file.n, 1 << 20, &whole);
	ok(whole.n > 0, "... and gives something");
	for (size_t step = 1; step < 300; step = step * 3 + 1) {
		run(buf_view(&file), step, 1 << 20, &cut);
		ok(str_eq(buf_view(&cut), buf_view(&whole)),
		    "... the same in reads of %zu", step);
	}
	buf_free(&file);
	buf_free(&whole);
	buf_free(&cut);
}

/* Whether each record is an object for jansson too. */
static bool
all_json(struct str lines)
{
	bool good = true;

	while (lines.n > 0) {
		struct str line = str_cut(&lines, '\n');
		json_t *record = line.p[0] == '{'
		    ? json_loadb(line.p, line.n, JSON_REJECT_DUPLICATES, NULL)
		    : json_object();

		good &= json_is_object(record);
		json_decref(record);
	}
	return good;
}

/* The next record, past complaints; empty at the end. */
static struct str
next_record(struct str *lines)
{
	struct str line = { 0 };

	while (lines->n > 0 && (line.n == 0 || line.p[0] != '{'))
		line = str_cut(lines, '\n');
	return line.n > 0 && line.p[0] == '{' ? line : (struct str){ 0 };
}

/* Whether the records of a cut file are the first ones of the whole; the last
 * may be cut as well. */
static bool
begins(struct str whole, struct str cut)
{
	struct str record = next_record(&cut), after;

	for (; record.n > 0; record = after) {
		after = next_record(&cut);
		if (!str_eq(record, next_record(&whole)) && after.n > 0)
			return false;
	}
	return true;
}

/* Every file with one byte changed, and cut at that byte. */
static void
test_damage(const char *path)
{
	static const char other[] = { '"', '{', ']', '\\', '\n', '\0', '\xFF' };
	struct buf file = { 0 }, whole = { 0 }, out = { 0 }, pieces = { 0 };
	size_t runs = 0, same = 0, json = 0, firsts = 0;

	file_read(path, 1 << 20, &file);
	run(buf_view(&file), file.n, 1 << 20, &whole);
	for (size_t at = 0; at < file.n; at += 17, runs++) {
		char saved = file.p[at];

		file.p[at] = other[at % sizeof other];
		run(buf_view(&file), 4096, 512, &out);
		run(buf_view(&file), 7, 512, &pieces);
		file.p[at] = saved;
		same += str_eq(buf_view(&out), buf_view(&pieces));
		json += all_json(buf_view(&out));
		run((struct str){ file.p, at }, 4096, 1 << 20, &out);
		firsts += begins(buf_view(&whole), buf_view(&out));
	}
	ok(runs > 0 && json == runs,
	    "%s: %zu damages, and each record is JSON for jansson", path, runs);
	ok(same == runs, "... the same, however the file is cut into reads");
	ok(firsts == runs, "... and a cut file gives the first records");
	buf_free(&file);
	buf_free(&whole);
	buf_free(&out);
	buf_free(&pieces);
}

static const char *
read_all(const char *text, size_t max)
{
	static struct buf out;

	run(str_of(text), 1000, max, &out);
	return buf_text(&out);
}

static bool
holds(const char *text, const char *part)
{
	return strstr(text, part) != NULL;
}

static void
test_limits(void)
{
	const char *said =
	    read_all("[{\"message_type\":\"text_message\",\"author\":{},"
		     "\"message\":\"0123456789012345678901234567890123456789\","
		     "\"timestamp\":1},\n"
		     "{\"message_type\":\"text_message\",\"author\":{},"
		     "\"message\":\"a\",\"timestamp\":1770379200000000}]",
		100);

	ok(holds(said, "1 1 longer than --max-record"), "a long element");
	ok(holds(said, "\"text\":\"a\""), "... does not hide the next");
	said = read_all("{\"comments\":[{\"message\":{\"body\":\"a\"},"
			"\"content_offset_seconds\":1},{\"mess",
	    100);
	ok(holds(said, "\"text\":\"a\""), "a cut file's whole comments");
	ok(holds(said, "the file is cut short"), "... and that it is cut");
	said = read_all("nothing that anyone knows\n", 100);
	ok(holds(said, "not a known format"), "an unknown format");
	is_text(read_all("", 100), "", "nothing is fine");
	is_text(read_all("[]\n", 100), "", "so is an empty array");
	is_text(read_all(" \n\n", 100), "", "so are blank lines");
}

int
main(void)
{
	static const char *const files[] = {
		"tests/fixtures/import/chatLog-12345678.log",
		"tests/fixtures/import/chatLog-12345678.masked.log",
		"tests/fixtures/import/nokchart_events.jsonl",
		"tests/fixtures/import/twitch-downloader.json",
		"tests/fixtures/import/twitch.jsonl",
		"tests/fixtures/import/youtube.json",
		"tests/fixtures/import/youtube [dQw4w9WgXcQ].live_chat.json",
	};

	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		test_steps(files[i]);
		test_damage(files[i]);
	}
	test_limits();
	return done_testing();
}
