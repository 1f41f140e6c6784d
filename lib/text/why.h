/*
 * why.h - why a peak is one, in a few words for people.
 *
 *	4.9 times the usual, 288 people: 펜타킬, 나이스; 62 % laugh
 *	평소의 4.9배, 288명: 펜타킬, 나이스; 웃음 62 %
 *
 * Says what the peak's keys say, and nothing of what is not known.
 */
#ifndef CHZ_TEXT_WHY_H
#define CHZ_TEXT_WHY_H

#include <stdbool.h>

#include "record/peak.h"

/* Puts it into an empty buffer, in Korean or in English. */
void why_put(struct buf *, const struct peak *, bool korean);

#endif
