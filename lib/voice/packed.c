/* Decodes MP3, Opus and Vorbis. */
#include <mpg123.h>
#include <ogg/ogg.h>
#include <opus/opus.h>
#include <stdlib.h>
#include <string.h>
#include <vorbis/codec.h>

#include "core/mem.h"
#include "voice/packed.h"

enum {
	OPUS_RATE = 48000,
	OPUS_MOST = OPUS_RATE / 1000 * 120, /* samples of a packet */
	OPUS_HEAD = 19,                     /* bytes */
	VORBIS_HEADERS = 3,
	CHUNK = 4096 /* samples handed over at once */
};

/* One Ogg stream after another: which codec, how far, and its own state. */
struct ogg {
	ogg_sync_state sync;
	ogg_stream_state stream;
	bool begun; /* a stream is there */
	bool over;  /* and its last page has come */
	enum { UNKNOWN, OPUS, VORBIS } codec;
	long packets;
	OpusDecoder *opus;
	int64_t skip; /* samples at the beginning that are not to be heard */
	int64_t put;  /* samples handed over or skipped */
	vorbis_info info;
	vorbis_comment comment;
	vorbis_dsp_state dsp;
	vorbis_block block;
	bool is_set_up; /* info and comment */
	bool decodes;   /* dsp and block */
};

struct packed {
	packed_take *take;
	void *ctx;
	const char *why;
	bool heard;
	mpg123_handle *mp3;
	int rate;
	struct ogg ogg;
};

static bool
fail(struct packed *p, const char *why)
{
	p->why = why;
	return false;
}

static bool
hand_over(struct packed *p, const int16_t *pcm, size_t n, int rate)
{
	p->heard = p->heard || n > 0;
	return n == 0 || p->take(p->ctx, pcm, n, rate) || fail(p, "stopped");
}

enum packed_kind
packed_kind(const char *bytes, size_t n)
{
	const uint8_t *p = (const uint8_t *)bytes;

	if (n < PACKED_LOOK)
		return PACKED_NONE;
	if (memcmp(p, "OggS", 4) == 0)
		return PACKED_OGG;
	/* A frame's first eleven bits, with a layer and a rate that exist. */
	if (memcmp(p, "ID3", 3) == 0 ||
	    (p[0] == 0xFF && (p[1] & 0xE0) == 0xE0 && (p[1] & 0x18) != 0x08 &&
		(p[1] & 0x06) == 0x02 && (p[2] & 0xF0) != 0xF0 &&
		(p[2] & 0x0C) != 0x0C))
		return PACKED_MP3;
	return PACKED_NONE;
}

/* ---- MP3 ---- */

static bool
open_mp3(struct packed *p)
{
	p->mp3 = mpg123_new(NULL, NULL);
	return p->mp3 != NULL &&
	    mpg123_param(p->mp3, MPG123_ADD_FLAGS,
		MPG123_MONO_MIX | MPG123_QUIET, 0) == MPG123_OK &&
	    mpg123_open_feed(p->mp3) == MPG123_OK;
}

static bool
feed_mp3(struct packed *p, const char *bytes, size_t n)
{
	int16_t pcm[CHUNK];
	size_t got;
	long rate;
	int channels, encoding, status;

	if (mpg123_feed(p->mp3, (const unsigned char *)bytes, n) != MPG123_OK)
		return fail(p, "MP3 that cannot be read");
	do {
		status =
		    mpg123_read(p->mp3, (unsigned char *)pcm, sizeof pcm, &got);
		if (status == MPG123_NEW_FORMAT &&
		    mpg123_getformat(p->mp3, &rate, &channels, &encoding) ==
			MPG123_OK)
			p->rate = (int)rate;
		if (got > 0 && !hand_over(p, pcm, got / sizeof *pcm, p->rate))
			return false;
	} while (status == MPG123_OK || status == MPG123_NEW_FORMAT);
	return status == MPG123_NEED_MORE || fail(p, "damaged MP3");
}

/* ---- Ogg ---- */

static void
close_codec(struct ogg *o)
{
	opus_decoder_destroy(o->opus);
	o->opus = NULL;
	if (o->decodes) {
		vorbis_block_clear(&o->block);
		vorbis_dsp_clear(&o->dsp);
	}
	if (o->is_set_up) {
		vorbis_comment_clear(&o->comment);
		vorbis_info_clear(&o->info);
	}
	o->decodes = o->is_set_up = false;
	if (o->begun)
		ogg_stream_clear(&o->stream);
	o->begun = false;
}

static void
begin_stream(struct ogg *o, int serial)
{
	close_codec(o);
	ogg_stream_init(&o->stream, serial);
	o->begun = true;
	o->over = false;
	o->codec = UNKNOWN;
	o->packets = 0;
	o->put = 0;
}

/* "OpusHead", a version, channels, and how much to skip: RFC 7845, 5.1.  The
 * decoder mixes two channels into one by itself. */
static bool
begin_opus(struct packed *p, const ogg_packet *packet)
{
	struct ogg *o = &p->ogg;
	int error;

	if (packet->bytes < OPUS_HEAD || packet->packet[18] != 0)
		return fail(p, "Opus with too many channels");
	o->codec = OPUS;
	o->skip = packet->packet[10] | packet->packet[11] << 8;
	o->opus = opus_decoder_create(OPUS_RATE, 1, &error);
	return o->opus != NULL || fail(p, "Opus that cannot be read");
}

static bool
begin_vorbis(struct ogg *o)
{
	o->codec = VORBIS;
	vorbis_info_init(&o->info);
	vorbis_comment_init(&o->comment);
	o->is_set_up = true;
	return true;
}

