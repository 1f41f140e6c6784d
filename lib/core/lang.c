/* Finds the catalogue, and asks it. */
#include <libintl.h>
#include <limits.h>
#include <locale.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/lang.h"

enum { LONGEST_PART = 200 };

static const char domain[] = "chz";

/* Of the words alone: numbers, and what else the library says, stay. */
static locale_t words;

/* As setlocale(3) looks for it. */
static const char *
wanted(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *value = getenv(names[i]);

		if (value != NULL && value[0] != '\0')
			return value;
	}
	return "C";
}

/* Beside the program as it was built, or where it is installed. */
static void
find_catalogue(void)
{
	static const char *const places[] = { "locale", "../share/locale" };
	struct buf path = { 0 };
	char own[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", own, sizeof own);

	while (n > 0 && own[n - 1] != '/')
		n--;
	for (size_t i = 0; n > 0 && i < 2; i++) {
		path.n = 0;
		buf_fmt(&path, "%.*s%s", (int)n, own, places[i]);
		if (access(buf_text(&path), R_OK) != 0)
			continue;
		bindtextdomain(domain, path.p);
		break;
	}
	bind_textdomain_codeset(domain, "UTF-8");
	buf_free(&path);
}

/*
 * The catalogue is chosen by the locale's name, and a system may know the
 * language but not have the locale, as in a small container: any locale then
 * does, with the language named.
 */
static void
begin(void)
{
	const char *name = wanted();
	struct str rest = str_of(name), language = str_cut(&rest, '_');

	language = str_cut(&language, '.');
	if (str_is(language, "C") || str_is(language, "POSIX") ||
	    str_is(language, "en"))
		return;
	words = newlocale(LC_MESSAGES_MASK, name, (locale_t)0);
	if (words == (locale_t)0) {
		struct buf own = { 0 };

		buf_str(&own, language);
		setenv("LANGUAGE", buf_text(&own), 0);
		buf_free(&own);
		words = newlocale(LC_MESSAGES_MASK, "C.UTF-8", (locale_t)0);
	}
	if (words != (locale_t)0)
		find_catalogue();
}

bool
lang_is_foreign(void)
{
	static bool begun;

	if (!begun)
		begin();
	begun = true;
	return words != (locale_t)0;
}

const char *
lang_text(const char *text)
{
	locale_t before;
	const char *found;

	if (text[0] == '\0' || !lang_is_foreign())
		return text;
	before = uselocale(words);
	found = dgettext(domain, text);
	uselocale(before);
	return found;
}

static void
put_part(struct buf *b, struct str part)
{
	char text[LONGEST_PART + 1];

	if (part.n > LONGEST_PART || memchr(part.p, '\0', part.n) != NULL) {
		buf_str(b, part);
		return;
	}
	memcpy(text, part.p, part.n);
	text[part.n] = '\0';
	buf_adds(b, lang_text(text));
}

void
lang_parts(struct buf *b, struct str message)
{
	for (;;) {
		const char *end = memmem(message.p, message.n, ": ", 2);
		size_t n = end != NULL ? (size_t)(end - message.p) : message.n;

		put_part(b, (struct str){ message.p, n });
		if (end == NULL)
			return;
		buf_adds(b, ": ");
		message.p += n + 2;
		message.n -= n + 2;
	}
}
