/*
 * skin.h - what a streamer brings to the pages: a theme's files, and the hosts
 * that pictures may come from.
 */
#ifndef CHZ_WEB_SKIN_H
#define CHZ_WEB_SKIN_H

#include <stdbool.h>

#include "core/str.h"

/* Appends a file of a theme's directory; its name has no way out of there.
 * False when there is none. */
bool skin_read(const char *dir, struct str name, struct buf *);

/* Whether a text is a list of hosts, "*.pstatic.net cdn.7tv.app", and can mean
 * nothing else in a policy. */
bool skin_are_hosts(const char *hosts);

/* The policy (Content-Security-Policy) of pages that load nothing from
 * elsewhere but pictures from these hosts; yours to free. */
char *skin_policy(const char *hosts);

#endif
