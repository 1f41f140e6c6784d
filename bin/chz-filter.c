/*
 * chz-filter - let through the chat that is wanted.
 * Records in; those that no rule drops, byte for byte, out.
 */

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/diag.h"
#include "core/id128.h"
#include "core/mem.h"
#include "core/random.h"
#include "core/secret.h"
#include "core/sig.h"
#include "core/when.h"
#include "record/edge.h"
#include "record/event.h"
#include "record/mark.h"
#include "store/inputs.h"
#include "store/persons.h"
#include "text/rules_options.h"

struct settings {
	const char *types, *roles, *anon, *forget;
	struct walk_dates dates;
	bool no_streamer, mark;
	int policy; /* from 1 */
	struct rate rate;
	struct edge from, to;
	double sample;
	struct rules_settings rules;
	struct jsonl_settings io;
};

static const char *const policy_words[] = { "oldest", "newest", "sample",
	"donations-first", NULL };

static const struct opt options[] = {
	{ 0, "anon", "KEYFILE", "put pseudonyms in the place of people",
	    OPT_TEXT(struct settings, anon) },
	{ 0, "forget", "FILE", "erase the people whose ids FILE lists",
	    OPT_TEXT(struct settings, forget) },
	{ 0, "from", "WHEN", "drop what came before",
	    OPT_OWN(struct settings, from, edge_read) },
	{ 0, "mark", NULL, "say dropped_by instead of dropping",
	    OPT_FLAG(struct settings, mark) },
	{ 0, "no-streamer", NULL, "drop what the streamer says",
	    OPT_FLAG(struct settings, no_streamer) },
	{ 0, "policy", "WHICH", "what --rate lets through",
	    OPT_CHOICE(struct settings, policy, policy_words),
	    .def = "oldest" },
	{ 0, "rate", "N/DUR", "let through N messages in DUR",
	    OPT_OWN(struct settings, rate, rules_read_rate) },
	{ 0, "role", "ROLE[,ROLE...]", "drop what others say",
	    OPT_TEXT(struct settings, roles) },
	{ 0, "sample", "P", "let through that share of the chats",
	    OPT_REAL(struct settings, sample), .def = "1", .max = 1 },
	{ 0, "to", "WHEN", "drop what came then or later",
	    OPT_OWN(struct settings, to, edge_read) },
	{ 0, "type", "TYPE[,TYPE...]", "drop records of other types",
	    OPT_TEXT(struct settings, types) },
	{ 0 },
};

static const struct tool tool = {
	.name = "chz-filter",
	.operands = "[FILE|DIR...]",
	.about = "Let through the chat that is wanted.",
	.opts = options,
	.groups = OPT_GROUPS(INPUTS_GROUP(struct settings, dates),
	    { rules_options,
		OPT_AT(struct settings, rules, struct rules_settings) },
	    JSONL_GROUPS(struct settings, io)),
	.examples = OPT_LINES(
	    "chz-filter --bots --no-links --repeat 30s events.jsonl | chz-ts",
	    "chz-filter --grep 펜타킬 archive",
	    "chz-filter --anon key archive >for-science.jsonl"),
};

/* What a record is dropped for, after the rules of text/rules.h. */
enum {
	BY_TYPE = RULES,
	BY_ROLE,
	BY_TIME,
	BY_SAMPLE,
	BY_RATE,
	BY_FORGOTTEN,
	BY_PRIVACY,
	REASONS
};

static const char *
reason_name(int by)
{
	static const char *const names[] = { "type", "role", "time", "sample",
		"rate", "forgotten", "privacy" };

	return by < RULES ? rule_name((enum rule)by) : names[by - RULES];
}

struct run {
	struct settings set;
	char **operands;
	struct rules *rules;
	struct quota *quota;
	struct buf *held;   /* lines, by place */
	int64_t held_since; /* monotonic */
	struct persons *persons;
	struct forget *forget;

	struct jsonl *in;
	struct out *out;
	const struct json_val *v; /* the record */
	int type_at, text_at; /* the line itself is judged and changed there */
	struct record_reader events;
	struct event e;          /* ... when it is one */
	int64_t now;             /* its moment, or the one before */
	struct buf made, marked; /* it, rewritten */

	unsigned long n_in, n_out, n_held, dropped[REASONS], cleaned;
};

