/*
 * llm_service.h - a language model's server, simulated: OpenAI's chat
 * completions, whole and streamed, with Groq's limits and refusals.
 *
 * Its faults are a list, one for each request in turn, NAME[=DUR][*]: with an
 * asterisk that of all that follow.  Behind its end all goes well.
 */
#ifndef CHZ_SIM_LLM_SERVICE_H
#define CHZ_SIM_LLM_SERVICE_H

#include "sim/sim.h"

extern const struct sim_service llm_service;

/* Whether a list of faults is one. */
bool llm_faults_are_good(struct str list);

#endif
