/* Finds web addresses in chat. */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/utf8.h"
#include "text/links.h"

enum { LABEL_MAX = 16, IDEOGRAPHIC_STOP = 0x3002, HALF_STOP = 0xFF61 };

/* Sorted.  `weak` ones end sentences too. */
static const struct domain {
	const char *name;
	bool weak;
} domains[] = { { "ai", false }, { "am", true }, { "app", false },
	{ "art", true }, { "as", true }, { "asia", false }, { "at", true },
	{ "au", false }, { "be", true }, { "best", true }, { "biz", false },
	{ "bz", false }, { "ca", false }, { "cc", false }, { "cf", false },
	{ "ch", false }, { "click", false }, { "cloud", false },
	{ "club", false }, { "cn", false }, { "co", false }, { "com", false },
	{ "dev", false }, { "do", true }, { "edu", false }, { "eu", false },
	{ "fm", false }, { "fr", false }, { "fun", true }, { "ga", false },
	{ "game", true }, { "gg", true }, { "gl", false }, { "gov", false },
	{ "gq", false }, { "icu", false }, { "im", true }, { "in", true },
	{ "info", false }, { "io", false }, { "is", true }, { "it", true },
	{ "jp", false }, { "kr", false }, { "life", true }, { "link", false },
	{ "live", true }, { "ltd", false }, { "ly", false }, { "me", true },
	{ "ml", false }, { "mobi", false }, { "my", true }, { "name", true },
	{ "net", false }, { "news", true }, { "nl", false }, { "no", true },
	{ "one", true }, { "online", false }, { "org", false },
	{ "page", false }, { "ph", false }, { "pl", false }, { "pro", true },
	{ "pw", false }, { "ru", false }, { "se", false }, { "sh", false },
	{ "shop", false }, { "site", false }, { "so", true },
	{ "space", false }, { "store", false }, { "tech", false },
	{ "tk", false }, { "to", true }, { "today", true }, { "top", true },
	{ "tv", false }, { "uk", false }, { "us", true }, { "video", false },
	{ "vip", false }, { "vn", false }, { "website", false },
	{ "wiki", false }, { "win", true }, { "work", true }, { "ws", false },
	{ "xyz", false } };

/* Top-level domains that are no ASCII. */
static const char *const korean[] = { "한국", "닷컴", "닷넷" };

/* Reads a character; full width forms as what they stand for. */
static size_t
read_char(struct str s, uint32_t *c)
{
	size_t n = utf8_next(s, c);

	if (*c >= 0xFF01 && *c <= 0xFF5E)
		*c -= 0xFEE0;
	else if (*c == IDEOGRAPHIC_STOP || *c == HALF_STOP)
		*c = '.';
	return n;
}

