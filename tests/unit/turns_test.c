/* turns.h, viewers.h: what is remembered, and what of it is on disk. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/diag.h"
#include "core/file.h"
#include "core/when.h"
#include "llm/turns.h"
#include "llm/viewers.h"
#include "tap.h"

static const struct gauge gauge;
/* A turn below costs 7 + 7 + 8 + 16 = 38 tokens. */
static const struct turns_rule rule = { 100, 200, 250 };
static char dir[] = "/tmp/chz-history-XXXXXX";

static const char *
path_of(const char *name)
{
	static char path[256];

	snprintf(path, sizeof path, "%s/%s", dir, name);
	return path;
}

static void
add(struct turns *h, int n)
{
	static const struct str users[] = { { "u1", 2 }, { "u2", 2 } };
	char chat[64], text[64];
	struct turn t = { .at = 1767698401000 + n,
		.users = { users, 2 },
		.emotion = STR("happy") };

	snprintf(chat, sizeof chat, "가나다라마%05d", n);
	snprintf(text, sizeof text, "마라다나가%05d", n);
	t.chat = str_of(chat);
	t.text = str_of(text);
	turns_add(h, &t);
}

static int
number(struct turn t)
{
	return atoi(t.chat.p + t.chat.n - 5);
}

static void
test_window(void)
{
	struct turns *h = turns_open(NULL, rule, &gauge);

	ok(turns_window(h) == 0 && turns_due(h) == 0 &&
		turns_summary(h).p == NULL,
	    "nothing was said yet");
	for (int i = 0; i < 5; i++)
		add(h, i);
	ok(turns_tokens(h) == 190, "five turns of 38 tokens: %zu",
	    turns_tokens(h));
	ok(turns_window(h) == 2, "two fit into 100");
	ok(number(turns_at(h, 0)) == 3 && number(turns_at(h, 1)) == 4,
	    "... the newest, the oldest of them first");
	ok(turns_due(h) == 0, "190 are not above 200");
	add(h, 5);
	ok(turns_due(h) == 4, "228 are: all but two are to be folded");
	ok(number(turns_oldest(h, 0)) == 0, "... the oldest first");
	turns_close(h);
	turns_close(NULL);
}

static void
test_folding(void)
{
	struct turns *h = turns_open(NULL, rule, &gauge);
	uint64_t mark;

	for (int i = 0; i < 6; i++)
		add(h, i);
	mark = turns_mark(h, turns_due(h));
	add(h, 6);
	ok(turns_tokens(h) <= rule.most && turns_lost(h) == 1,
	    "above 250 the oldest is let go");
	turns_fold(h, mark, STR("요약"), 1767698401000);
	ok(number(turns_oldest(h, 0)) == 4,
	    "folding takes what was to be folded, and no more");
	ok(str_is(turns_summary(h), "요약"), "the summary is there");
	ok(turns_due(h) == 0, "nothing is due now");
	turns_fold(h, mark, STR("새 요약"), 1767698402000);
	ok(number(turns_oldest(h, 0)) == 4 &&
		str_is(turns_summary(h), "새 요약"),
	    "a summary takes the place of the one before");
	turns_close(h);
}

/* One turn alone is larger than everything. */
static void
test_large(void)
{
	struct turns *h =
	    turns_open(NULL, (struct turns_rule){ 10, 20, 30 }, &gauge);

	add(h, 1);
	add(h, 2);
	ok(turns_window(h) == 1 && number(turns_at(h, 0)) == 2,
	    "the newest turn is always there");
	turns_close(h);
}

static void
write_file(const char *name, const char *text)
{
	file_replace(path_of(name), str_of(text), 0600);
}

static void
test_disk(void)
{
	struct turns *h = turns_open(dir, rule, &gauge);
	struct buf b = { 0 };
	struct stat st;

	add(h, 1);
	add(h, 2);
	turns_fold(h, turns_mark(h, 1), STR("요약 \"하나\""), 1767698401000);
	turns_close(h);
	ok(file_read(path_of("summary.json"), 1 << 20, &b), "a summary");
	is_text(buf_text(&b),
	    "{\"summary\":\"요약 \\\"하나\\\"\",\"message_count\":1,"
	    "\"timestamp\":\"2026-01-06T11:20:01.000Z\"}\n",
	    "... as AIsChoco has it");
	ok(stat(path_of("summaries/summary_20260106_112001.json"), &st) == 0,
	    "... and once more with its time");
	ok(stat(path_of("turns.jsonl"), &st) == 0 &&
		(st.st_mode & 0777) == 0600,
	    "what was said is for its owner's eyes");
	h = turns_open(dir, rule, &gauge);
	ok(turns_window(h) == 1 && number(turns_at(h, 0)) == 2 &&
		turns_at(h, 0).users.n == 2 &&
		str_is(turns_at(h, 0).users.at[1], "u2") &&
		str_is(turns_at(h, 0).emotion, "happy") &&
		turns_at(h, 0).at == 1767698401002,
	    "a restart remembers the turn");
	ok(str_is(turns_summary(h), "요약 \"하나\""), "... and the summary");
	turns_close(h);
	buf_free(&b);
}

