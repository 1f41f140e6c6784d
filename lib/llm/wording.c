/* Fills the forms of messages. */
#include <ctype.h>
#include <stdlib.h>

#include "core/mem.h"
#include "llm/wording.h"
#include "record/money.h"

#define LEAD "[{PLATFORM} Chat] {user}: "

enum wording_key { PLATFORM, LOWER, USER, TEXT, AMOUNT, MONTHS, OTHERS };

static const char *const keys[] = { "PLATFORM", "platform", "user", "text",
	"amount", "months", "others" };
enum { N_KEYS = sizeof keys / sizeof *keys };

static const char *const types[] = { "chat", "donation", "subscription",
	"raid" };
enum { N_TYPES = sizeof types / sizeof *types, ANY = -1 };

struct wording_form {
	struct str platform; /* absent: any */
	int type;            /* or ANY */
	struct str form;
};

struct wording {
	struct wording_form *at;
	size_t n, cap;
};

static const struct wording_form usual[N_TYPES] = {
	{ .type = 0, .form = { LEAD "{text}", sizeof LEAD "{text}" - 1 } },
	{ .type = 1,
	    .form = { LEAD "💝 {amount} 후원! {text}",
		sizeof LEAD "💝 {amount} 후원! {text}" - 1 } },
	{ .type = 2,
	    .form = { LEAD "🎉 구독! {text}",
		sizeof LEAD "🎉 구독! {text}" - 1 } },
	{ .type = 3,
	    .form = { LEAD "🎉 레이드! {text}",
		sizeof LEAD "🎉 레이드! {text}" - 1 } },
};

static void
add(struct wording *w, struct wording_form form)
{
	MEM_RESERVE(w->at, w->cap, w->n + 1);
	w->at[w->n++] = form;
}

struct wording *
wording_new(void)
{
	return xcalloc(1, sizeof(struct wording));
}

void
wording_free(struct wording *w)
{
	if (w != NULL)
		free(w->at);
	free(w);
}

static int
find(const char *const *names, int n, struct str name)
{
	for (int i = 0; i < n; i++)
		if (str_is(name, names[i]))
			return i;
	return ANY;
}

static bool
is_good(struct str form)
{
	while (form.p != NULL) {
		str_cut(&form, '{');
		if (form.p == NULL)
			return true;
		if (memchr(form.p, '}', form.n) == NULL ||
		    find(keys, N_KEYS, str_cut(&form, '}')) == ANY)
			return false;
	}
	return true;
}

/* A type, a platform, or both with a slash between. */
static void
read_which(struct str which, struct wording_form *f)
{
	struct str name = str_cut(&which, '/');

	f->type = find(types, N_TYPES, which.p != NULL ? which : name);
	if (which.p != NULL || f->type == ANY)
		f->platform = name;
}

/* What is before the first "=", if it can be names; absent if not. */
static struct str
cut_which(struct str *text)
{
	struct str rest = *text, which = str_cut(&rest, '=');

	if (rest.p == NULL || which.n == 0)
		return (struct str){ 0 };
	for (size_t i = 0; i < which.n; i++)
		if (!islower((unsigned char)which.p[i]) && which.p[i] != '/')
			return (struct str){ 0 };
	*text = rest;
	return which;
}

const char *
wording_add(struct wording *w, const char *text)
{
	struct wording_form f = { .type = ANY, .form = str_of(text) };
	struct str which = cut_which(&f.form);

	if (which.p != NULL) {
		read_which(which, &f);
		if (memchr(which.p, '/', which.n) != NULL && f.type == ANY)
			return "[PLATFORM/][TYPE]=FORM with a TYPE of chat, "
			       "donation, subscription or raid";
	}
	if (f.form.n == 0 || !is_good(f.form))
		return "a form with {user}, {text}, {platform}, {PLATFORM}, "
		       "{amount}, {months} or {others} in it";
	add(w, f);
	return NULL;
}

static int
type_of(const struct choice_line *l)
{
	if ((l->why & WHY_PAID) != 0)
		return 1;
	if ((l->why & WHY_SUBSCRIBED) != 0)
		return 2;
	return (l->why & WHY_RAID) != 0 ? 3 : 0;
}

/* How much a form says of such a message; ANY when it is for others. */
static int
fits(const struct wording_form *f, const struct choice_line *l)
{
	bool here = f->platform.p != NULL;

	if (f->type != ANY && f->type != type_of(l))
		return ANY;
	if (here && !str_eq(f->platform, l->platform))
		return ANY;
	return (here ? 2 : 0) + (f->type != ANY ? 1 : 0);
}

static struct str
choose(const struct wording *w, const struct choice_line *l)
{
	struct str form = usual[type_of(l)].form;
	int most = 0;

	for (size_t i = 0; i < w->n; i++) {
		int said = fits(&w->at[i], l);

		if (said < most)
			continue;
		most = said;
		form = w->at[i].form;
	}
	return form;
}

static void
put_amount(struct buf *b, const struct prompt_line *l)
{
	struct str currency = l->currency.n > 0 ? l->currency : STR("KRW");
	int decimals = money_decimals(currency);
	long long amount = (long long)l->amount, unit = 1;

	if (amount <= 0)
		return;
	for (int i = 0; i < decimals; i++)
		unit *= 10;
	buf_fmt(b, "%lld", amount / unit);
	if (decimals > 0)
		buf_fmt(b, ".%0*lld", decimals, amount % unit);
	if (str_is(currency, "KRW")) {
		buf_adds(b, "원");
		return;
	}
	buf_addc(b, ' ');
	prompt_put_safe(b, currency, 8);
}

static void
put_platform(struct buf *b, struct str platform, bool upper)
{
	size_t start = b->n;

	prompt_put_safe(b, platform.n > 0 ? platform : STR("chat"), 20);
	for (size_t i = start; upper && i < b->n; i++)
		b->p[i] = (char)toupper((unsigned char)b->p[i]);
}

static void
put_key(struct buf *b, int key, const struct choice_line *l)
{
	const struct prompt_line *m = &l->line;

	switch ((enum wording_key)key) {
	case PLATFORM:
	case LOWER:
		put_platform(b, l->platform, key == PLATFORM);
		break;
	case USER:
		prompt_put_safe(b, m->user.n > 0 ? m->user : STR("Unknown"),
		    PROMPT_NICKNAME);
		break;
	case TEXT:
		prompt_put_safe(b, m->text, PROMPT_TEXT);
		break;
	case AMOUNT:
		put_amount(b, m);
		break;
	case MONTHS:
		if (m->months > 0)
			buf_fmt(b, "%lld", (long long)m->months);
		break;
	case OTHERS:
		buf_fmt(b, "%lu", (unsigned long)m->others);
		break;
	}
}

void
wording_put(const struct wording *w, struct buf *b, const struct choice_line *l)
{
	struct str form = choose(w, l);
	size_t start = b->n;

	while (form.p != NULL) {
		buf_str(b, str_cut(&form, '{'));
		if (form.p != NULL)
			put_key(b, find(keys, N_KEYS, str_cut(&form, '}')), l);
	}
	while (b->n > start && b->p[b->n - 1] == ' ')
		b->n--;
}
