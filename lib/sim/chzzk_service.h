/*
 * chzzk_service.h - Chzzk, simulated: web API, chat sockets, replays.
 */
#ifndef CHZ_SIM_CHZZK_SERVICE_H
#define CHZ_SIM_CHZZK_SERVICE_H

#include "sim/sim.h"

extern const struct sim_service chzzk_service;

#endif