static void
test_damage(void)
{
	struct turns *h;
	struct buf b = { 0 };
	struct stat st;

	write_file("turns.jsonl",
	    "{\"type\":\"turn\",\"chat\":\"하나00001\",\"text\":\"둘\"}\n"
	    "{\"type\":\"turn\",\"chat\":\"셋00002\",\"te");
	write_file("summary.json", "{\"summ");
	h = turns_open(dir, rule, &gauge);
	ok(turns_window(h) == 1 && number(turns_at(h, 0)) == 1,
	    "a torn line costs that turn");
	ok(turns_summary(h).p == NULL, "a torn summary is none");
	ok(file_read(path_of("turns.jsonl.torn"), 1 << 20, &b) &&
		stat(path_of("summary.json.torn"), &st) == 0,
	    "what was torn is kept");
	turns_close(h);
	buf_free(&b);
	unlink(path_of("turns.jsonl"));
	mkdir(path_of("turns.jsonl"), 0700);
	h = turns_open(dir, rule, &gauge);
	add(h, 7);
	ok(turns_window(h) == 1 && number(turns_at(h, 0)) == 7,
	    "what cannot be written is kept in memory");
	turns_close(h);
}

/* ---- viewers ---- */

static void
count_viewer(void *n, struct str user_id)
{
	(void)user_id;
	++*(int *)n;
}

static void
test_viewers(void)
{
	struct viewers *s = viewers_open(path_of("viewers.jsonl"));
	struct buf b = { 0 };
	int n = 0;

	ok(!viewers_meet(s, STR("u1"), STR("하나"), 1767698401000),
	    "a viewer is new");
	ok(viewers_meet(s, STR("u1"), STR("하나"), 1767698402000), "... once");
	viewers_meet(s, STR("u2"), STR("두리"), 1767698403000);
	viewers_note(s, STR("u1"), STR("시험을 봤다"));
	viewers_note(s, STR("u1"), STR("고양이가 있다"));
	viewers_note(s, STR("u1"), STR("시험을 봤다"));
	viewers_note(s, STR("nobody"), STR("?"));
	ok(str_is(viewers_known(s, STR("u1")), "시험을 봤다; 고양이가 있다"),
	    "notes, the newest first, each once");
	ok(viewers_known(s, STR("u2")).p == NULL, "nothing is known");
	for (char note[] = "1"; note[0] <= '9'; note[0]++)
		viewers_note(s, STR("u2"), str_of(note));
	ok(str_is(viewers_known(s, STR("u2")), "9; 8; 7; 6; 5"),
	    "old notes make room");
	ok(viewers_save(s) && file_read(path_of("viewers.jsonl"), 1 << 20, &b),
	    "it is written");
	is_text(buf_text(&b),
	    "{\"type\":\"viewer\",\"user_id\":\"u2\",\"user\":\"두리\","
	    "\"met\":1,\"last_at\":\"2026-01-06T11:20:03.000Z\","
	    "\"notes\":[\"9\",\"8\",\"7\",\"6\",\"5\"]}\n"
	    "{\"type\":\"viewer\",\"user_id\":\"u1\",\"user\":\"하나\","
	    "\"met\":2,\"last_at\":\"2026-01-06T11:20:02.000Z\","
	    "\"notes\":[\"시험을 봤다\",\"고양이가 있다\"]}\n",
	    "... a record a viewer");
	viewers_close(s);
	s = viewers_open(path_of("viewers.jsonl"));
	ok(viewers_meet(s, STR("u1"), STR("하나"), 1767698404000) &&
		str_is(
		    viewers_known(s, STR("u1")), "시험을 봤다; 고양이가 있다"),
	    "a restart knows them");
	viewers_each(s, count_viewer, &n);
	ok(n == 2, "both");
	viewers_close(s);
	chmod(path_of("viewers.jsonl"), 0644);
	ok(viewers_open(path_of("viewers.jsonl")) == NULL,
	    "a file that others can read is refused");
	viewers_close(NULL);
	buf_free(&b);
}

static void
test_crowd(void)
{
	struct viewers *s = viewers_open(path_of("crowd.jsonl"));
	char id[16];
	int n = 0;

	viewers_meet(s, STR("old"), STR("old"), 0);
	for (int i = 0; i < VIEWERS_MOST + 100; i++) {
		snprintf(id, sizeof id, "u%d", i);
		viewers_meet(s, str_of(id), str_of(id), i);
		viewers_note(s, str_of(id), str_of(id));
	}
	viewers_each(s, count_viewer, &n);
	ok(n <= VIEWERS_MOST, "memory is bounded: %d", n);
	ok(str_is(viewers_known(s, STR("u20099")), "u20099"),
	    "who was here is known");
	ok(!viewers_meet(s, STR("old"), STR("old"), 0),
	    "who was not for long is forgotten");
	viewers_close(s);
}

static void
test_bad_viewers(void)
{
	struct viewers *s;

	write_file("bad.jsonl",
	    "torn\n{\"type\":\"viewer\",\"user_id\":\"u1\",\"met\":\"x\","
	    "\"notes\":[\"a\"]}\n{\"type\":\"viewer\",\"user_id\":\"\"}\n");
	s = viewers_open(path_of("bad.jsonl"));
	ok(s != NULL && str_is(viewers_known(s, STR("u1")), "a"),
	    "good lines of a bad file are read");
	viewers_close(s);
}

int
main(void)
{
	char command[64];

	/* What is wrong is said there. */
	if (freopen("/dev/null", "w", stderr) == NULL || mkdtemp(dir) == NULL)
		return 1;
	test_window();
	test_folding();
	test_large();
	test_disk();
	test_damage();
	test_viewers();
	test_crowd();
	test_bad_viewers();
	snprintf(command, sizeof command, "rm -rf %s", dir);
	return system(command) != 0 || done_testing();
}
