/* Chooses and orders what is shown, and lays it out. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "term/figure.h"
#include "term/press.h"
#include "term/view.h"
#include "text/initials.h"

enum { AROUND = 3, FILTER_MAX = 60 };

const char *const view_sorts[] = { "rate", "people", "multiple", "gifts",
	"name", NULL };

/* ---- what there is ---- */

static struct str
kept(struct view *v, struct str text)
{
	return (struct str){ arena_copy(&v->texts, text.p, text.n), text.n };
}

static bool
is_wanted(const struct view *v, const struct watched *w)
{
	struct initials pattern;

	return !initials_read(buf_view(&v->filter), &pattern) ||
	    initials_find(&pattern, buf_view(&w->name)) ||
	    initials_find(&pattern, buf_view(&w->title));
}

static void
take_moment(struct view *v, struct view_row *row, struct watched *w)
{
	struct watched_moment *m = &w->moment;

	watched_look(w);
	row->hot = m->open;
	row->hot_sec = w->now - m->start;
	row->words = kept(v, buf_view(m->open ? &m->words : &w->words));
	if (m->open)
		row->multiple = fmax(row->multiple, m->multiple);
}

static void
take_row(struct view *v, struct watched *w, uint32_t number)
{
	struct view_row *row;

	MEM_RESERVE(v->row, v->rows_cap, v->rows + 1);
	row = &v->row[v->rows++];
	*row = (struct view_row){ .number = number,
		.rate = watched_rate(w),
		.multiple = watched_multiple(w),
		.people = watched_people(w),
		.viewers = w->viewers,
		.gifts = w->gifts + w->subscriptions,
		.amount = w->amount,
		.gap_ms = w->gap_ms,
		.lost_sec = w->now - w->lost_at,
		.link = w->link,
		.name = kept(v, buf_view(&w->name)),
		.title = kept(v, buf_view(&w->title)),
		.currency = kept(v, buf_view(&w->currency)) };
	watched_curve(w, row->curve, VIEW_CURVE);
	take_moment(v, row, w);
}

static int
by_number(double a, double b)
{
	a = isnan(a) ? -1 : a;
	b = isnan(b) ? -1 : b;
	return (a < b) - (a > b);
}

static int
by_sort(const struct view_row *a, const struct view_row *b, enum view_sort sort)
{
	switch (sort) {
	case VIEW_BY_NAME:
		return str_cmp(a->name, b->name);
	case VIEW_BY_PEOPLE:
		return by_number(a->people, b->people);
	case VIEW_BY_MULTIPLE:
		return by_number(a->multiple, b->multiple);
	case VIEW_BY_GIFTS:
		return by_number((double)a->amount, (double)b->amount);
	default:
		return by_number(a->rate, b->rate);
	}
}

static int
compare(const void *left, const void *right, void *view)
{
	const struct view_row *a = left, *b = right;
	const struct view *v = view;
	int order = by_sort(a, b, v->sort);

	if (order == 0)
		return (a->number > b->number) - (a->number < b->number);
	return v->backwards ? -order : order;
}

static void
sort(struct view *v)
{
	if (v->rows > 0)
		qsort_r(v->row, v->rows, sizeof *v->row, compare, v);
}

static void
take_lines(struct view *v, const struct watched *w)
{
	const struct watched_line *from;

	v->lines = 0;
	while ((from = watched_line(w, (uint32_t)v->lines)) != NULL)
		v->line[v->lines++] = (struct view_line){ from->type, from->sec,
			from->amount, kept(v, from->user), kept(v, from->text),
			kept(v, from->currency) };
}

void
view_take(struct view *v, struct board *b)
{
	v->ended = b->ended;
	if (v->frozen)
		return;
	arena_reset(&v->texts);
	v->rows = 0;
	v->channels = b->channels.n;
	v->now = b->now;
	for (uint32_t i = 0; i < v->channels; i++)
		if (is_wanted(v, board_nth(b, i)))
			take_row(v, board_nth(b, i), i);
	sort(v);
	v->lines = 0;
	if (v->chat && v->chosen < v->channels)
		take_lines(v, board_nth(b, v->chosen));
}

