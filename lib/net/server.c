/* Opens a server, and gives the events of libwebsockets to its parts. */
#include <stdlib.h>
#include <string.h>

#include "core/diag.h"
#include "core/mem.h"
#include "net/server_private.h"

enum {
	HEADER_SECONDS = 10,
	IDLE_SECONDS = 60,
	BODY_MAX = 1024 * 1024,
	MESSAGE_MAX = 64 * 1024,
	UNSENT_MAX = 1024 * 1024,
	CONNECTIONS_MAX = 1000
};

static int
on_event(struct lws *wsi, enum lws_callback_reasons reason, void *user,
    void *in, size_t len)
{
	struct lws_vhost *vhost = lws_get_vhost(wsi);
	struct server *s = vhost != NULL ? lws_vhost_user(vhost) : NULL;
	struct session *session = user;

	if (s == NULL)
		return 0;
	switch (reason) {
	case LWS_CALLBACK_HTTP_BIND_PROTOCOL:
		server_count(s, session, wsi);
		return 0;
	case LWS_CALLBACK_HTTP:
		server_count(s, session, wsi);
		call_begin(s, session, wsi);
		return 0;
	case LWS_CALLBACK_HTTP_BODY:
		call_take_body(session, in, len);
		return 0;
	case LWS_CALLBACK_HTTP_BODY_COMPLETION:
		call_body_ended(session);
		return 0;
	case LWS_CALLBACK_HTTP_WRITEABLE:
		return call_write_answer(session, wsi);
	case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
		return peer_handshake(s, wsi);
	case LWS_CALLBACK_ESTABLISHED:
		server_count(s, session, wsi);
		peer_open(s, session, wsi);
		return 0;
	case LWS_CALLBACK_RECEIVE:
		return session->peer != NULL
		    ? peer_receive(session->peer, wsi, in, len)
		    : 0;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return session->peer != NULL
		    ? peer_send_waiting(session->peer, wsi)
		    : 0;
	case LWS_CALLBACK_CLOSED:
		peer_forget(session);
		return 0;
	case LWS_CALLBACK_CLOSED_HTTP:
	case LWS_CALLBACK_HTTP_DROP_PROTOCOL:
		if (session != NULL)
			call_forget(session);
		server_discount(s, session);
		return 0;
	case LWS_CALLBACK_WS_SERVER_DROP_PROTOCOL:
		server_discount(s, session);
		return 0;
	default:
		return 0;
	}
}

static const lws_retry_bo_t pings = { .secs_since_valid_ping = 30,
	.secs_since_valid_hangup = 60 };

/* The first serves requests, and WebSockets that ask for no subprotocol. */
static void
list_protocols(struct server *s)
{
	s->protocols[0] = (struct lws_protocols){ .name = "chz-server",
		.callback = on_event,
		.rx_buffer_size = 4096,
		.per_session_data_size = sizeof(struct session) };
	s->protocols[1] = s->protocols[0];
	s->protocols[1].name = s->protocol;
	if (s->protocol == NULL)
		s->protocols[1] = (struct lws_protocols){ 0 };
}

static char **
copy_list(const char *const *list)
{
	size_t n = 0;
	char **copy;

	while (list != NULL && list[n] != NULL)
		n++;
	copy = xcalloc(n + 1, sizeof *copy);
	for (size_t i = 0; i < n; i++)
		copy[i] = xstrdup(list[i]);
	return copy;
}

static void
server_destroy(struct server *s)
{
	for (char **o = s->origins; *o != NULL; o++)
		free(*o);
	free(s->origins);
	free(s->address);
	free(s->protocol);
	free(s->from);
	free(s);
}

/* libwebsockets is done with the virtual host: also where it made none, which
 * server_open sees to. */
static void
finalized(struct lws_vhost *vhost, void *arg)
{
	struct server *s = arg;

	(void)vhost;
	if (s->freed)
		server_destroy(s);
}

static size_t
or_default(size_t set, size_t usual)
{
	return set > 0 ? set : usual;
}

struct server *
server_open(struct loop *loop, const struct server_settings *set)
{
	struct lws_context *cx = loop_lws(loop);
	struct lws_context_creation_info info = { 0 };
	struct server *s = xcalloc(1, sizeof *s);

	s->set = *set;
	s->set.max_body = or_default(set->max_body, BODY_MAX);
	s->set.max_message = or_default(set->max_message, MESSAGE_MAX);
	s->set.max_unsent = or_default(set->max_unsent, UNSENT_MAX);
	s->set.max_connections =
	    (unsigned)or_default(set->max_connections, CONNECTIONS_MAX);
	s->loop = loop;
	s->address = xstrdup(set->address != NULL ? set->address : "127.0.0.1");
	s->origins = copy_list(set->origins);
	s->protocol = set->protocol != NULL ? xstrdup(set->protocol) : NULL;
	list_protocols(s);
	s->goodbye = timer_new(loop, peer_say_goodbyes, s);
	info.iface = s->address;
	/* Where it may have an IPv6 socket, libwebsockets takes an IPv4 address
	 * for no address, and listens on all of them. */
	if (strchr(s->address, ':') == NULL)
		info.options = LWS_SERVER_OPTION_DISABLE_IPV6;
	info.port = set->port;
	info.vhost_name = "chz-server";
	info.protocols = s->protocols;
	info.timeout_secs = HEADER_SECONDS;
	info.keepalive_timeout = IDLE_SECONDS;
	if (s->set.ping)
		info.retry_and_idle_policy = &pings;
	info.user = s;
	info.finalize = finalized;
	info.finalize_arg = s;
	if (cx != NULL)
		s->vhost = lws_create_vhost(cx, &info);
	if (s->vhost != NULL)
		s->port = lws_get_vhost_listen_port(s->vhost);
	if (s->port <= 0) {
		diag_error("%s:%d: cannot listen", s->address, set->port);
		server_free(s);
		return NULL;
	}
	return s;
}

int
server_port(const struct server *s)
{
	return s->port;
}

void
server_free(struct server *s)
{
	if (s == NULL)
		return;
	s->freed = true;
	timer_free(s->goodbye);
	if (s->vhost != NULL)
		lws_vhost_destroy(s->vhost);
	else
		server_destroy(s);
}
