/* Notes about connections, at most ten a minute. */
#include <stdarg.h>

#include "core/diag.h"
#include "tap/tap.h"

enum { MINUTE_MS = 60 * 1000, NOTES_A_MINUTE = 10 };

void
taps_note(struct taps *t, const char *fmt, ...)
{
	int64_t now = loop_now(t->loop);
	struct buf text = { 0 };
	va_list ap;

	if (now - t->minute >= MINUTE_MS) {
		if (t->said > NOTES_A_MINUTE)
			diag_note("%lu more changes of connections",
			    t->said - NOTES_A_MINUTE);
		t->minute = now;
		t->said = 0;
	}
	va_start(ap, fmt);
	buf_vfmt(&text, fmt, ap);
	va_end(ap);
	if (++t->said <= NOTES_A_MINUTE)
		diag_note("%s", buf_text(&text));
	else
		diag_detail("%s", buf_text(&text));
	buf_free(&text);
}