/* ---- keys ---- */

/* The row that is chosen; the first until a key chose another. */
static size_t
chosen(const struct view *v)
{
	for (size_t i = 0; v->chosen_is_set && i < v->rows; i++)
		if (v->row[i].number == v->chosen)
			return i;
	return 0;
}

static void
choose(struct view *v, int64_t row)
{
	if (v->rows == 0)
		return;
	if (row >= (int64_t)v->rows)
		row = (int64_t)v->rows - 1;
	v->chosen = v->row[row > 0 ? row : 0].number;
	v->chosen_is_set = true;
}

static void
scroll(struct view *v, int64_t lines)
{
	int64_t back = (int64_t)v->back + lines;

	if (back > (int64_t)v->lines - 1)
		back = (int64_t)v->lines - 1;
	v->back = back > 0 ? (size_t)back : 0;
}

static void
move(struct view *v, int64_t rows)
{
	if (v->chat)
		scroll(v, -rows);
	else
		choose(v, (int64_t)chosen(v) + rows);
}

static void
type(struct view *v, uint32_t key)
{
	struct buf *f = &v->filter;
	char character[UTF8_MAX] = "";

	if (key == PRESS_ENTER || key == PRESS_ESCAPE)
		v->typing = false;
	if (key == PRESS_ESCAPE)
		f->n = 0;
	else if (key == PRESS_DELETE && f->n > 0)
		f->n = utf8_cut(buf_view(f), f->n - 1).n;
	else if (key >= ' ' && key < PRESS_UP && key != PRESS_DELETE &&
	    f->n < FILTER_MAX)
		buf_add(f, character, utf8_put(character, key));
}

/* Enter, and again; escape takes one thing back a time. */
static void
open_chat(struct view *v, bool open)
{
	if (open && v->rows > 0 && !v->frozen) {
		choose(v, (int64_t)chosen(v));
		v->back = 0;
		v->chat = true;
	} else if (!open && v->chat) {
		v->chat = false;
	} else if (!open) {
		v->filter.n = 0;
	}
}

static void
sort_otherwise(struct view *v)
{
	v->sort = v->sort == 0 ? VIEW_BY_PEOPLE : v->sort + 1;
	if (v->sort > VIEW_BY_NAME)
		v->sort = VIEW_BY_RATE;
	sort(v);
}

static void
turn_round(struct view *v)
{
	v->backwards = !v->backwards;
	sort(v);
}

static void
move_by(struct view *v, uint32_t key)
{
	int64_t page = v->page > 1 ? (int64_t)v->page - 1 : 1;

	if (key == PRESS_UP || key == 'k')
		move(v, -1);
	else if (key == PRESS_DOWN || key == 'j')
		move(v, 1);
	else if (key == PRESS_PAGE_UP)
		move(v, -page);
	else if (key == PRESS_PAGE_DOWN)
		move(v, page);
	else if (key == PRESS_FIRST)
		move(v, INT32_MIN);
	else if (key == PRESS_LAST)
		move(v, INT32_MAX);
}

bool
view_press(struct view *v, uint32_t key)
{
	if (v->typing) {
		type(v, key);
		return true;
	}
	if (key == 'q')
		return false;
	if (key == '/')
		v->typing = true;
	else if (key == ' ')
		v->frozen = !v->frozen;
	else if (key == PRESS_ENTER)
		open_chat(v, !v->chat);
	else if (key == PRESS_ESCAPE)
		open_chat(v, false);
	else if (key == 's')
		sort_otherwise(v);
	else if (key == 'r')
		turn_round(v);
	else
		move_by(v, key);
	return true;
}

/* ---- columns ---- */

/* A column: its title, the least columns, and how important it is; what is
 * left over goes by `share` to those that have one. */
