/* Keeps the last lines of a chat, and shows what they look like when. */
#include <stdlib.h>

#include "core/mem.h"
#include "import/chatbox.h"

struct chatbox {
	struct chatbox_settings set;
	struct subtitle_line *line; /* the oldest first */
	struct risen {
		int64_t from_ms;
		char *name, *text; /* what the line lends */
	} * risen;
	size_t n, unseen;
	int64_t now; /* since when they look so */
};

struct chatbox *
chatbox_new(const struct chatbox_settings *set)
{
	struct chatbox *box = xcalloc(1, sizeof *box);

	box->set = *set;
	box->set.keep_ms += set->step_ms - 1;
	box->set.keep_ms -= box->set.keep_ms % set->step_ms;
	box->line = xcalloc(set->lines, sizeof *box->line);
	box->risen = xcalloc(set->lines, sizeof *box->risen);
	return box;
}

static void
forget(struct risen *risen)
{
	free(risen->name);
	free(risen->text);
}

static void
drop_first(struct chatbox *box)
{
	forget(&box->risen[0]);
	box->n--;
	memmove(box->line, box->line + 1, box->n * sizeof *box->line);
	memmove(box->risen, box->risen + 1, box->n * sizeof *box->risen);
}

/* Shows what there is until that moment. */
static void
show(struct chatbox *box, int64_t until)
{
	struct subtitle cue = { .start_ms = box->now,
		.end_ms = until,
		.line = box->line,
		.n = box->n };

	if (until <= box->now)
		return;
	if (box->n > 0)
		box->set.show(box->set.ctx, &cue);
	box->now = until;
}

/* Lets lines go until that moment. */
static void
go_on(struct chatbox *box, int64_t until)
{
	while (
	    box->n > 0 && box->risen[0].from_ms + box->set.keep_ms <= until) {
		show(box, box->risen[0].from_ms + box->set.keep_ms);
		drop_first(box);
	}
}

static struct str
keep(char **copy, struct str text)
{
	if (text.p == NULL)
		return text;
	*copy = xstrndup(text.p, text.n);
	return (struct str){ *copy, text.n };
}

void
chatbox_add(struct chatbox *box, int64_t ms, const struct subtitle_line *line)
{
	struct risen risen = { 0 };
	struct subtitle_line kept = *line;

	ms -= ms % box->set.step_ms;
	if (ms < box->now)
		ms = box->now;
	go_on(box, ms);
	show(box, ms);
	if (box->n == box->set.lines) {
		box->unseen += box->risen[0].from_ms == ms;
		drop_first(box);
	}
	risen.from_ms = ms;
	kept.name = keep(&risen.name, line->name);
	kept.text = keep(&risen.text, line->text);
	box->line[box->n] = kept;
	box->risen[box->n++] = risen;
}

size_t
chatbox_end(struct chatbox *box)
{
	go_on(box, INT64_MAX);
	return box->unseen;
}

void
chatbox_free(struct chatbox *box)
{
	if (box == NULL)
		return;
	for (size_t i = 0; i < box->n; i++)
		forget(&box->risen[i]);
	free(box->line);
	free(box->risen);
	free(box);
}
