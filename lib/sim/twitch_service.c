/* Serves the simulated Twitch: who listens to what, and what goes wrong. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/random.h"
#include "platform/irc.h"
#include "sim/twitch_lines.h"
#include "sim/twitch_service.h"

enum {
	NICK_MAX = 32,
	ID_MAX = 40,
	PING_MS = 5 * 60 * 1000,
	REPRIEVE_MS = 10 * 1000, /* from "connect anew" to the close */
	HUGE_BYTES = 10 * 1000 * 1000
};

/* A client, and the channels that it has joined. */
struct listener {
	struct sim_socket *socket;
	char nick[NICK_MAX];
	bool *joined;      /* by channel */
	bool deaf;         /* nothing passes any more */
	int64_t leaves_at; /* it was asked to; INT64_MAX */
};

struct twitch_sim {
	struct sim *sim;
	struct world world;
	bool begun;
	struct listener **at;
	size_t n, cap;
	uint64_t chance, ids;
	struct timer *ping;
	struct buf line;
};

/* ---- what is said ---- */

static void
send_line(struct twitch_sim *s, struct listener *l)
{
	if (!l->deaf)
		server_send(l->socket->peer, buf_view(&s->line));
	s->line.n = 0;
}

static void
count_listeners(const struct twitch_sim *s, const struct channel *c,
    unsigned *listeners, unsigned *withheld)
{
	*listeners = *withheld = 0;
	for (size_t i = 0; i < s->n; i++) {
		*listeners += s->at[i]->joined[c->index];
		*withheld += s->at[i]->joined[c->index] && s->at[i]->deaf;
	}
}

/* Random, as a UUID. */
static void
make_id(struct twitch_sim *s, char id[ID_MAX])
{
	unsigned long long a = random_next(&s->ids), b = random_next(&s->ids);

	snprintf(id, ID_MAX, "%08llx-%04llx-4%03llx-8%03llx-%012llx", a >> 32,
	    a >> 16 & 0xFFFF, a & 0xFFF, b >> 52, b & 0xFFFFFFFFFFFF);
}

static void
note_sent(struct twitch_sim *s, const struct channel *c, const struct event *e,
    const char *id)
{
	struct buf login = { 0 }, stream = { 0 };
	struct sent sent = sent_blank();
	unsigned listeners, withheld;

	count_listeners(s, c, &listeners, &withheld);
	twitch_put_login(&login, c);
	buf_fmt(&stream, "unknown_%.*s", STR_ARG(buf_view(&login)));
	sent.type = SENT_MESSAGE;
	sent.channel_id = buf_view(&login);
	sent.stream_id = buf_view(&stream);
	sent.sent_at = e->sent_at;
	sent.message_id = str_of(id);
	sent.readers = listeners;
	if (withheld > 0)
		sent.withheld = withheld;
	ledger_put(sim_ledger(s->sim), &sent);
	buf_free(&login);
	buf_free(&stream);
}

static void
said(void *ctx, struct channel *c, const struct event *e)
{
	struct twitch_sim *s = ctx;
	char id[ID_MAX];

	make_id(s, id);
	note_sent(s, c, e, id);
	twitch_put_message(&s->line, c, e, str_of(id));
	for (size_t i = 0; i < s->n; i++)
		if (s->at[i]->joined[c->index] && !s->at[i]->deaf)
			server_send(s->at[i]->socket->peer, buf_view(&s->line));
	s->line.n = 0;
}

/* Twitch's chats outlive their broadcasts. */
static void
changed(void *ctx, struct channel *c)
{
	(void)ctx;
	(void)c;
}

/* Those that were asked to connect anew, and should have. */
static void
close_old(struct twitch_sim *s, int64_t now)
{
	for (size_t i = s->n; i-- > 0;) {
		if (s->at[i]->leaves_at > now)
			continue;
		s->at[i]->leaves_at = INT64_MAX;
		server_close(s->at[i]->socket->peer, 1000);
	}
}

static void
tick(void *own, int64_t now)
{
	struct twitch_sim *s = own;
	const struct world_watcher watcher = { said, changed, s };

	if (s->begun)
		world_advance(&s->world, now, &watcher);
	close_old(s, now);
}

static int64_t
due(void *own)
{
	struct twitch_sim *s = own;
	int64_t first = s->begun ? world_due(&s->world) : INT64_MAX;

	for (size_t i = 0; i < s->n; i++)
		if (s->at[i]->leaves_at < first)
			first = s->at[i]->leaves_at;
	return first;
}

