#include <math.h>
#include <stdlib.h>

#include "core/mem.h"
#include "judge.h"

enum { WIDER = 3 };

void
answers_add(struct answers *a, struct answer one)
{
	MEM_RESERVE(a->at, a->cap, a->n + 1);
	a->at[a->n++] = one;
}

void
answers_free(struct answers *a)
{
	free(a->at);
	*a = (struct answers){ 0 };
}

static int
earlier(const void *a, const void *b)
{
	const struct answer *l = a, *r = b;

	return l->start < r->start ? -1 : l->start > r->start;
}

static bool
meets(const struct answer *a, const struct moment *m)
{
	return a->start < m->end + WIDER && m->start - WIDER < a->end &&
	    a->end - a->start <= 3 * (m->end - m->start) + 60;
}

static void
agree(struct verdict *v, const struct answer *a, const struct moment *m)
{
	v->right++;
	MEM_RESERVE(v->off, v->off_cap, v->n_off + 1);
	MEM_RESERVE(v->delay, v->delay_cap, v->n_off + 1);
	v->off[v->n_off] = labs(a->start - m->start);
	v->delay[v->n_off++] = a->opened - m->start;
}

static bool
is_neutral(const struct scene *s, const struct answer *a)
{
	for (size_t i = 0; i < s->n_truth; i++)
		if (s->truth[i].neutral && meets(a, &s->truth[i]))
			return true;
	return false;
}

void
judge(struct verdict *v, const struct scene *s, struct answers *answers)
{
	struct answer *a = answers->at;
	bool *used = xcalloc(answers->n + 1, sizeof *used);

	qsort(a, answers->n, sizeof *a, earlier);
	for (size_t i = 0; i < s->n_truth; i++) {
		const struct moment *m = &s->truth[i];
		size_t k = 0;

		if (m->neutral)
			continue;
		while (k < answers->n &&
		    (used[k] || a[k].suspect || !meets(&a[k], m)))
			k++;
		if (k == answers->n) {
			v->missed++;
			continue;
		}
		used[k] = true;
		agree(v, &a[k], m);
	}
	for (size_t k = 0; k < answers->n; k++)
		if (!used[k] && !a[k].suspect && !is_neutral(s, &a[k]))
			v->wrong++;
	free(used);
}

double
verdict_f1(const struct verdict *v)
{
	long all = 2 * v->right + v->wrong + v->missed;

	return all > 0 ? 2.0 * (double)v->right / (double)all : 1;
}

static int
ascending(const void *a, const void *b)
{
	long l = *(const long *)a, r = *(const long *)b;

	return l < r ? -1 : l > r;
}

static long
middle(long *values, size_t n, double at)
{
	if (n == 0)
		return 0;
	qsort(values, n, sizeof *values, ascending);
	return values[(size_t)((double)(n - 1) * at)];
}

double
verdict_off(const struct verdict *v)
{
	return (double)middle(v->off, v->n_off, 0.5);
}

long
verdict_delay(const struct verdict *v, double at)
{
	return middle(v->delay, v->n_off, at);
}

void
verdict_free(struct verdict *v)
{
	free(v->off);
	free(v->delay);
	*v = (struct verdict){ 0 };
}
