/*
 * vtuber_service.h - an Open-LLM-VTuber character, simulated: its proxy at
 * "/proxy-ws".  It repeats what it hears, without a sound, and a browser that
 * nobody sees has played that at once.
 */
#ifndef CHZ_SIM_VTUBER_SERVICE_H
#define CHZ_SIM_VTUBER_SERVICE_H

#include "sim/sim.h"

extern const struct sim_service vtuber_service;

#endif