static bool
begin_codec(struct packed *p, const ogg_packet *packet)
{
	if (packet->bytes >= 8 && memcmp(packet->packet, "OpusHead", 8) == 0)
		return begin_opus(p, packet);
	if (packet->bytes >= 7 && memcmp(packet->packet, "\1vorbis", 7) == 0)
		return begin_vorbis(&p->ogg);
	return fail(p, "Ogg with neither Opus nor Vorbis in it");
}

/* A packet's samples without those that nobody is to hear: the first, and those
 * behind the end, which the last page counts. */
static bool
put_opus(struct packed *p, const ogg_packet *packet)
{
	struct ogg *o = &p->ogg;
	int16_t pcm[OPUS_MOST];
	int64_t from, to,
	    n = opus_decode(o->opus, packet->packet, (opus_int32)packet->bytes,
		pcm, OPUS_MOST, 0);

	if (n < 0)
		return fail(p, "damaged Opus");
	from = o->put < o->skip ? o->skip - o->put : 0;
	to = n;
	if (packet->e_o_s && packet->granulepos >= 0 &&
	    packet->granulepos - o->put < to)
		to = packet->granulepos - o->put;
	o->put += n;
	return from >= to ||
	    hand_over(p, pcm + from, (size_t)(to - from), OPUS_RATE);
}

static int16_t
mix(float **channels, int n, int at)
{
	float sum = 0;

	for (int i = 0; i < n; i++)
		sum += channels[i][at];
	sum = sum / (float)n * 32767;
	return (int16_t)(sum < -32768 ? -32768 : sum > 32767 ? 32767 : sum);
}

static bool
put_vorbis(struct packed *p, ogg_packet *packet)
{
	struct ogg *o = &p->ogg;
	int16_t pcm[CHUNK];
	float **channels;
	int n;

	/* A packet that cannot be decoded is left out, as players do. */
	if (vorbis_synthesis(&o->block, packet) == 0)
		vorbis_synthesis_blockin(&o->dsp, &o->block);
	while ((n = vorbis_synthesis_pcmout(&o->dsp, &channels)) > 0) {
		n = n < CHUNK ? n : CHUNK;
		for (int i = 0; i < n; i++)
			pcm[i] = mix(channels, o->info.channels, i);
		vorbis_synthesis_read(&o->dsp, n);
		if (!hand_over(p, pcm, (size_t)n, (int)o->info.rate))
			return false;
	}
	return true;
}

static bool
take_vorbis(struct packed *p, ogg_packet *packet)
{
	struct ogg *o = &p->ogg;

	if (o->packets > VORBIS_HEADERS)
		return put_vorbis(p, packet);
	if (vorbis_synthesis_headerin(&o->info, &o->comment, packet) != 0)
		return fail(p, "damaged Vorbis");
	if (o->packets < VORBIS_HEADERS)
		return true;
	if (o->info.rate < 4000 || o->info.rate > 192000 ||
	    vorbis_synthesis_init(&o->dsp, &o->info) != 0)
		return fail(p, "Vorbis that cannot be read");
	vorbis_block_init(&o->dsp, &o->block);
	return o->decodes = true;
}

static bool
take_packet(struct packed *p, ogg_packet *packet)
{
	struct ogg *o = &p->ogg;

	if (++o->packets == 1 && !begin_codec(p, packet))
		return false;
	if (o->codec == VORBIS)
		return take_vorbis(p, packet);
	/* The second has titles and such. */
	return o->packets <= 2 || put_opus(p, packet);
}

static bool
take_page(struct packed *p, ogg_page *page)
{
	struct ogg *o = &p->ogg;
	ogg_packet packet;
	int got;

	if (ogg_page_bos(page))
		begin_stream(o, ogg_page_serialno(page));
	/* Pages of another stream are passed over. */
	if (!o->begun || ogg_stream_pagein(&o->stream, page) != 0)
		return true;
	while ((got = ogg_stream_packetout(&o->stream, &packet)) != 0)
		if (got > 0 && !take_packet(p, &packet))
			return false;
	o->over = o->over || ogg_page_eos(page);
	return true;
}

static bool
feed_ogg(struct packed *p, const char *bytes, size_t n)
{
	char *room = ogg_sync_buffer(&p->ogg.sync, (long)n);
	ogg_page page;
	int got;

	if (room == NULL)
		return fail(p, "out of memory");
	memcpy(room, bytes, n);
	ogg_sync_wrote(&p->ogg.sync, (long)n);
	while ((got = ogg_sync_pageout(&p->ogg.sync, &page)) != 0)
		if (got > 0 && !take_page(p, &page))
			return false;
	return true;
}

/* ---- either ---- */

struct packed *
packed_new(enum packed_kind kind, packed_take *take, void *ctx)
{
	struct packed *p = xcalloc(1, sizeof *p);

	p->take = take;
	p->ctx = ctx;
	ogg_sync_init(&p->ogg.sync);
	if (kind == PACKED_MP3 && !open_mp3(p)) {
		packed_free(p);
		return NULL;
	}
	return p;
}

bool
packed_feed(struct packed *p, const char *bytes, size_t n)
{
	return p->mp3 != NULL ? feed_mp3(p, bytes, n) : feed_ogg(p, bytes, n);
}

bool
packed_end(struct packed *p)
{
	if (!p->heard)
		return fail(p, "compressed sound without sound in it");
	return p->mp3 != NULL || p->ogg.over ||
	    fail(p, "the sound was cut short");
}

const char *
packed_why(const struct packed *p)
{
	return p->why;
}

void
packed_free(struct packed *p)
{
	if (p == NULL)
		return;
	mpg123_delete(p->mp3);
	close_codec(&p->ogg);
	ogg_sync_clear(&p->ogg.sync);
	free(p);
}
