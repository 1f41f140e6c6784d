/* Runs the commands that a model calls. */
#include <ctype.h>
#include <stdlib.h>

#include "core/diag.h"
#include "core/mem.h"
#include "jsonl/put.h"
#include "jsonl/scan.h"
#include "llm/calls.h"
#include "net/runner.h"

struct calls_tool {
	struct llm_tool tool;
	char *argv[CALLS_WORDS + 1];
};

/* A call of one. */
struct calls_call {
	struct calls *calls;
	size_t i; /* of the answer's calls */
	const struct calls_tool *tool;
	struct runner *runner; /* under way, or NULL */
};

struct calls {
	struct calls_settings set;
	struct calls_tool tool[CALLS_TOOLS];
	struct llm_tool offered[CALLS_TOOLS];
	size_t n;
	struct calls_call call[ANSWER_CALLS];
	size_t left; /* that have not returned */
	struct arena texts;
};

struct calls *
calls_new(void)
{
	return xcalloc(1, sizeof(struct calls));
}

void
calls_set(struct calls *c, const struct calls_settings *set)
{
	c->set = *set;
}

void
calls_free(struct calls *c)
{
	if (c == NULL)
		return;
	calls_drop(c);
	arena_free(&c->texts);
	free(c);
}

/* ---- which there are ---- */

static struct calls_tool *
find(struct calls *c, struct str name)
{
	for (size_t i = 0; i < c->n; i++)
		if (str_eq(name, c->tool[i].tool.name))
			return &c->tool[i];
	return NULL;
}

/* The words of a command, which no shell sees; false when they are too many.
 */
static bool
read_command(struct calls *c, struct calls_tool *t, struct str command)
{
	int n = 0;

	while (command.p != NULL) {
		struct str word = str_cut(&command, ' ');

		if (word.n == 0)
			continue;
		if (n == CALLS_WORDS)
			return false;
		t->argv[n++] = arena_copy(&c->texts, word.p, word.n);
	}
	t->argv[n] = NULL;
	return true;
}

static bool
is_name(struct str name)
{
	for (size_t i = 0; i < name.n; i++)
		if (!isalnum((unsigned char)name.p[i]) && name.p[i] != '_' &&
		    name.p[i] != '-')
			return false;
	return name.n > 0 && name.n <= CALLS_NAME;
}

const char *
calls_add(struct calls *c, const char *text)
{
	struct calls_tool *t = &c->tool[c->n];
	struct str command = str_of(text);

	if (c->n == CALLS_TOOLS)
		return "more than 16";
	t->tool.name = t->tool.about = str_cut(&command, '=');
	if (!read_command(c, t, command))
		return "more than 32 words";
	if (!is_name(t->tool.name) || t->argv[0] == NULL)
		return "not NAME=COMMAND, the name of letters, digits, _ and -";
	c->offered[c->n++] = t->tool;
	return NULL;
}

const char *
calls_about(struct calls *c, const char *text)
{
	struct str about = str_of(text);
	struct calls_tool *t = find(c, str_cut(&about, '='));

	if (t == NULL || about.p == NULL)
		return "not NAME=TEXT of a tool";
	t->tool.about = about;
	c->offered[t - c->tool] = t->tool;
	return NULL;
}

const struct llm_tool *
calls_tools(const struct calls *c, size_t *n)
{
	*n = c->n;
	return c->offered;
}

/* ---- calls ---- */

static void
returned(struct calls *c, size_t i, struct str text)
{
	c->set.returned(c->set.ctx, i, text, --c->left == 0);
}

/* What went wrong is for the model to say. */
static void
return_error(struct calls *c, size_t i, const char *why)
{
	struct buf b = { 0 };

	put_open(&b);
	put_text(&b, "error", str_of(why));
	put_close(&b);
	returned(c, i, buf_view(&b));
	buf_free(&b);
}

static void
on_done(void *ctx, struct str output, const char *why)
{
	struct calls_call *call = ctx;

	if (why != NULL)
		diag_error("%.*s: %s", STR_ARG(call->tool->tool.name), why);
	runner_free(call->runner);
	call->runner = NULL;
	if (why != NULL)
		return_error(call->calls, call->i, why);
	else
		returned(call->calls, call->i, str_trim(output));
}

static bool
is_object(struct str text)
{
	struct json_val none[1];
	struct scan_error err;

	return scan_line(text, &(struct scan_keys){ .n = 0 }, none, &err);
}

static void
make(struct calls *c, size_t i, const struct llm_call *asked)
{
	struct calls_call *call = &c->call[i];
	struct str input = str_trim(buf_view(&asked->arguments));

	if (input.n == 0)
		input = STR("{}");
	*call = (struct calls_call){
		.calls = c, .i = i, .tool = find(c, buf_view(&asked->name))
	};
	if (call->tool == NULL)
		return_error(c, i, "there is no such tool");
	else if (!is_object(input))
		return_error(c, i, "the arguments are not JSON");
	else
		call->runner = runner_start(c->set.loop,
		    &(struct runner_settings){ .argv = call->tool->argv,
			.input = input,
			.max_output = CALLS_OUTPUT,
			.timeout_ms = c->set.timeout_ms,
			.done = on_done,
			.ctx = call });
}

void
calls_make(struct calls *c, const struct llm_answer *a)
{
	size_t n = a->n_calls;

	c->left = n;
	for (size_t i = 0; i < n; i++)
		make(c, i, &a->call[i]);
}

bool
calls_wait(const struct calls *c)
{
	return c->left > 0;
}

void
calls_drop(struct calls *c)
{
	for (size_t i = 0; i < ANSWER_CALLS; i++) {
		runner_free(c->call[i].runner);
		c->call[i].runner = NULL;
	}
	c->left = 0;
}
