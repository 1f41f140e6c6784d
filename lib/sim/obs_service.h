/*
 * obs_service.h - OBS Studio, simulated: obs-websocket 5 at "/obs", without a
 * password.  It has every scene, item, source and hotkey that is asked for.
 */
#ifndef CHZ_SIM_OBS_SERVICE_H
#define CHZ_SIM_OBS_SERVICE_H

#include "sim/sim.h"

extern const struct sim_service obs_service;

#endif