struct column {
	const char *title;
	size_t least;
	int rank; /* 1 is the last to go */
	size_t share, most;
	void (*put)(struct slate *, const struct view_row *, size_t columns,
	    enum slate_style);
};

static void
put_name(struct slate *s, const struct view_row *row, size_t columns,
    enum slate_style style)
{
	slate_put(s, row->hot ? SLATE_HOT : style, row->name, columns);
}

static void
put_rate(struct slate *s, const struct view_row *row, size_t columns,
    enum slate_style style)
{
	char text[FIGURE_TEXT];

	slate_put_right(s, style, figure_number(text, row->rate), columns);
}

/* A curve is drawn against its own highest column. */
static void
put_curve(struct slate *s, const struct view_row *row, size_t columns,
    enum slate_style style)
{
	struct buf curve = { 0 };

	figure_curve(&curve, row->curve, VIEW_CURVE, columns);
	slate_put(s, style == SLATE_PLAIN ? SLATE_CURVE : style,
	    buf_view(&curve), columns);
	buf_free(&curve);
}

static void
put_people(struct slate *s, const struct view_row *row, size_t columns,
    enum slate_style style)
{
	char text[FIGURE_TEXT];

	slate_put_right(s, style, figure_number(text, row->people), columns);
}

static void
put_multiple(struct slate *s, const struct view_row *row, size_t columns,
    enum slate_style style)
{
	char text[FIGURE_TEXT];

	slate_put_right(s, row->hot ? SLATE_HOT : style,
	    figure_multiple(text, row->multiple), columns);
}

static void
put_link(struct slate *s, const struct view_row *row, size_t columns,
    enum slate_style style)
{
	char text[FIGURE_TEXT], span[FIGURE_TEXT];
	struct str shown = STR("");

	if (row->link == WATCHED_LOST) {
		figure_span(span, row->lost_sec);
		shown = figure_text(text, "lost %s", span);
		style = SLATE_BAD;
	} else if (row->link == WATCHED_CLOSED) {
		shown = STR("closed");
		style = style == SLATE_PLAIN ? SLATE_DIM : style;
	} else if (row->gap_ms > 0) {
		figure_span(span, row->gap_ms / 1000);
		shown = figure_text(text, "gap %s", span);
	} else if (row->link == WATCHED_OPEN) {
		shown = STR("ok");
	}
	slate_put(s, style, shown, columns);
}

static void
put_gifts(struct slate *s, const struct view_row *row, size_t columns,
    enum slate_style style)
{
	char text[FIGURE_TEXT];

	slate_put_right(s, style == SLATE_PLAIN ? SLATE_MONEY : style,
	    figure_money(text, row->amount, row->currency, row->gifts),
	    columns);
}

static void
put_viewers(struct slate *s, const struct view_row *row, size_t columns,
    enum slate_style style)
{
	char text[FIGURE_TEXT];
	struct str shown = STR("");

	if (row->viewers >= 0)
		shown = figure_number(text, (double)row->viewers);
	slate_put_right(s, style, shown, columns);
}

static void
put_words(struct slate *s, const struct view_row *row, size_t columns,
    enum slate_style style)
{
	struct buf text = { 0 };
	char span[FIGURE_TEXT];

	if (row->hot)
		buf_fmt(
		    &text, "%.*s ", STR_ARG(figure_span(span, row->hot_sec)));
	buf_str(&text, row->words);
	slate_put(s, row->hot ? SLATE_HOT : style, buf_view(&text), columns);
	buf_free(&text);
}

static void
put_title(struct slate *s, const struct view_row *row, size_t columns,
    enum slate_style style)
{
	slate_put(
	    s, style == SLATE_PLAIN ? SLATE_DIM : style, row->title, columns);
}