static bool
is_letter(uint32_t c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static bool
is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

/* What names consist of; all that is no ASCII and no space counts. */
static bool
is_name(uint32_t c)
{
	return is_letter(c) || is_digit(c) || c == '-' ||
	    (c >= 0x80 && c != UTF8_REPLACEMENT && c != 0x3000 &&
		!(c >= 0x2000 && c <= 0x206F));
}

static struct str
from(struct str s, size_t n)
{
	return (struct str){ s.p + n, s.n - n };
}

static int
by_name(const void *name, const void *domain)
{
	return strcmp(name, ((const struct domain *)domain)->name);
}

/* The letters at the start of `s`, lower case, full width ones as ASCII;
 * returns their bytes. */
static size_t
take_label(struct str s, char *label)
{
	size_t used = 0, len = 0, n;
	uint32_t c;

	while (used < s.n && len < LABEL_MAX - 1) {
		n = read_char(from(s, used), &c);
		if (!is_letter(c) && !is_digit(c) && c != '-')
			break;
		label[len++] = (char)(is_letter(c) ? c | 0x20 : c);
		used += n;
	}
	label[len] = '\0';
	return used;
}

static bool
is_korean_domain(struct str s)
{
	for (size_t i = 0; i < sizeof korean / sizeof *korean; i++)
		if (str_starts(s, korean[i]))
			return true;
	return false;
}

/* Whether a path of at least one character comes. */
static bool
has_path(struct str s)
{
	return s.n > 1 && s.p[0] == '/' && (unsigned char)s.p[1] > ' ';
}

static bool
has_name(struct str s)
{
	uint32_t c;

	return s.n > 0 && read_char(s, &c) > 0 && is_name(c);
}

/* Where the name that ends at `dot` begins; `*word`: it has more than
 * digits. */
static size_t
name_start(struct str text, size_t dot, bool *word)
{
	size_t at = dot;

	*word = false;
	while (at > 0) {
		size_t before = at - 1;
		uint32_t c;

		while (before > 0 && (text.p[before] & 0xC0) == 0x80)
			before--;
		read_char(from(text, before), &c);
		if (!is_name(c))
			break;
		*word = *word || (!is_digit(c) && c != '-');
		at = before;
	}
	return at;
}

/* Whether a domain ends after the dot of `len` bytes at `dot`. */
static bool
ends_domain(struct str text, size_t dot, size_t len)
{
	struct str behind = from(text, dot + len);
	char label[LABEL_MAX];
	const struct domain *domain;
	bool word;
	size_t start = name_start(text, dot, &word);

	if (start == dot)
		return false;
	if (dot - start == 3 && strncasecmp(text.p + start, "www", 3) == 0)
		return has_name(behind);
	if (is_korean_domain(behind))
		return word;
	behind = from(behind, take_label(behind, label));
	domain = bsearch(label, domains, sizeof domains / sizeof *domains,
	    sizeof *domains, by_name);
	if (domain == NULL)
		return false;
	if (domain->weak)
		return has_path(behind);
	return word || strlen(label) > 2 || has_path(behind);
}

/* All that hangs together with the dot, without what is no ASCII around. */
static struct str
around(struct str text, size_t dot)
{
	size_t start = dot, end = dot;
	bool word;

	while (start > 0 && (unsigned char)text.p[start - 1] > ' ' &&
	    (unsigned char)text.p[start - 1] < 0x7F)
		start--;
	if (start == dot)
		start = name_start(text, dot, &word);
	while (end < text.n && (unsigned char)text.p[end] > ' ')
		end++;
	return (struct str){ text.p + start, end - start };
}

size_t
link_at(struct str s)
{
	size_t n = 0;

	if (s.n < 5 || (s.p[0] | 0x20) < 'h' || (s.p[0] | 0x20) > 'w')
		return 0;
	if (strncasecmp(s.p, "www.", 4) != 0 &&
	    (s.n < 8 || strncasecmp(s.p, "http://", 7) != 0) &&
	    (s.n < 9 || strncasecmp(s.p, "https://", 8) != 0))
		return 0;
	while (n < s.n && (unsigned char)s.p[n] > ' ')
		n++;
	return n;
}

/* Whether "http" or "https" stands before the colon at `at`, and "//" after.
 */
static bool
is_scheme(struct str text, size_t at)
{
	return at + 2 < text.n && text.p[at + 1] == '/' &&
	    text.p[at + 2] == '/' &&
	    ((at >= 4 && strncasecmp(text.p + at - 4, "http", 4) == 0) ||
		(at >= 5 && strncasecmp(text.p + at - 5, "https", 5) == 0));
}

/* Whether an address may be known by the byte at `at`. */
static bool
is_link(struct str text, size_t at)
{
	uint32_t c;
	size_t n;

	if (text.p[at] == ':')
		return is_scheme(text, at);
	n = read_char(from(text, at), &c);
	return c == '.' && ends_domain(text, at, n);
}

struct str
link_find(struct str text)
{
	/* A dot, a colon, and what wide dots begin with. */
	static const bool telling[256] = {
		['.'] = true, [':'] = true, [0xE3] = true, [0xEF] = true
	};

	for (size_t i = 0; i < text.n; i++)
		if (telling[(unsigned char)text.p[i]] && is_link(text, i))
			return around(text, i);
	return (struct str){ 0 };
}
