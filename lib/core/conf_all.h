/*
 * conf_all.h - every setting as it is, and what is wrong where they are set.
 */
#ifndef CHZ_CORE_CONF_ALL_H
#define CHZ_CORE_CONF_ALL_H

#include <stddef.h>

/* A setting's value, and where it comes from. */
struct conf_value {
	char *value; /* NULL: it is unset, and has no default */
	char *from;  /* "environment", "FILE:LINE", "default", "unset" */
};

struct conf_all {
	struct conf_value *at; /* in the order of conf_settings */
	size_t n;
	int status; /* of a tool that says what is wrong; see diag.h */
	/* private */
	void (*wrong)(void *ctx, const char *what);
	void *ctx;
};

/*
 * Reads the config files and the environment.  `wrong` is called for each line
 * without "=", each key that no tool knows (in the environment, those that
 * begin with CHZ_), each secret that others can read, and each file that
 * cannot be read.
 */
void conf_all_read(
    struct conf_all *, void (*wrong)(void *ctx, const char *what), void *ctx);
void conf_all_free(struct conf_all *);

#endif