static const struct column columns[] = {
	{ "CHANNEL", 14, 1, 2, 28, put_name },
	{ "CHAT/min", 8, 2, 0, 0, put_rate },
	{ "10 MINUTES", 10, 5, 4, VIEW_CURVE / 2, put_curve },
	{ "PEOPLE", 6, 3, 0, 0, put_people },
	{ "TIMES", 5, 4, 0, 0, put_multiple },
	{ "LINK", 9, 7, 0, 0, put_link },
	{ "GIFTS", 8, 6, 0, 0, put_gifts },
	{ "VIEWERS", 7, 9, 0, 0, put_viewers },
	{ "MOMENT", 10, 8, 4, 60, put_words },
	{ "TITLE", 20, 10, 3, 999, put_title },
};

enum { COLUMNS = sizeof columns / sizeof *columns };

static size_t
column_of_rank(int rank)
{
	size_t i = 0;

	while (columns[i].rank != rank)
		i++;
	return i;
}

/* The most important columns that fit, with a space between; returns what is
 * left over. */
static size_t
fit(size_t width, size_t *take)
{
	size_t left = width;

	for (int rank = 1; rank <= (int)COLUMNS; rank++) {
		size_t i = column_of_rank(rank);

		if (columns[i].least + 1 > left + (rank == 1))
			break;
		take[i] = columns[i].least;
		left -= take[i] + (rank > 1);
	}
	return left;
}

/* Widths, 0 for those that are left out. */
static void
lay_out(size_t width, size_t *take)
{
	size_t left, shares = 0;

	memset(take, 0, COLUMNS * sizeof *take);
	left = fit(width, take);
	for (size_t i = 0; i < COLUMNS; i++)
		shares += take[i] > 0 ? columns[i].share : 0;
	for (size_t i = 0; i < COLUMNS && shares > 0; i++) {
		size_t more = left * columns[i].share / shares;

		if (take[i] == 0)
			continue;
		if (columns[i].share > 0 && take[i] + more > columns[i].most)
			more = columns[i].most - take[i];
		take[i] += more;
	}
}

/* ---- drawing ---- */

static void
draw_titles(struct slate *s, const struct view *v, const size_t *take)
{
	static const enum view_sort sorts[COLUMNS] = { VIEW_BY_NAME,
		VIEW_BY_RATE, 0, VIEW_BY_PEOPLE, VIEW_BY_MULTIPLE, 0,
		VIEW_BY_GIFTS };
	enum view_sort by = v->sort == 0 ? VIEW_BY_RATE : v->sort;

	for (size_t i = 0; i < COLUMNS; i++) {
		enum slate_style style =
		    sorts[i] == by ? SLATE_CHOSEN : SLATE_BAR;
		struct str title = str_of(columns[i].title);

		if (take[i] == 0)
			continue;
		if (i > 0)
			slate_put(s, SLATE_BAR, STR(" "), 1);
		if (columns[i].share > 0 || columns[i].put == put_link)
			slate_put(s, style, title, take[i]);
		else
			slate_put_right(s, style, title, take[i]);
	}
	slate_rest(s, SLATE_BAR, STR(""));
	slate_next(s);
}

static void
draw_row(struct slate *s, const struct view_row *row, const size_t *take,
    bool is_chosen)
{
	enum slate_style style = is_chosen ? SLATE_CHOSEN : SLATE_PLAIN;

	for (size_t i = 0; i < COLUMNS; i++) {
		if (take[i] == 0)
			continue;
		if (i > 0)
			slate_put(s, style, STR(" "), 1);
		columns[i].put(s, row, take[i], style);
	}
	slate_rest(s, style, STR(""));
	slate_next(s);
}

static void
draw_list(struct view *v, struct slate *s)
{
	size_t take[COLUMNS], at = chosen(v);

	lay_out(s->columns, take);
	draw_titles(s, v, take);
	v->page = s->lines > AROUND ? s->lines - AROUND : 0;
	if (at < v->first)
		v->first = at;
	if (at >= v->first + v->page)
		v->first = at + 1 - v->page;
	if (v->first + v->page > v->rows)
		v->first = v->rows > v->page ? v->rows - v->page : 0;
	for (size_t i = 0; i < v->page && v->first + i < v->rows; i++)
		draw_row(s, &v->row[v->first + i], take,
		    v->chosen_is_set && v->first + i == at);
}