/* ---- the ledger ---- */

static void
put_ledger(const struct run *r, struct buf *b)
{
	unsigned long dropped = 0;
	const char *sep = " (";

	for (int i = 0; i < REASONS; i++)
		dropped += r->dropped[i];
	buf_fmt(b, "in %lu = out %lu + dropped %lu + held %lu", r->n_in,
	    r->n_out, dropped, r->n_held);
	for (int i = 0; i < REASONS; i++)
		if (r->dropped[i] > 0) {
			buf_fmt(
			    b, "%s%s %lu", sep, reason_name(i), r->dropped[i]);
			sep = ", ";
		}
	buf_adds(b, dropped > 0 ? ")" : "");
}

static void
report(const struct run *r, void (*say)(const char *, ...))
{
	struct buf b = { 0 };

	put_ledger(r, &b);
	say("%s", buf_text(&b));
	buf_free(&b);
}

/* ---- what leaves ---- */

static void
send(struct run *r, struct str line)
{
	buf_str(&r->out->buf, line);
	buf_addc(&r->out->buf, '\n');
	out_ready(r->out);
}

/* A dropped record is counted, and with --mark leaves with the reason. */
static void
drop(struct run *r, int by, struct str what, struct str line)
{
	struct buf *b = &r->marked;

	r->dropped[by]++;
	if (!r->set.mark)
		return;
	while (line.p[line.n - 1] != '}')
		line.n--;
	b->n = 0;
	buf_add(b, line.p, line.n - 1);
	record_put_keys(b, &mark_keys,
	    &(struct mark){ str_of(reason_name(by)), what },
	    record_keys(&mark_keys, NULL));
	put_close(b);
	send(r, buf_view(b));
}

/* The line with another text. */
static struct str
with_text(struct run *r, struct str line, struct str text)
{
	const struct json_val *v = r->v + r->text_at;
	const char *behind = v->p + v->n + 1;

	r->made.n = 0;
	buf_add(&r->made, line.p, (size_t)(v->p - 1 - line.p));
	put_string(&r->made, text);
	buf_add(&r->made, behind, (size_t)(line.p + line.n - behind));
	return buf_view(&r->made);
}

/* The record as it leaves. */
static struct str
outgoing(struct run *r, bool event)
{
	struct str line = jsonl_line(r->in), text;

	if (event && r->forget != NULL && r->e.text.p != NULL) {
		text = forget_text(r->forget, r->e.text);
		if (text.p != r->e.text.p) {
			r->cleaned++;
			line = with_text(r, line, text);
		}
		r->e.text = text;
	}
	if (event && r->persons != NULL) {
		persons_hide(r->persons, &r->e);
		r->made.n = 0;
		record_put(&r->made, &event_record, &r->e);
		line = (struct str){ r->made.p, r->made.n - 1 };
	}
	return line;
}

/* ---- --rate ---- */

/* The window is over: what it holds leaves. */
static void
empty(struct run *r)
{
	long place;

	while ((place = quota_next(r->quota)) >= 0) {
		send(r, buf_view(&r->held[place]));
		r->n_held--;
		r->n_out++;
	}
}

static void
hold(struct run *r, long place, bool ousted, struct str line)
{
	struct buf *held = &r->held[place];

	if (ousted)
		drop(r, BY_RATE, (struct str){ 0 }, buf_view(held));
	else
		r->n_held++;
	held->n = 0;
	buf_str(held, line);
}

static void
ration(struct run *r, struct str line)
{
	bool paid = r->e.type != EVENT_CHAT, ousted;
	long place;

	if (quota_is_over(r->quota, r->now))
		empty(r);
	if (quota_end(r->quota) == INT64_MAX)
		r->held_since = when_monotonic();
	place = quota_add(r->quota, r->now, paid, &ousted);
	if (place >= 0) {
		hold(r, place, ousted, line);
	} else if (place == QUOTA_PASS) {
		r->n_out++;
		send(r, line);
	} else {
		drop(r, BY_RATE, (struct str){ 0 }, line);
	}
}

/* Held lines leave in time, also when nothing comes. */
static int
while_waiting(void *ctx)
{
	struct run *r = ctx;
	int64_t left;

	if (sig_noted())
		report(r, diag_note);
	if (r->n_held == 0)
		return -1;
	left = r->held_since + r->set.rate.span_ms - when_monotonic();
	if (left > 0)
		return left < INT32_MAX ? (int)left : INT32_MAX;
	empty(r);
	return -1;
}

