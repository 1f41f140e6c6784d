/*
 * web_fault.h - what goes wrong with HTTP requests.
 */
#ifndef CHZ_SIM_WEB_FAULT_H
#define CHZ_SIM_WEB_FAULT_H

#include "net/server.h"
#include "sim/fault.h"

struct web_faults;

/* `go_on` is called with a request whose answer was delayed. */
struct web_faults *web_faults_new(
    struct loop *, void (*go_on)(void *ctx, struct server_call *), void *ctx);
void web_faults_free(struct web_faults *);

/* Hits the next request; false when the fault is not about requests.
 * `delay` is the fault's value on the real clock. */
bool web_faults_arm(struct web_faults *, const struct fault *, int64_t delay);
/* Whether this request was hit, and is taken care of. */
bool web_faults_hit(struct web_faults *, struct server_call *);
/* Forgets a request whose client has left. */
void web_faults_forget(struct web_faults *, struct server_call *);

#endif
