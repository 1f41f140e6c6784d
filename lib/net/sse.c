/* Parses server-sent events. */
#include "net/sse.h"

static void
end_event(struct sse *s)
{
	if (s->event.n > 0 && !s->too_long)
		s->data(s->ctx, (struct str){ s->event.p, s->event.n - 1 });
	s->event.n = 0;
	s->too_long = false;
}

static void
add_data(struct sse *s, struct str line)
{
	if (s->event.n + line.n > SSE_LONGEST)
		s->too_long = true;
	if (s->too_long)
		return;
	buf_str(&s->event, line);
	buf_addc(&s->event, '\n');
}

static void
end_line(struct sse *s)
{
	struct str line = buf_view(&s->line);

	/* One byte order mark may stand in front of everything. */
	if (!s->begun && str_starts(line, "\xEF\xBB\xBF"))
		line = (struct str){ line.p + 3, line.n - 3 };
	s->begun = true;
	if (line.n == 0) {
		end_event(s);
	} else if (str_starts(line, "data:")) {
		line = (struct str){ line.p + 5, line.n - 5 };
		if (line.n > 0 && line.p[0] == ' ')
			line = (struct str){ line.p + 1, line.n - 1 };
		add_data(s, line);
	}
	s->line.n = 0;
}

void
sse_feed(struct sse *s, struct str bytes)
{
	for (size_t i = 0; i < bytes.n; i++) {
		char c = bytes.p[i];

		if (c == '\n' && s->after_cr) {
			s->after_cr = false;
			continue;
		}
		s->after_cr = c == '\r';
		if (c == '\n' || c == '\r')
			end_line(s);
		else if (s->line.n < SSE_LONGEST)
			buf_addc(&s->line, c);
		else
			s->too_long = true;
	}
}

void
sse_free(struct sse *s)
{
	buf_free(&s->line);
	buf_free(&s->event);
}
