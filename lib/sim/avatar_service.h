/*
 * avatar_service.h - VTube Studio, simulated: its WebSocket API at "/" and,
 * when asked for, its broadcast, to this machine only.
 */
#ifndef CHZ_SIM_AVATAR_SERVICE_H
#define CHZ_SIM_AVATAR_SERVICE_H

#include "sim/sim.h"

extern const struct sim_service avatar_service;

#endif
