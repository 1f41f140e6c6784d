/*
 * The portable kernel: eight bytes at a time in an ordinary register ("SIMD
 * within a register").
 */
#include "jsonl/kernel.h"
#include "jsonl/word.h"

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* 0x80 in each byte of `w` that is zero, 0 in the others.  Adding 0x7F to the
 * low seven bits carries into the eighth unless they are all zero; no carry
 * leaves its byte. */
static uint64_t
zero_bytes(uint64_t w)
{
	return ~(((w & EACH(0x7F)) + EACH(0x7F)) | w | EACH(0x7F));
}

/* The top bits of eight bytes side by side, the first byte's lowest. */
static uint64_t
gather(uint64_t tops)
{
	return (tops >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

static uint64_t
equal(uint64_t w, unsigned char byte)
{
	return gather(zero_bytes(w ^ EACH(byte)));
}

/* Bytes below 0x20: nothing in their three top bits. */
static uint64_t
control(uint64_t w)
{
	return gather(zero_bytes(w & EACH(0xE0)));
}

/* Sets *high when a byte is not ASCII. */
static struct masks
look(const char *p, bool *high)
{
	struct masks m = { 0 };

	for (unsigned i = 0; i < CHUNK; i += 8) {
		uint64_t w = word_load(p + i);

		m.quote |= equal(w, '"') << i;
		m.newline |= equal(w, '\n') << i;
		m.backslash |= equal(w, '\\') << i;
		m.odd |= control(w) << i;
		*high |= (w & EACH(0x80)) != 0;
	}
	m.odd |= m.backslash;
	return m;
}

bool
kernel_scalar(struct kernel_state *s, const char *p, size_t n, uint32_t at)
{
	bool high = false;

	for (size_t i = 0; i < n; i++) {
		struct masks m = look(p + i * CHUNK, &high);

		if ((m.odd & ~m.newline) != 0 || s->escaped)
			kernel_odd(s, &m, at);
		kernel_marks(s->ix, &m, at);
		at += CHUNK;
	}
	return !high;
}
