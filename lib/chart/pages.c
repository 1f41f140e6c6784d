/* Opens, names and writes the files that charts go to. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chart/pages.h"
#include "core/diag.h"
#include "core/file.h"
#include "core/mem.h"
#include "core/name.h"
#include "core/opt.h"
#include "core/sig.h"
#include "core/utf8.h"

struct pages {
	const char *pattern; /* NULL for standard output */
	enum canvas_format format;
	int width, height;
	struct canvas *canvas; /* the file being drawn, NULL before */
	struct buf name;       /* ... and its name */
	struct canvas_missing missing;
	int status;
};

/* What follows the last point of the last part of a path. */
static struct str
ending(struct str path)
{
	size_t i = path.n;

	while (i > 0 && path.p[i - 1] != '.' && path.p[i - 1] != '/')
		i--;
	if (i == 0 || path.p[i - 1] == '/')
		return (struct str){ 0 };
	return (struct str){ path.p + i, path.n - i };
}

/* The format by a name's ending: PNG without one. */
static enum canvas_format
format_of(const char *output)
{
	struct str end =
	    output != NULL ? ending(str_of(output)) : (struct str){ 0 };

	if (end.n == 0)
		return CANVAS_PNG;
	for (int i = 0; canvas_formats[i] != NULL; i++)
		if (str_is(end, canvas_formats[i]))
			return (enum canvas_format)(i + 1);
	opt_misuse("--output: '%s' does not end in .png, .svg or .pdf; say "
		   "which with --format",
	    output);
}

static void
check_pattern(const char *output)
{
	for (const char *p = output; (p = strchr(p, '%')) != NULL; p += 2)
		if (p[1] == '\0' || strchr("sn%", p[1]) == NULL)
			opt_misuse("--output: '%s': after %% comes s, n or %%",
			    output);
}

struct pages *
pages_open(const char *output, enum canvas_format format, int width, int height)
{
	struct pages *p = xcalloc(1, sizeof *p);

	if (output != NULL && strcmp(output, "-") == 0)
		output = NULL;
	p->pattern = output;
	p->format = format != 0 ? format : format_of(output);
	p->width = width;
	p->height = height;
	if (output != NULL)
		check_pattern(output);
	if (output == NULL && p->format != CANVAS_SVG && isatty(STDOUT_FILENO))
		opt_misuse("a picture cannot be shown on a terminal: use "
			   "-o FILE or a pipe");
	return p;
}

/* Whether the pattern has %`what`. */
static bool
varies(const struct pages *p, char what)
{
	const char *at = p->pattern;

	for (; at != NULL && (at = strchr(at, '%')) != NULL; at += 2)
		if (at[1] == what)
			return true;
	return false;
}

bool
pages_apart(const struct pages *p)
{
	return varies(p, 's') || p->format == CANVAS_PDF;
}

static void
make_name(struct pages *p, struct str stream, int64_t part, int64_t parts)
{
	struct str pattern = str_of(p->pattern), end = ending(pattern);
	const char *tail = end.n > 0 ? end.p - 1 : pattern.p + pattern.n;
	bool number = parts > 1 && !varies(p, 'n') && p->format != CANVAS_PDF;

	p->name.n = 0;
	for (const char *c = p->pattern; *c != '\0' || number; c++) {
		if (c == tail && number) {
			buf_fmt(&p->name, "-%lld", (long long)part);
			number = false;
		}
		if (*c == '\0')
			break;
		if (*c != '%')
			buf_addc(&p->name, *c);
		else if (*++c == 's')
			name_safe(&p->name, stream);
		else if (*c == 'n')
			buf_fmt(&p->name, "%lld", (long long)part);
		else
			buf_addc(&p->name, '%');
	}
}

static bool
send(const struct pages *p, struct str data)
{
	if (p->pattern != NULL)
		return file_put(p->name.p, data);
	if (file_write_all(STDOUT_FILENO, data.p, data.n))
		return true;
	if (errno == EPIPE)
		sig_pipe();
	return false;
}

static void
note_missing(struct pages *p)
{
	struct canvas_missing m = canvas_missing(p->canvas);

	if (p->missing.n == 0)
		p->missing.first = m.first;
	p->missing.n += m.n;
}

/* Writes the file that is being drawn, if there is one. */
static void
finish(struct pages *p)
{
	struct buf data = { 0 };
	const char *name =
	    p->pattern != NULL ? buf_text(&p->name) : "standard output";

	if (p->canvas == NULL)
		return;
	note_missing(p);
	if (!canvas_finish(p->canvas, &data)) {
		diag_error("%s: %s", name, canvas_why(p->canvas));
		p->status = EXIT_SOME_FAILED;
	} else if (!send(p, buf_view(&data))) {
		diag_error("%s: %s", name, strerror(errno));
		p->status = EXIT_SOME_FAILED;
	}
	buf_free(&data);
	canvas_free(p->canvas);
	p->canvas = NULL;
}

struct canvas *
pages_next(struct pages *p, struct str stream, int64_t part, int64_t parts)
{
	struct buf before = { 0 };
	bool same = p->canvas != NULL;

	if (p->pattern != NULL) {
		buf_str(&before, buf_view(&p->name));
		make_name(p, stream, part, parts);
		same &= str_eq(buf_view(&before), buf_view(&p->name));
	}
	if (same && p->format == CANVAS_PDF) {
		canvas_next_page(p->canvas);
		buf_free(&before);
		return p->canvas;
	}
	if (p->canvas != NULL) {
		struct buf now = p->name;

		p->name = before;
		before = now;
		finish(p);
		p->name.n = 0;
		buf_str(&p->name, buf_view(&before));
	}
	buf_free(&before);
	p->canvas = canvas_new(p->format, p->width, p->height);
	return p->canvas;
}

/* Debian's package that has the character. */
static const char *
package_for(uint32_t c)
{
	if ((c >= 0x1100 && c < 0x1200) || (c >= 0x3130 && c < 0x3190) ||
	    (c >= 0xAC00 && c < 0xD7B0))
		return "fonts-nanum";
	if ((c >= 0x1F000 && c < 0x1FB00) || (c >= 0x2600 && c < 0x27C0))
		return "fonts-noto-color-emoji";
	return "fonts-noto-cjk or another";
}

static void
say_missing(const struct canvas_missing *m)
{
	char text[UTF8_MAX + 1] = { 0 };

	utf8_put(text, m->first);
	diag_error("no font has %s (U+%04X)%s: install %s", text, m->first,
	    m->n > 1 ? " and others" : "", package_for(m->first));
}

int
pages_close(struct pages *p)
{
	int status;

	finish(p);
	if (p->missing.n > 0)
		say_missing(&p->missing);
	status = p->status;
	buf_free(&p->name);
	canvas_forget_fonts();
	free(p);
	return status;
}
