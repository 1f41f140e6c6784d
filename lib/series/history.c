/* Keeps buckets, and sums stretches of them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
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
	for (size_t i = 0; i < n; i++)
		purse_free(&h->rows[i].amounts);
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

		if (row->unseen)
			continue;
		sum.seen++;
		sum.chats += row->chats;
		sum.donations += row->donations;
		if (row->z > sum.z)
			sum.z = row->z;
	}
	return sum;
}

void
history_amounts(
    const struct history *h, int64_t from, int64_t to, struct purse **sum)
{
	cut(h, &from, &to);
	for (int64_t i = from; i < to; i++)
		if (!h->rows[i].unseen)
			purse_join(sum, h->rows[i].amounts);
}

const uint32_t *
history_marks(const struct history *h, int64_t place, size_t *n)
{
	size_t row = (size_t)(place - h->first);
	size_t start = marks_before(h, row);

	*n = h->rows[row].marks_end - start;
	return h->rows[row].marked ? h->marks + start : NULL;
}

/* A copy of a stretch's marks, yours; NULL when not all users are known. */
static uint32_t *
copy_marks(const struct history *h, int64_t from, int64_t to, size_t *n)
{
	size_t start;
	uint32_t *mark;

	if (from >= to)
		return NULL;
	for (int64_t i = from; i < to; i++)
		if (!h->rows[i].marked)
			return NULL;
	start = marks_before(h, (size_t)from);
	*n = h->rows[to - 1].marks_end - start;
	mark = xreallocarray(NULL, *n + 1, sizeof *mark);
	if (*n > 0)
		memcpy(mark, h->marks + start, *n * sizeof *mark);
	return mark;
}

int64_t
history_users(const struct history *h, int64_t from, int64_t to)
{
	uint32_t *mark;
	int64_t users;
	size_t n;

	cut(h, &from, &to);
	mark = copy_marks(h, from, to, &n);
	if (mark == NULL)
		return -1;
	users = (int64_t)marks_count(mark, n);
	free(mark);
	return users;
}

/* How often a mark is among sorted ones. */
static size_t
times(const uint32_t *mark, size_t n, uint32_t which)
{
	size_t low = 0, high = n, end;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (mark[middle] < which)
			low = middle + 1;
		else
			high = middle;
	}
	for (end = low; end < n && mark[end] == which; end++)
		;
	return end - low;
}

/* The mark that is there most often, of n > 0 sorted ones. */
static uint32_t
commonest(const uint32_t *mark, size_t n)
{
	size_t run = 0, best = 0, at = 0;

	for (size_t i = 0; i < n; i++) {
		run = i > 0 && mark[i] == mark[i - 1] ? run + 1 : 1;
		if (run > best) {
			best = run;
			at = i;
		}
	}
	return mark[at];
}

/* What `who` wrote in a row, by how often its users are among sorted marks. */
static double
part_of_row(const struct history *h, int64_t row, uint32_t who,
    const uint32_t *sorted, size_t n_sorted)
{
	size_t n, mine = 0, all = 0;
	const uint32_t *mark = history_marks(h, h->first + row, &n);

	for (size_t i = 0; i < n; i++) {
		size_t often = times(sorted, n_sorted, mark[i]);

		all += often;
		mine += mark[i] == who ? often : 0;
	}
	if (mine == 0 || h->rows[row].chats < n)
		return mine > 0;
	return 1 +
	    (double)(h->rows[row].chats - n) * (double)mine / (double)all;
}

double
history_loudest(const struct history *h, int64_t from, int64_t to)
{
	double wrote = 0, chats = 0;
	uint32_t *mark, who;
	size_t n;

	cut(h, &from, &to);
	mark = copy_marks(h, from, to, &n);
	if (mark == NULL || n == 0) {
		free(mark);
		return (double)NAN;
	}
	marks_count(mark, n);
	who = commonest(mark, n);
	for (int64_t i = from; i < to; i++) {
		wrote += part_of_row(h, i, who, mark, n);
		chats += h->rows[i].chats;
	}
	free(mark);
	return wrote / chats;
}

void
history_free(struct history *h)
{
	for (size_t i = 0; i < h->n; i++)
		purse_free(&h->rows[i].amounts);
	free(h->rows);
	free(h->marks);
	*h = (struct history){ 0 };
}
