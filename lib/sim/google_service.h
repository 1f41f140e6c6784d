/*
 * google_service.h - Google's accounts, simulated: logging in for YouTube.
 */
#ifndef CHZ_SIM_GOOGLE_SERVICE_H
#define CHZ_SIM_GOOGLE_SERVICE_H

#include "sim/sim.h"

extern const struct sim_service google_service;

#endif