/* The world of its own begins with the first client. */
static void
begin(struct twitch_sim *s)
{
	if (!s->begun)
		s->begun = sim_begin_world(s->sim, &s->world, 0x7317C4);
}

/* ---- what is asked ---- */

static struct channel *
channel_of(struct twitch_sim *s, struct str name)
{
	struct channel *found = NULL;

	for (unsigned i = 0; i < s->world.n && found == NULL; i++) {
		twitch_put_login(&s->line, &s->world.channels[i]);
		if (str_eq(buf_view(&s->line), name))
			found = &s->world.channels[i];
		s->line.n = 0;
	}
	return found;
}

/* A channel that is not there is joined in silence. */
static void
join_one(struct twitch_sim *s, struct listener *l, struct str name)
{
	struct channel *c;

	if (name.n < 2)
		return;
	c = channel_of(s, (struct str){ name.p + 1, name.n - 1 });
	if (c == NULL)
		return;
	l->joined[c->index] = true;
	twitch_put_joined(&s->line, str_of(l->nick), c);
	send_line(s, l);
}

static void
join(struct twitch_sim *s, struct listener *l, const struct irc_line *line)
{
	struct str names = irc_param(line, 0);

	while (names.p != NULL)
		join_one(s, l, str_cut(&names, ','));
}

static void
part(struct twitch_sim *s, struct listener *l, const struct irc_line *line)
{
	struct str name = irc_param(line, 0);
	struct channel *c = NULL;

	if (name.n > 1)
		c = channel_of(s, (struct str){ name.p + 1, name.n - 1 });
	if (c == NULL)
		return;
	l->joined[c->index] = false;
	buf_fmt(&s->line, ":%s!%s@%s.tmi.twitch.tv PART %.*s\r\n", l->nick,
	    l->nick, l->nick, STR_ARG(name));
	send_line(s, l);
}

static void
take_nick(struct twitch_sim *s, struct listener *l, const struct irc_line *line)
{
	struct str nick = irc_param(line, 0);

	snprintf(l->nick, sizeof l->nick, "%.*s", STR_ARG(nick));
	if (!str_starts(nick, "justinfan"))
		buf_adds(&s->line,
		    ":tmi.twitch.tv NOTICE * :Login authentication failed\r\n");
	else
		twitch_put_motd(&s->line, nick);
	send_line(s, l);
}

static void
able(struct twitch_sim *s, struct listener *l, const struct irc_line *line)
{
	buf_fmt(&s->line, ":tmi.twitch.tv CAP * ACK :%.*s\r\n",
	    STR_ARG(irc_param(line, 1)));
	send_line(s, l);
}

static void
pong(struct twitch_sim *s, struct listener *l, const struct irc_line *line)
{
	buf_fmt(&s->line, ":tmi.twitch.tv PONG tmi.twitch.tv :%.*s\r\n",
	    STR_ARG(irc_param(line, 0)));
	send_line(s, l);
}

static void
take_line(struct twitch_sim *s, struct listener *l, struct str text)
{
	static const struct {
		const char *command;
		void (*take)(struct twitch_sim *, struct listener *,
		    const struct irc_line *);
	} commands[] = {
		{ "CAP", able },
		{ "NICK", take_nick },
		{ "JOIN", join },
		{ "PART", part },
		{ "PING", pong },
	};
	struct irc_line line;

	if (!irc_read(text, &line))
		return;
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		if (str_is(line.command, commands[i].command))
			commands[i].take(s, l, &line);
}

static void
message(void *own, struct sim_socket *socket, struct str data, bool binary)
{
	(void)binary;
	while (data.p != NULL)
		take_line(own, socket->own, str_trim(str_cut(&data, '\n')));
}

/* ---- what goes wrong ---- */

static void
drop(struct twitch_sim *s, struct listener *l, const struct fault *f)
{
	(void)s;
	(void)f;
	server_cut(l->socket->peer);
}

static void
close_with(struct twitch_sim *s, struct listener *l, const struct fault *f)
{
	(void)s;
	server_close(l->socket->peer, (int)f->value);
}

static void
half_open(struct twitch_sim *s, struct listener *l, const struct fault *f)
{
	(void)s;
	(void)f;
	l->deaf = true;
	server_hold(l->socket->peer, true);
}

