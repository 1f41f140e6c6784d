/*
 * youtube_service.h - the simulated YouTube: its Data API as a reader of live
 * chat needs it, with streams and pages, a quota, and refusals.
 */
#ifndef CHZ_SIM_YOUTUBE_SERVICE_H
#define CHZ_SIM_YOUTUBE_SERVICE_H

#include "sim/sim.h"

extern const struct sim_service youtube_service;

#endif
