/* Counts who writes, and less who goes on writing. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "core/mem.h"
#include "series/fresh.h"

enum { FIRST_SIZE = 64 };

struct fresh_user {
	uint32_t mark;
	uint32_t at;    /* the place where they wrote last; 0 is a free slot */
	uint32_t times; /* places without a pause that they have written in */
};

static bool
is_silent(const struct fresh *f, const struct fresh_user *u)
{
	return u->at == 0 || f->now - u->at > f->pause;
}

static bool
is_uncounted(const struct fresh *f, const struct fresh_user *u)
{
	return u->at <= f->since;
}

static bool
is_needed(const struct fresh *f, const struct fresh_user *u)
{
	return u->at > 0 && !(is_silent(f, u) && is_uncounted(f, u));
}

static struct fresh_user *
slot_of(struct fresh *f, uint32_t mark)
{
	size_t i = (size_t)(mark * 0x9e3779b1u >> 7) & f->mask;

	while (f->table[i].at > 0 && f->table[i].mark != mark)
		i = (i + 1) & f->mask;
	return &f->table[i];
}

/* Moves those who matter still to a table with room for `n` more. */
static void
make_room(struct fresh *f, size_t n)
{
	struct fresh_user *old = f->table;
	size_t slots = old != NULL ? f->mask + 1 : 0, size = FIRST_SIZE;

	f->used = 0;
	for (size_t i = 0; i < slots; i++)
		f->used += is_needed(f, &old[i]);
	while (size < 2 * (f->used + n))
		size *= 2;
	f->table = xcalloc(size, sizeof *f->table);
	f->mask = size - 1;
	for (size_t i = 0; i < slots; i++)
		if (is_needed(f, &old[i]))
			*slot_of(f, old[i].mark) = old[i];
	free(old);
}

/* What the user counts for; the place becomes their last. */
static double
add_user(struct fresh *f, uint32_t mark)
{
	struct fresh_user *u = slot_of(f, mark);
	uint32_t times = is_silent(f, u) ? 0 : u->times;

	f->used += u->at == 0;
	f->users += is_uncounted(f, u);
	*u = (struct fresh_user){ mark, f->now, times + 1 };
	return ldexp(1, -(int)times);
}

double
fresh_add(struct fresh *f, const uint32_t *marks, size_t n)
{
	double count = 0;

	f->now++;
	if (f->table == NULL || f->used + n > (f->mask + 1) / 4 * 3)
		make_room(f, n);
	for (size_t i = 0; i < n; i++)
		count += add_user(f, marks[i]);
	return count;
}

void
fresh_count(struct fresh *f)
{
	f->since = f->now;
	f->users = 0;
}

void
fresh_free(struct fresh *f)
{
	free(f->table);
	*f = (struct fresh){ .pause = f->pause };
}