/* ---- the rules ---- */

static bool
is_listed(struct str word, const char *list)
{
	struct str rest = str_of(list);

	while (rest.p != NULL)
		if (str_eq(str_trim(str_cut(&rest, ',')), word))
			return true;
	return false;
}

static bool
is_streamer(const struct event *e)
{
	return str_is(e->role, "streamer") ||
	    (e->user_id.n > 0 && str_eq(e->user_id, e->channel_id));
}

static bool
is_of_others(const struct run *r)
{
	struct str role = r->e.role.p != NULL ? r->e.role : STR("viewer");

	return (r->set.no_streamer && is_streamer(&r->e)) ||
	    (r->set.roles != NULL && !is_listed(role, r->set.roles));
}

/* The same messages are chosen in each run. */
static bool
is_left_out(const struct run *r)
{
	struct str id =
	    r->e.message_id.n > 0 ? r->e.message_id : jsonl_line(r->in);
	uint64_t dice = random_mix(id128_of(id).lo);

	return (double)(dice >> 11) * 0x1p-53 >= r->set.sample;
}

static int
judge_message(struct run *r, struct str *what)
{
	bool paid = r->e.type != EVENT_CHAT;
	const struct rules_message m = { r->e.user_id, r->e.user, r->e.text,
		paid, r->now };
	enum rule rule;

	if (is_of_others(r))
		return BY_ROLE;
	if ((rule = rules_ask(r->rules, &m, what)) != RULE_NONE)
		return (int)rule;
	return !paid && r->set.sample < 1 && is_left_out(r) ? BY_SAMPLE
							    : RULE_NONE;
}

/* Records that name no viewer. */
static bool
is_public(const struct json_val *type)
{
	return val_is(type, "live") || val_is(type, "ts");
}

/* What drops the record, RULE_NONE when nothing does. */
static int
judge(struct run *r, bool event, struct str *what)
{
	const struct json_val *type = r->v + r->type_at;

	if (r->forget != NULL && forget_is_about(r->forget, jsonl_line(r->in)))
		return BY_FORGOTTEN;
	if (r->set.types != NULL &&
	    !is_listed(jsonl_text(r->in, type), r->set.types))
		return BY_TYPE;
	if (!event)
		return r->persons != NULL && !is_public(type) ? BY_PRIVACY
							      : RULE_NONE;
	if (edge_excludes(&r->set.from, &r->set.to, &r->e))
		return BY_TIME;
	return r->e.type <= EVENT_SUBSCRIPTION ? judge_message(r, what)
					       : RULE_NONE;
}

static void
look_at_clock(struct run *r)
{
	int64_t moment = event_moment(&r->e);

	if (moment != WHEN_UNKNOWN)
		r->now = moment;
	else if (r->e.t_ms >= 0)
		r->now = r->e.t_ms;
}

/* What nobody may see leaves in no form. */
static bool
is_secret(int by)
{
	return by == BY_FORGOTTEN || by == BY_PRIVACY;
}

/* Sends the record the way that was decided. */
static void
route(struct run *r, bool event, int by, struct str what)
{
	struct str line;

	if (is_secret(by) || (by != RULE_NONE && !r->set.mark)) {
		r->dropped[by]++;
		return;
	}
	line = outgoing(r, event);
	if (by != RULE_NONE) {
		drop(r, by, what, line);
	} else if (r->quota != NULL && event &&
	    r->e.type <= EVENT_SUBSCRIPTION) {
		ration(r, line);
	} else {
		r->n_out++;
		send(r, line);
	}
}

static void
take(struct run *r)
{
	struct str what = { 0 };
	bool event;

	r->n_in++;
	r->e.type = (enum event_type)record_read(&r->events, r->v, &r->e);
	event = r->e.type != EVENT_OTHER;
	if (event)
		look_at_clock(r);
	if (event && r->forget != NULL)
		forget_meet(r->forget, r->e.user_id, r->e.user);
	route(r, event, judge(r, event, &what), what);
	if (sig_noted())
		report(r, diag_note);
}

/* ---- what the options say ---- */

