/* Reads and writes Open-LLM-VTuber's messages. */
#include "platform/vtuber.h"
#include "jsonl/doc.h"
#include "jsonl/put.h"

enum { TYPE, TEXT, MESSAGE, VOLUMES, SLICE, DISPLAY, N_MESSAGE };
static const struct scan_keys message_keys = { .n = N_MESSAGE,
	.name = { [TYPE] = DOC_KEY("type"),
	    [TEXT] = DOC_KEY("text"),
	    [MESSAGE] = DOC_KEY("message"),
	    [VOLUMES] = DOC_KEY("volumes"),
	    [SLICE] = DOC_KEY("slice_length"),
	    [DISPLAY] = DOC_KEY("display_text") } };

enum { SLICE_MOST = 1000 /* ms */ };

/* Each volume is a slice of the sound. */
static int64_t
sound_ms(const struct json_val *v)
{
	struct str rest = doc_items(&v[VOLUMES]);
	struct json_val volume;
	int64_t slice, n = 0;

	if (!val_int(&v[SLICE], &slice) || slice < 0 || slice > SLICE_MOST)
		return 0;
	while (doc_item(&rest, &volume))
		n++;
	return n * slice;
}

static void
take_control(
    const struct vtuber_events *events, void *ctx, const struct json_val *text)
{
	if (val_is(text, "conversation-chain-start"))
		events->begun(ctx);
	else if (val_is(text, "conversation-chain-end") ||
	    val_is(text, "conversation-cancelled"))
		events->ended(ctx);
}

/* The text is a member of an object, or null. */
static void
take_audio(const struct vtuber_events *events, void *ctx,
    const struct json_val *v, struct arena *a)
{
	struct json_val text = doc_at(&v[DISPLAY], "text");

	events->said(ctx, str_trim(val_text(&text, a)), sound_ms(v));
}

static void
take(const struct vtuber_events *events, void *ctx, const struct json_val *v,
    struct arena *a)
{
	if (val_is(&v[TYPE], "control"))
		take_control(events, ctx, &v[TEXT]);
	else if (val_is(&v[TYPE], "audio"))
		take_audio(events, ctx, v, a);
	else if (val_is(&v[TYPE], "backend-synth-complete"))
		events->spoken(ctx);
	else if (val_is(&v[TYPE], "interrupt-signal"))
		events->ended(ctx);
	else if (val_is(&v[TYPE], "error"))
		events->failed(ctx, val_text(&v[MESSAGE], a));
}

bool
vtuber_receive(const struct vtuber_events *events, void *ctx,
    struct str message, struct arena *a)
{
	struct json_val v[N_MESSAGE];
	struct scan_error err;

	if (!doc_open(message, &message_keys, v, a, &err))
		return false;
	take(events, ctx, v, a);
	return true;
}

static void
put(struct buf *b, const char *type, struct str text)
{
	put_open(b);
	put_text(b, "type", str_of(type));
	put_text(b, "text", text);
	put_close(b);
}

void
vtuber_put_text(struct buf *b, struct str text)
{
	put(b, "text-input", text);
}

void
vtuber_put_played(struct buf *b)
{
	put(b, "frontend-playback-complete", (struct str){ 0 });
}

void
vtuber_put_interrupt(struct buf *b, struct str heard)
{
	put(b, "interrupt-signal", heard.p != NULL ? heard : STR(""));
}
