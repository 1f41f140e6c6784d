/*
 * answer.h - what the tools that serve pages have in common: who asks, and the
 * headers that keep an answer to itself.
 */
#ifndef CHZ_NET_ANSWER_H
#define CHZ_NET_ANSWER_H

#include <stdbool.h>

#include "net/server.h"

bool answer_is_get(const struct server_call *);  /* or HEAD */
bool answer_is_post(const struct server_call *); /* or PUT */

/* The secret that comes with a request: after "Authorization: Bearer", or else
 * the page's "?token="; absent without. */
struct str answer_secret(const struct server_call *);
/* Whether it is that one; how long it takes says nothing. */
bool answer_secret_is(struct str given, const char *secret);

/* Answers with a page or a document that is not kept, and that other sites get
 * nothing from; `policy` says what a page may load (Content-Security-Policy).
 */
void answer_with(struct server_call *, int status, const char *type,
    struct str body, const char *policy);
/* ... with {"error":"WHY"}. */
void answer_error(
    struct server_call *, int status, const char *why, const char *policy);

extern const char answer_json[]; /* the type of JSON */

#endif
