/*
 * asking.h - one answer from a model, however many requests it takes.
 *
 *	asking_begin(a, now);
 *	asking_say(a, LLM_SYSTEM, instructions);
 *	asking_say(a, LLM_USER, chat);
 *	again:
 *	asking_put_body(a, &body);
 *	... POST asking_url(a), asking_header, asking_piece ...
 *	switch (asking_end(a, status, body, now, &wait_ms)) ...
 *
 * Bytes in, bytes out; whoever moves them waits where it says so.  A failure
 * is tried again, LLM_TRIES times with back-off and jitter (net/retry.h); an
 * endpoint that is away or has too many requests rests, and the next of the
 * list takes its place, if there is one.  A form that an endpoint refuses is
 * lowered once and for all: a strict schema, any object, text.
 */
#ifndef CHZ_LLM_ASKING_H
#define CHZ_LLM_ASKING_H

#include <stdbool.h>
#include <stdint.h>

#include "llm/answer.h"
#include "llm/gauge.h"
#include "llm/pace.h"
#include "llm/request.h"
#include "net/retry.h"

enum {
	LLM_ENDPOINTS = 4,
	LLM_TRIES = 3,          /* after the first */
	LLM_PATIENCE_MS = 5000, /* longer waits are another answer's */
	LLM_REST_MS = 30 * 1000 /* of one that is away, while another is not */
};

/* Where answers come from, and what is known of it; lasts for the run. */
struct llm_endpoint {
	const char *url; /* "https://api.groq.com/openai/v1" */
	const char *model;
	const char *key; /* NULL for none */
	bool groq;       /* it takes Groq's own keys */
	bool reasons;    /* it takes an effort */
	struct pace pace;
	enum llm_form form; /* the most that it takes */
	bool no_stream;
	int64_t rest_until; /* 0 for none */
	bool thinks;        /* content begins with thoughts */
};

struct llm_endpoints {
	struct llm_endpoint at[LLM_ENDPOINTS];
	size_t n;
	struct gauge gauge; /* of their models */
};

/* How long until one of them may take a request of so many tokens; 0: now. */
int64_t endpoints_wait(
    const struct llm_endpoints *, int64_t tokens, int64_t now);

/* What is asked for; set before asking_begin. */
struct asking {
	struct llm_endpoints *ends;
	enum llm_form form; /* at most */
	struct str schema;
	const struct llm_tool *tools;
	size_t n_tools;
	bool stream;
	int64_t max_tokens;
	double temperature; /* below 0: the server's own */
	const char *effort; /* "low", or NULL */

	struct llm_answer answer;
	/* private */
	struct llm_message *messages;
	size_t n, cap, end; /* `end`: which endpoint */
	struct arena texts;
	struct retry retry;
	struct sse sse;
	double guess; /* of the request's tokens */
	bool streams, grew;
	size_t tried; /* endpoints that will not answer; bits */
};

enum asking_step {
	ASKING_DONE,   /* `answer` is there */
	ASKING_AGAIN,  /* the same once more, after the wait */
	ASKING_SHRINK, /* it is too long: begin again with less */
	ASKING_FAILED, /* for now: answer.message says why */
	ASKING_DENIED, /* no such key */
	ASKING_FATAL   /* never */
};

void asking_begin(struct asking *, int64_t now);
/* Adds a message; copies. */
void asking_say(struct asking *, enum llm_role, struct str text);
/* The answer's calls of tools, as the model's own message. */
void asking_say_calls(struct asking *);
/* What the i-th call has returned. */
void asking_say_returned(struct asking *, size_t i, struct str text);
/* Another request for the same answer: what came is forgotten. */
void asking_again(struct asking *);
/* About how many tokens the request is, without its answer. */
int64_t asking_tokens(const struct asking *);
void asking_free(struct asking *);

/* The endpoint at hand. */
struct llm_endpoint *asking_endpoint(struct asking *);
void asking_put_body(struct asking *, struct buf *);
void asking_header(
    struct asking *, struct str name, struct str value, int64_t now);
/* A piece of a stream; answer.text grows. */
void asking_piece(struct asking *, struct str bytes);
/* Whether pieces are to be asked for: the request is a stream. */
bool asking_streams(const struct asking *);
/* The exchange has ended, with status 0 if there was no answer; `why` says
 * what happened then.  `body` is that of an answer that was no stream. */
enum asking_step asking_end(struct asking *, long status, struct str body,
    const char *why, int64_t now, int64_t *wait_ms);
/* What came was no use: once more, if there is a try left. */
bool asking_once_more(struct asking *);

#endif
