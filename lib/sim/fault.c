/* Reads specifications of faults and knows when they are due. */
#include <stdlib.h>

#include "core/mem.h"
#include "core/num.h"
#include "core/random.h"
#include "core/when.h"
#include "sim/fault.h"

enum { USUAL_MS = 30 * 1000 };

/* What VALUE is. */
enum value { NONE, CODE, SPAN };

static const struct {
	const char *name;
	enum value value;
	int64_t usual;
} kinds[FAULT_KINDS] = {
	[FAULT_DROP] = { "drop", NONE, 0 },
	[FAULT_CLOSE] = { "close", CODE, 1001 },
	[FAULT_STALL] = { "stall", SPAN, 5000 },
	[FAULT_HALF_OPEN] = { "half-open", NONE, 0 },
	[FAULT_GARBAGE] = { "garbage", NONE, 0 },
	[FAULT_HUGE] = { "huge", NONE, 0 },
	[FAULT_SESSION] = { "session-end", NONE, 0 },
	[FAULT_REFUSE] = { "refuse", CODE, 302 },
	[FAULT_DUPLICATE] = { "duplicate", NONE, 0 },
	[FAULT_REORDER] = { "reorder", NONE, 0 },
	[FAULT_CHAT_ID] = { "chat-id", NONE, 0 },
	[FAULT_END] = { "end", NONE, 0 },
	[FAULT_REOPEN] = { "reopen", SPAN, 10000 },
	[FAULT_429] = { "429", SPAN, 1000 },
	[FAULT_5XX] = { "5xx", CODE, 503 },
	[FAULT_HTML] = { "html", NONE, 0 },
	[FAULT_SLOW] = { "slow", SPAN, 2000 },
};

const char *
fault_name(enum fault_kind kind)
{
	return kinds[kind].name;
}

/* The first of two marks in `s`, cut off with what follows it. */
static struct str
cut_when(struct str *s, char *mark)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->p[i] == '@' || s->p[i] == '/') {
			struct str when = { s->p + i + 1, s->n - i - 1 };

			*mark = s->p[i];
			s->n = i;
			return when;
		}
	*mark = '\0';
	return (struct str){ 0 };
}

static bool
set_kind(struct fault *f, struct str name, const char **why)
{
	for (int i = 0; i < FAULT_KINDS; i++)
		if (str_is(name, kinds[i].name)) {
			f->kind = (enum fault_kind)i;
			f->value = kinds[i].usual;
			return true;
		}
	*why = "the name of a fault";
	return false;
}

static bool
set_value(struct fault *f, struct str value, const char **why)
{
	enum value wanted = kinds[f->kind].value;

	*why = "a fault with such a value";
	if (value.p == NULL)
		return true;
	if (wanted == CODE)
		return num_int(value, &f->value) && f->value > 0 &&
		    f->value < 5000;
	return wanted == SPAN && when_duration(value, &f->value);
}

static bool
set_when(struct fault *f, char mark, struct str when, const char **why)
{
	*why = "a fault with a duration after '@' or '/'";
	f->every = mark == '@' ? 0 : USUAL_MS;
	f->next = 0;
	if (mark == '\0')
		return true;
	return when_duration(when, mark == '@' ? &f->next : &f->every) &&
	    (mark == '@' || f->every > 0);
}

/* When a random fault comes next. */
static void
draw(struct faults *faults, struct fault *f)
{
	double wait = random_wait(&faults->chance, 1000.0 / (double)f->every);

	f->next += 1 + (int64_t)wait;
}

static void
add(struct faults *faults, struct fault f)
{
	if (f.every > 0)
		draw(faults, &f);
	MEM_RESERVE(faults->at, faults->cap, faults->n + 1);
	faults->at[faults->n++] = f;
}

/* "all" with the time given for it. */
static void
add_all(struct faults *faults, struct fault f)
{
	for (int i = 0; i < FAULT_KINDS; i++) {
		f.kind = (enum fault_kind)i;
		f.value = kinds[i].usual;
		if (f.kind != FAULT_END)
			add(faults, f);
	}
}

static bool
add_one(struct faults *faults, struct str spec, const char **why)
{
	struct fault f = { 0 };
	char mark;
	struct str when = cut_when(&spec, &mark), value;

	f.all = str_ends(spec, "*");
	if (f.all)
		spec.n--;
	value = spec;
	spec = str_cut(&value, '=');
	if (!set_when(&f, mark, when, why))
		return false;
	if (str_is(spec, "all")) {
		add_all(faults, f);
		return true;
	}
	if (!set_kind(&f, spec, why) || !set_value(&f, value, why))
		return false;
	add(faults, f);
	return true;
}

bool
faults_add(struct faults *faults, const char *spec, const char **why)
{
	struct str rest = str_of(spec);

	while (rest.p != NULL)
		if (!add_one(faults, str_cut(&rest, ','), why))
			return false;
	return true;
}

void
faults_free(struct faults *faults)
{
	free(faults->at);
}

int64_t
faults_due(const struct faults *faults)
{
	int64_t due = INT64_MAX;

	for (size_t i = 0; i < faults->n; i++)
		if (faults->at[i].next < due)
			due = faults->at[i].next;
	return due;
}

bool
faults_take(struct faults *faults, int64_t now, struct fault *out)
{
	for (size_t i = 0; i < faults->n; i++) {
		struct fault *f = &faults->at[i];

		if (f->next > now)
			continue;
		*out = *f;
		if (f->every > 0)
			draw(faults, f);
		else
			f->next = INT64_MAX;
		return true;
	}
	return false;
}
