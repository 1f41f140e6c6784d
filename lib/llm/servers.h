/*
 * servers.h - which models are asked, as the user says, and with which keys.
 *
 * A key is for the host it was given for, and for nobody else: CHZ_LLM_KEY, or
 * the key file, for the first server; CHZ_LLM_FALLBACK_KEY for those on other
 * hosts; GROQ_API_KEY for Groq.
 */
#ifndef CHZ_LLM_SERVERS_H
#define CHZ_LLM_SERVERS_H

#include <stdbool.h>

#include "core/opt.h"
#include "llm/asking.h"

struct servers_settings {
	const char *url, *model;         /* NULL: CHZ_LLM_URL, CHZ_LLM_MODEL */
	const char *key_file;            /* or NULL */
	const struct opt_list *fallback; /* "MODEL" or "MODEL@URL" each */
	bool reasons;                    /* they take an effort */
	bool keyless;                    /* nothing will be sent */
};

struct servers;

/* Fills the endpoints, which are lent.  Ends the tool where a key is missing or
 * readable by others. */
struct servers *servers_open(
    struct llm_endpoints *, const struct servers_settings *);
void servers_close(struct servers *); /* wipes keys; accepts NULL */

#endif
