/*
 * notify.h - a word to the service manager: ready, alive, ending.
 *
 * For units with Type=notify and WatchdogSec=.  What is said is sd_notify(3)'s;
 * its library is loaded only where a manager listens, so that nobody else waits
 * for it to be linked.
 */
#ifndef CHZ_CORE_NOTIFY_H
#define CHZ_CORE_NOTIFY_H

#include <stdint.h>

/* The tool does its work from now on. */
void notify_ready(void);
/* How often notify_alive has to be called, in ms: twice as often as the manager
 * wants to hear it.  -1 is never. */
int notify_beat_ms(void);
/* Says it when it is time; may be called more often. */
void notify_alive(void);
/* The sooner of two limits of a wait, -1 being none: `limit_ms` and that. */
int notify_limit(int limit_ms);
/* A signal has come: what was read is still to be written. */
void notify_ending(void);

#endif
