/*
 * twitch_service.h - the simulated Twitch: its chat, as IRC over a WebSocket.
 *
 * It has as many channels as the rest of the platform, "sim1", "sim2" and so
 * on, made up by themselves, and begins to talk when the first client connects.
 */
#ifndef CHZ_SIM_TWITCH_SERVICE_H
#define CHZ_SIM_TWITCH_SERVICE_H

#include "sim/sim.h"

extern const struct sim_service twitch_service;

#endif
