/* Keeps buckets, and sums stretches of them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/num.h"
#include "series/history.h"
#include "series/marks.h"

/* Adds the users' marks; false when some are damaged. */
static bool
add_marks(struct history *h, struct str text)
{
	size_t n = text.n / MARKS_DIGITS;

	MEM_RESERVE(h->marks, h->marks_cap, h->n_marks + n);
	for (size_t i = 0; i < n; i++)
		if (!marks_read(
			text.p + i * MARKS_DIGITS, &h->marks[h->n_marks + i]))
			return false;
	h->n_marks += n;
	return text.n % MARKS_DIGITS == 0;
}

void
history_add(struct history *h, const struct past *row, struct str marks)
{
	struct past *new;

	MEM_RESERVE(h->rows, h->cap, h->n + 1);
	new = &h->rows[h->n++];
	*new = *row;
	new->marked = add_marks(h, marks) && (marks.n > 0 || row->chats == 0);
	new->marks_end = h->n_marks;
}

int64_t
history_end(const struct history *h)
{
	return h->first + (int64_t)h->n;
}

static size_t
marks_before(const struct history *h, size_t row)
{
	return row > 0 ? h->rows[row - 1].marks_end : 0;
}

void
history_forget(struct history *h, int64_t before)
{
	size_t n = before > h->first ? (size_t)(before - h->first) : 0, marks;

	/* In large steps, so that each row is moved about once. */
	if (n < 64 || n < h->n / 2)
		return;
	n = n < h->n ? n : h->n;
	marks = marks_before(h, n);
	h->n -= n;
	h->n_marks -= marks;
	memmove(h->rows, h->rows + n, h->n * sizeof *h->rows);
	if (marks > 0)
		memmove(
		    h->marks, h->marks + marks, h->n_marks * sizeof *h->marks);
	for (size_t i = 0; i < h->n; i++)
		h->rows[i].marks_end -= marks;
	h->first += (int64_t)n;
}

/* Cuts a stretch of places to rows that are there. */
static void
cut(const struct history *h, int64_t *from, int64_t *to)
{
	*from = (*from > h->first ? *from : h->first) - h->first;
	*to = (*to < history_end(h) ? *to : history_end(h)) - h->first;
}

struct stretch
history_sum(const struct history *h, int64_t from, int64_t to)
{
	struct stretch sum = { .z = -INFINITY };

	cut(h, &from, &to);
	for (int64_t i = from; i < to; i++) {
		const struct past *row = &h->rows[i];
		int64_t room;

		if (row->unseen)
			continue;
		sum.seen++;
		sum.chats += row->chats;
		sum.donations += row->donations;
		room = NUM_SAFE_MAX - sum.amount;
		sum.amount += row->amount < room ? row->amount : room;
		if (row->z > sum.z)
			sum.z = row->z;
	}
	return sum;
}

int64_t
history_users(const struct history *h, int64_t from, int64_t to)
{
	size_t start, n;
	uint32_t *mark;
	int64_t users;

	cut(h, &from, &to);
	if (from >= to)
		return -1;
	for (int64_t i = from; i < to; i++)
		if (!h->rows[i].marked)
			return -1;
	start = marks_before(h, (size_t)from);
	n = h->rows[to - 1].marks_end - start;
	if (n == 0)
		return 0;
	mark = xreallocarray(NULL, n, sizeof *mark);
	memcpy(mark, h->marks + start, n * sizeof *mark);
	users = (int64_t)marks_count(mark, n);
	free(mark);
	return users;
}

void
history_free(struct history *h)
{
	free(h->rows);
	free(h->marks);
	*h = (struct history){ 0 };
}
