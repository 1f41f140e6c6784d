/*
 * account.h - an account's tokens on disk.
 *
 *	{"access_token":"...","refresh_token":"...","expires_at":"...Z",
 *	 "scope":"...","channel_id":"...","channel":"..."}
 *
 * The file is 0600 and replaced in one step.  Only the first two keys are
 * needed; so chzzk_tokens.json of the Open-LLM-VTuber chat monitor is one too.
 * Whoever gets new tokens holds the lock, so that no refresh token is used
 * twice.
 */
#ifndef CHZ_AUTH_ACCOUNT_H
#define CHZ_AUTH_ACCOUNT_H

#include <stdbool.h>
#include <stdint.h>

/* Texts are malloc'ed, or NULL when unknown. */
struct account {
	char *access, *refresh;
	int64_t expires_at; /* of the access token; WHEN_UNKNOWN */
	char *scope;
	char *channel_id, *channel; /* whose they are */
};

struct account account_none(void);
void account_free(struct account *); /* wipes them */

/* False without a file, or when there are no tokens in it, with *why.  Ends the
 * tool when others can read it. */
bool account_read(const char *path, struct account *, const char **why);
/* False with errno set. */
bool account_write(const char *path, const struct account *);

/* The lock of the file, without waiting: a descriptor to be closed, or -1 with
 * errno set, EWOULDBLOCK while another has it. */
int account_lock(const char *path);

#endif
