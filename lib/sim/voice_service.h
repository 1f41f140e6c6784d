/*
 * voice_service.h - speech servers, simulated: OpenAI's /v1/audio/speech and
 * AIsChoco's /synthesize.  They answer with a hum as long as the text.
 */
#ifndef CHZ_SIM_VOICE_SERVICE_H
#define CHZ_SIM_VOICE_SERVICE_H

#include "sim/sim.h"

extern const struct sim_service voice_service;

#endif