static void
garbage(struct twitch_sim *s, struct listener *l, const struct fault *f)
{
	(void)f;
	buf_adds(&s->line, "@id=;;=\r\n:nobody\r\n@a\r\n");
	send_line(s, l);
}

static void
huge(struct twitch_sim *s, struct listener *l, const struct fault *f)
{
	(void)f;
	while (s->line.n < HUGE_BYTES)
		buf_adds(&s->line, "                                ");
	send_line(s, l);
}

static void
reconnect(struct twitch_sim *s, struct listener *l, const struct fault *f)
{
	(void)f;
	buf_adds(&s->line, ":tmi.twitch.tv RECONNECT\r\n");
	send_line(s, l);
	l->leaves_at = sim_now(s->sim) + REPRIEVE_MS;
}

static void (*const to_listener[FAULT_KINDS])(
    struct twitch_sim *, struct listener *, const struct fault *) = {
	[FAULT_DROP] = drop,
	[FAULT_CLOSE] = close_with,
	[FAULT_HALF_OPEN] = half_open,
	[FAULT_GARBAGE] = garbage,
	[FAULT_HUGE] = huge,
	[FAULT_SESSION] = reconnect,
};

static void
hit(struct twitch_sim *s, struct listener *l, const struct fault *f)
{
	if (l->deaf)
		return;
	ledger_fault(sim_ledger(s->sim), fault_name(f->kind), (struct str){ 0 },
	    sim_now(s->sim));
	to_listener[f->kind](s, l, f);
}

/* One connection of the whole platform's is hit, or all of them: then the other
 * services' turn comes, too. */
static bool
fault(void *own, const struct fault *f)
{
	struct twitch_sim *s = own;
	size_t all = sim_connections(s->sim), nth;

	if (s->n == 0 || to_listener[f->kind] == NULL)
		return false;
	for (size_t i = 0; f->all && i < s->n; i++)
		hit(s, s->at[i], f);
	if (f->all)
		return false;
	nth = random_below(&s->chance, all);
	if (nth < s->n)
		hit(s, s->at[nth], f);
	return nth < s->n;
}

/* ---- the service ---- */

static bool
accepts(void *own, struct str path)
{
	(void)own;
	return str_is(path, "/irc");
}

static void
opened(void *own, struct sim_socket *socket)
{
	struct twitch_sim *s = own;
	struct listener *l = xcalloc(1, sizeof *l);

	begin(s);
	l->socket = socket;
	l->leaves_at = INT64_MAX;
	l->joined = xcalloc(s->world.n, sizeof *l->joined);
	snprintf(l->nick, sizeof l->nick, "justinfan");
	socket->own = l;
	MEM_RESERVE(s->at, s->cap, s->n + 1);
	s->at[s->n++] = l;
}

static void
forget(struct listener *l)
{
	free(l->joined);
	free(l);
}

static void
closed(void *own, struct sim_socket *socket)
{
	struct twitch_sim *s = own;

	for (size_t i = 0; i < s->n; i++)
		if (s->at[i] == socket->own) {
			s->at[i] = s->at[--s->n];
			break;
		}
	forget(socket->own);
}

static void
ping_all(void *ctx)
{
	struct twitch_sim *s = ctx;

	for (size_t i = 0; i < s->n; i++) {
		buf_adds(&s->line, "PING :tmi.twitch.tv\r\n");
		send_line(s, s->at[i]);
	}
}

static void
environment(void *own, const char *host, struct buf *lines)
{
	(void)own;
	buf_fmt(lines, "CHZ_TWITCH_URL=ws://%s/irc\n", host);
}

static void *
open_service(struct sim *sim)
{
	struct twitch_sim *s = xcalloc(1, sizeof *s);

	s->sim = sim;
	s->chance = s->ids = sim_set(sim)->world.seed;
	s->ping = timer_new(sim_loop(sim), ping_all, s);
	timer_every(s->ping, PING_MS);
	return s;
}

static void
close_service(void *own)
{
	struct twitch_sim *s = own;

	timer_free(s->ping);
	for (size_t i = 0; i < s->n; i++)
		forget(s->at[i]);
	free(s->at);
	if (s->begun)
		world_free(&s->world);
	buf_free(&s->line);
	free(s);
}

const struct sim_service twitch_service = {
	.name = "twitch",
	.open = open_service,
	.close = close_service,
	.environment = environment,
	.accepts = accepts,
	.opened = opened,
	.message = message,
	.closed = closed,
	.tick = tick,
	.fault = fault,
	.due = due,
};
