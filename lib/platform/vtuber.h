/*
 * vtuber.h - Open-LLM-VTuber's WebSocket protocol, without its socket.
 *
 * The character takes texts, and answers each in a conversation of its own:
 *
 *	-> {"type":"text-input","text":"..."}
 *	<- {"type":"control","text":"conversation-chain-start"}
 *	<- {"type":"audio","volumes":[...],"slice_length":20,
 *	    "display_text":{"text":"..."}}			each sentence
 *	<- {"type":"backend-synth-complete"}
 *	-> {"type":"frontend-playback-complete"}		who plays it
 *	<- {"type":"control","text":"conversation-chain-end"}
 *
 * Everybody at /proxy-ws gets what the server sends, also of conversations that
 * a voice began.  Two things its code does, and its documents do not have:
 * backend-synth-complete comes twice, and only the second waits for its answer;
 * and a conversation that was interrupted, or failed as a whole, has no end.
 * Source: github.com/Open-LLM-VTuber/Open-LLM-VTuber, websocket_handler.py,
 * proxy_handler.py and conversations/ as of 2026.
 */
#ifndef CHZ_PLATFORM_VTUBER_H
#define CHZ_PLATFORM_VTUBER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/mem.h"
#include "core/str.h"

/* All must be there.  Texts are lent for the call. */
struct vtuber_events {
	void (*begun)(void *ctx); /* a conversation */
	/* A sentence; its text is empty where there is only sound. */
	void (*said)(void *ctx, struct str text, int64_t sound_ms);
	void (*spoken)(void *ctx); /* there will be no more sentences */
	void (*ended)(void *ctx);  /* the conversation */
	void (*failed)(void *ctx, struct str why);
};

/* Reports what a message says; others are ignored.  False when it is no JSON
 * object.  The arena is the caller's to reset. */
bool vtuber_receive(const struct vtuber_events *, void *ctx, struct str message,
    struct arena *);

void vtuber_put_text(struct buf *, struct str text);
/* What was said has been heard. */
void vtuber_put_played(struct buf *);
/* Ends a conversation, of which so much was heard. */
void vtuber_put_interrupt(struct buf *, struct str heard);

#endif
