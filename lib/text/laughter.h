/*
 * laughter.h - whether a message laughs.
 *
 * ㅋ, ㅎㅎ, lol and its like, haha, jaja, kkkk, www, the faces that weep with
 * laughter, the emotes that stand for it on Twitch, and the picture codes of
 * Chzzk's chat, of which nearly all are such.
 */
#ifndef CHZ_TEXT_LAUGHTER_H
#define CHZ_TEXT_LAUGHTER_H

#include <stdbool.h>

#include "core/str.h"

bool laughs(struct str text);

#endif