static const char *
take_forgotten(void *forget, struct str line)
{
	forget_add(forget, line);
	return NULL;
}

static void
set_quota(struct run *r)
{
	if (r->set.rate.n == 0)
		return;
	r->quota =
	    quota_new(r->set.rate, (enum quota_policy)(r->set.policy - 1), 1);
	r->held = xcalloc((size_t)r->set.rate.n, sizeof *r->held);
}

static void
set_privacy(struct run *r)
{
	char *key;

	if (r->set.forget != NULL) {
		r->forget = forget_new();
		rules_read_list(r->set.forget, take_forgotten, r->forget);
	}
	if (r->set.anon == NULL)
		return;
	key = secret_read(r->set.anon);
	if (key == NULL)
		diag_die(
		    EXIT_SOME_FAILED, "%s: %s", r->set.anon, strerror(errno));
	r->persons = persons_new(str_of(key));
	if (r->persons == NULL)
		diag_die(EXIT_SOME_FAILED, "%s: no key in it", r->set.anon);
	explicit_bzero(key, strlen(key));
	free(key);
}

/* ---- the run ---- */

/* Learns the nicknames that texts may mention before their owners speak. */
static void
look_ahead(struct run *r)
{
	struct jsonl_settings io = { .silent = true,
		.jobs = r->set.io.jobs,
		.max_record = r->set.io.max_record };
	struct jsonl *in = inputs_open(r->operands, &r->set.dates, &io, NULL);
	struct record_reader events;
	struct event e = event_blank();
	const struct json_val *v;

	record_want(&events, &event_record, in, "user_id user");
	while ((v = jsonl_next(in)) != NULL) {
		if (record_read(&events, v, &e) == EVENT_OTHER)
			continue;
		if (r->persons != NULL)
			persons_meet(r->persons, e.user_id, e.user);
		if (r->forget != NULL)
			forget_meet(r->forget, e.user_id, e.user);
	}
	jsonl_close(in);
}

static void
want_keys(struct run *r)
{
	const struct settings *set = &r->set;
	bool timed = set->from.set || set->to.set || set->rate.n > 0 ||
	    rules_need_time(&set->rules);
	struct buf keys = { 0 };

	buf_adds(&keys, "user_id user text role channel_id");
	buf_adds(&keys, timed ? " sent_at received_at t_ms" : "");
	buf_adds(&keys, set->sample < 1 ? " message_id" : "");
	r->type_at = jsonl_want(r->in, "type");
	r->text_at = jsonl_want(r->in, "text");
	r->e = event_blank();
	record_want(&r->events, &event_record, r->in,
	    r->persons != NULL ? NULL : buf_text(&keys));
	buf_free(&keys);
}

static int
filter(struct run *r)
{
	if ((r->persons != NULL || r->forget != NULL) &&
	    inputs_stay(r->operands))
		look_ahead(r);
	r->in = inputs_open(r->operands, &r->set.dates, &r->set.io, r->out);
	want_keys(r);
	jsonl_on_wait(r->in, while_waiting, r);
	while ((r->v = jsonl_next(r->in)) != NULL)
		take(r);
	if (r->quota != NULL)
		empty(r);
	report(r, diag_detail);
	if (r->forget != NULL)
		diag_note("erased %lu records; took names out of %lu others",
		    r->dropped[BY_FORGOTTEN], r->cleaned);
	return jsonl_finish(r->in, r->out);
}

static void
free_run(struct run *r)
{
	for (int64_t i = 0; r->held != NULL && i < r->set.rate.n; i++)
		buf_free(&r->held[i]);
	free(r->held);
	quota_free(r->quota);
	rules_free(r->rules);
	persons_free(r->persons);
	forget_free(r->forget);
	buf_free(&r->made);
	buf_free(&r->marked);
	opt_free(&tool, &r->set);
}

int
main(int argc, char *argv[])
{
	struct run r = { 0 };
	int status;

	r.operands = argv + opt_parse(&tool, argc, argv, &r.set);
	sig_note(SIGUSR1);
	r.rules = rules_build(&r.set.rules);
	set_quota(&r);
	set_privacy(&r);
	r.out = out_open(r.set.io.output, r.set.io.line_buffered);
	status = filter(&r);
	free_run(&r);
	return status;
}