static void
draw_line(struct slate *s, const struct view_line *line)
{
	char text[FIGURE_TEXT];
	enum slate_style style = SLATE_PLAIN;

	if (line->type == EVENT_DONATION || line->type == EVENT_SUBSCRIPTION)
		style = SLATE_MONEY;
	else if (line->type != EVENT_CHAT)
		style = SLATE_DIM;
	slate_put(s, SLATE_DIM, figure_clock(text, line->sec), 8);
	slate_put(s, SLATE_DIM, STR(" "), 1);
	slate_put(s, style == SLATE_PLAIN ? SLATE_CURVE : style, line->user,
	    s->columns > 60 ? 16 : 10);
	slate_put(s, style, STR(" "), 1);
	if (line->type == EVENT_DONATION) {
		slate_put(s, style,
		    figure_money(text, line->amount, line->currency, 1), 0);
		slate_put(s, style, STR(" "), 1);
	}
	slate_rest(s, style, line->text);
	slate_next(s);
}

/* The last at the bottom. */
static void
draw_chat(struct view *v, struct slate *s)
{
	size_t shown;

	slate_rest(s, SLATE_BAR,
	    v->chosen_is_set && chosen(v) < v->rows ? v->row[chosen(v)].name
						    : STR(""));
	slate_next(s);
	v->page = s->lines > AROUND ? s->lines - AROUND : 0;
	if (v->back + v->page > v->lines)
		v->back = v->lines > v->page ? v->lines - v->page : 0;
	shown = v->lines < v->page ? v->lines : v->page;
	for (size_t i = shown; i-- > 0;)
		draw_line(s, &v->line[v->back + i]);
}

/* What all of them are, and how the view stands. */
static void
draw_head(const struct view *v, struct slate *s)
{
	struct buf head = { 0 };
	char text[FIGURE_TEXT];
	double rate = 0;

	for (size_t i = 0; i < v->rows; i++)
		rate += v->row[i].rate;
	buf_fmt(&head, "chz-top  %.*s  %zu",
	    STR_ARG(figure_clock(text, v->now / 1000)), v->rows);
	if (v->rows != v->channels)
		buf_fmt(&head, " of %u", v->channels);
	buf_fmt(
	    &head, " channels  %.*s/min", STR_ARG(figure_number(text, rate)));
	if (v->frozen)
		buf_adds(&head, "  FROZEN");
	if (v->ended)
		buf_adds(&head, "  end of input");
	slate_rest(s, SLATE_BAR, buf_view(&head));
	slate_next(s);
	buf_free(&head);
}

static void
draw_keys(const struct view *v, struct slate *s)
{
	struct buf keys = { 0 };

	slate_move(s, s->lines - 1);
	if (v->typing || v->filter.n > 0)
		buf_fmt(&keys, "/%.*s%s", STR_ARG(buf_view(&v->filter)),
		    v->typing ? "_" : "  esc shows all");
	else if (v->chat)
		buf_adds(
		    &keys, "q quit  esc back  space freeze  up/down scroll");
	else
		buf_adds(&keys,
		    "q quit  s sort  r reverse  / filter  space freeze  "
		    "enter chat");
	slate_rest(s, SLATE_BAR, buf_view(&keys));
	buf_free(&keys);
}

void
view_draw(struct view *v, struct slate *s)
{
	draw_head(v, s);
	if (v->chat)
		draw_chat(v, s);
	else
		draw_list(v, s);
	draw_keys(v, s);
}

size_t
view_height(const struct view *v)
{
	return v->rows + AROUND - 1;
}

void
view_free(struct view *v)
{
	arena_free(&v->texts);
	buf_free(&v->filter);
	free(v->row);
}
