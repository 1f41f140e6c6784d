/*
 * sim.h - a platform on loopback: one server, its services, one clock.
 *
 * A service is what stands in for one outside service: the Chzzk servers, a
 * voice, an avatar's program.  To add one, fill a struct sim_service in a file
 * of its own and list it in bin/chz-sim.c; the simulator brings it requests
 * and messages and passes time on.
 *
 * The clock is simulated: it stands still until a client connects
 * (sim_start_clock), then runs `speed` times as fast as the real one.  What
 * clients do by their own clock, such as polling each 30 s, does not run
 * faster.
 */
#ifndef CHZ_SIM_SIM_H
#define CHZ_SIM_SIM_H

#include "net/loop.h"
#include "net/server.h"
#include "sim/fault.h"
#include "sim/ledger.h"
#include "sim/world.h"

struct sim;

/* A client's WebSocket, for the service that has taken it. */
struct sim_socket {
	struct server_peer *peer; /* to send to */
	const struct sim_service *service;
	void *own; /* the service's */
	struct sim_socket *next;
};

/* All but `name` and `open` may be NULL.  `own` is what open returned. */
struct sim_service {
	const char *name;
	void *(*open)(struct sim *);
	void (*close)(void *own);
	/* Appends its settings, "CHZ_X_URL=http://HOST" lines; `host` is
	 * "127.0.0.1:PORT". */
	void (*environment)(void *own, const char *host, struct buf *lines);
	/* Takes a request, and answers it now or later; false: not its own. */
	bool (*request)(void *own, struct server_call *);
	/* The client has left before its answer's end. */
	void (*gone)(void *own, struct server_call *);
	/* Whether a WebSocket at this path is its own; then 0, or the HTTP
	 * status that refuses it. */
	bool (*accepts)(void *own, struct str path);
	int (*admits)(void *own, struct server_call *);
	void (*opened)(void *own, struct sim_socket *);
	/* The same, with all of the handshake; it is good during this call. */
	void (*entered)(
	    void *own, struct sim_socket *, const struct server_call *);
	void (*message)(
	    void *own, struct sim_socket *, struct str data, bool binary);
	void (*closed)(void *own, struct sim_socket *);
	/* Simulated time has come to `now`. */
	void (*tick)(void *own, int64_t now);
	/* Something of its own goes wrong; false: not a fault that it knows. */
	bool (*fault)(void *own, const struct fault *);
	/* When it wants the next tick; INT64_MAX: never. */
	int64_t (*due)(void *own);
};

/* The simulated VTube Studio; zero is a user who says yes at once. */
struct sim_avatar_settings {
	const char *log;   /* what the avatar did, to a file; or NULL */
	int64_t click_ms;  /* how long the user takes to click Allow */
	bool deny;         /* or Deny */
	bool announce;     /* broadcast its port, to this machine */
	int64_t swap_ms;   /* load another model after this time; 0: never */
	int64_t revoke_ms; /* take the permission back after this time */
};

/* The simulated voices. */
struct sim_voice_settings {
	int64_t delay_ms; /* before the first sound */
	double rate;      /* how much faster than speech they make it */
};

/* The simulated language model. */
struct sim_llm_settings {
	const char *key;    /* that requests must have; or NULL */
	const char *log;    /* a file for requests and answers; or NULL */
	const char *faults; /* of one request after the other; or NULL */
	int64_t delay_ms;   /* before an answer begins */
	double rate;        /* tokens a second, of streams */
	int64_t limit;      /* tokens a minute; 0 is none */
};

/* The simulated YouTube. */
struct sim_youtube_settings {
	int64_t quota;   /* units; 0 is no limit */
	int64_t poll_ms; /* that it asks to wait between pages */
	bool pages;      /* it offers no streams */
};

/* Whoever logs in. */
struct sim_auth_settings {
	int64_t life_ms;    /* of an access token */
	bool deny;          /* the user says no */
	const char *topics; /* of sessions, that the application may have, as a
			       list with commas; NULL: all */
	long sessions;      /* of the user, at once */
	int64_t revoke_ms;  /* all is taken back so long after a session has
			       subscribed to something; 0: never */
};

struct sim_settings {
	const struct sim_service *const *services; /* ends with NULL */
	struct world_settings world;
	struct faults *faults; /* NULL: none; lent */
	double speed;
	const char *ledger; /* a file, or NULL */
	int port;           /* 0: any free one */
	struct sim_avatar_settings avatar;
	struct sim_llm_settings llm;
	struct sim_voice_settings voice;
	struct sim_youtube_settings youtube;
	struct sim_auth_settings auth;
};

/* NULL, after reporting it, when it cannot begin. */
struct sim *sim_new(struct loop *, const struct sim_settings *);
int sim_free(struct sim *); /* the exit status; accepts NULL */
/* The settings of all services, "NAME=value\n" each. */
void sim_environment(struct sim *, struct buf *lines);

/* For services. */
const struct sim_settings *sim_set(const struct sim *);
struct loop *sim_loop(struct sim *);
struct world *sim_world(struct sim *);
/* Begins another world, with people of its own: one of a platform whose chats
 * are not those of the first, but go on as long.  Starts the clock. */
bool sim_begin_world(struct sim *, struct world *, uint64_t seed);
struct ledger *sim_ledger(struct sim *);
int64_t sim_now(struct sim *); /* ms since 1970, simulated */
void sim_start_clock(struct sim *);
size_t sim_connections(const struct sim *); /* WebSockets, of all services */

#endif
