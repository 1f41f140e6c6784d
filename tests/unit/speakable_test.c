/* speakable.h, korean.h, hangul.h, sentence.h: from chat to what a voice
 * reads. */
#include <stdlib.h>
#include <unistd.h>

#include "core/file.h"
#include "tap.h"
#include "text/hangul.h"
#include "text/sentence.h"
#include "voice/korean.h"
#include "voice/speakable.h"

static struct korean *korean;

/* "\n" and "\r" of the corpora. */
static void
unescape(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		bool escaped = s.p[i] == '\\' && i + 1 < s.n;

		if (escaped)
			buf_addc(out, s.p[++i] == 'n' ? '\n' : '\r');
		else
			buf_addc(out, s.p[i]);
	}
}

static void
say(struct buf *said, struct str written)
{
	struct buf text = { 0 };

	unescape(&text, written);
	speakable(said, buf_view(&text), korean);
	buf_free(&text);
}

static void
says(const char *written, const char *wanted)
{
	struct buf said = { 0 };

	speakable(&said, str_of(written), korean);
	is_text(buf_text(&said), wanted, "%s", written);
	buf_free(&said);
}

/* Good readings stand after one another, with "|" between. */
static bool
is_good(struct str said, struct str wanted)
{
	while (wanted.p != NULL)
		if (str_eq(str_cut(&wanted, '|'), said))
			return true;
	return false;
}

/* How many of a file's lines are read as it says; *wrong is the rest. */
static size_t
score(const char *path, size_t *wrong)
{
	struct buf data = { 0 }, said = { 0 };
	struct str rest, line;
	size_t right = 0;

	*wrong = 0;
	ok(file_read(path, 1 << 20, &data), "%s is read", path);
	for (rest = buf_view(&data); rest.p != NULL;) {
		struct str wanted = line = str_cut(&rest, '\n'), written;

		if (line.n == 0 || line.p[0] == '#' ||
		    memchr(line.p, '\t', line.n) == NULL)
			continue;
		written = str_cut(&wanted, '\t');
		said.n = 0;
		say(&said, written);
		if (is_good(buf_view(&said), wanted)) {
			right++;
			continue;
		}
		++*wrong;
		printf("# %.*s\n#  said: %.*s\n# wants: %.*s\n",
		    STR_ARG(written), STR_ARG(buf_view(&said)),
		    STR_ARG(wanted));
	}
	buf_free(&data);
	buf_free(&said);
	return right;
}

static void
test_corpora(void)
{
	size_t wrong,
	    right = score("tests/fixtures/reading/corpus.tsv", &wrong);

	ok(right >= 400, "%zu lines are read right", right);
	ok(wrong == 0, "%zu are not", wrong);
	right = score("tests/fixtures/reading/heldout.tsv", &wrong);
	ok(right * 100 >= (right + wrong) * 98,
	    "%zu of %zu lines that nobody tuned for", right, right + wrong);
}

static void
test_hangul(void)
{
	struct buf b = { 0 };
	struct syllable s;

	hangul_sino(&b, 0);
	is_text(buf_text(&b), "영", "zero");
	b.n = 0;
	hangul_sino(&b, 1234567890123);
	is_text(buf_text(&b), "일조이천삼백사십오억육천칠백팔십구만백이십삼",
	    "a trillion and more");
	b.n = 0;
	hangul_native(&b, 20);
	is_text(buf_text(&b), "스무", "twenty before a counter");
	ok(hangul_lengthen(&b), "a syllable is drawn out");
	is_text(buf_text(&b), "스무우", "... by its vowel");
	b.n = 0;
	ok(!hangul_lengthen(&b), "nothing is not");
	ok(hangul_split(0xAC15, &s) && s.lead == 0 && s.vowel == 0 &&
		s.tail == 21,
	    "강 is ㄱ, ㅏ and ㅇ");
	ok(!hangul_split('a', &s), "a is no syllable");
	buf_free(&b);
}

/* A file with `text` in it; its path is good until the next call. */
static const char *
file_of(const char *text)
{
	static char path[] = "/tmp/speakable_testXXXXXX";
	int fd;

	strcpy(path, "/tmp/speakable_testXXXXXX");
	fd = mkstemp(path);
	ok(fd >= 0 && file_write_all(fd, text, strlen(text)), "a file");
	close(fd);
	return path;
}

static bool
reads_words(const char *text, const char **why)
{
	const char *path = file_of(text);
	bool good = korean_read_words(korean, path, why);

	unlink(path);
	return good;
}

static void
test_words(void)
{
	const char *why;

	ok(reads_words("# mine\nGG=굿 게임\n치지직=치지지직\n\nㅇㅋ=오키\n"
		       "c#=씨 샤프\n",
	       &why),
	    "a user's words are read");
	says("GG, gg", "굿 게임, 지지");
	says("치지직에서 안치지직", "치지지직에서 안치지직");
	says("ㅇㅋ", "오키");
	says("C#", "씨 샤프");
	ok(!reads_words("GG=지지\nnothing\n", &why), "a bad line is not");
	ok(strstr(why, ":2: not WORD=READING") != NULL, "... and named");
	ok(!korean_read_words(korean, "/nowhere", &why), "nor a missing file");
	is_text(why, "/nowhere: No such file or directory", "... and why");
}

static void
test_sentences(void)
{
	struct str rest = STR("안녕하세요 여러분, 오늘도 와 주셔서 감사합니다. "
			      "점수는 3.5점! 끝");

	ok(str_is(sentence_cut(&rest, true), "안녕하세요 여러분,"),
	    "the first piece may end at a comma");
	ok(str_is(sentence_cut(&rest, false), "오늘도 와 주셔서 감사합니다."),
	    "the next at a full stop");
	ok(str_is(sentence_cut(&rest, false), "점수는 3.5점!"),
	    "a decimal point ends nothing");
	ok(str_is(sentence_cut(&rest, false), "끝"), "the rest");
	ok(rest.p == NULL, "and nothing is left");
}

int
main(void)
{
	korean = korean_new();
	test_corpora();
	test_hangul();
	test_words();
	test_sentences();
	korean_free(korean);
	return done_testing();
}
