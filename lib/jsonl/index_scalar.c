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

/* A chunk's bytes of each kind: bit i is byte i. */
struct masks {
	uint64_t quote, newline, backslash, control;
	bool high; /* not all is ASCII */
};

static struct masks
look(const char *p)
{
	struct masks m = { 0 };

	for (unsigned i = 0; i < CHUNK; i += 8) {
		uint64_t w = word_load(p + i);

		m.quote |= equal(w, '"') << i;
		m.newline |= equal(w, '\n') << i;
		m.backslash |= equal(w, '\\') << i;
		m.control |= control(w) << i;
		m.high |= (w & EACH(0x80)) != 0;
	}
	return m;
}

static void
list_marks(struct index *ix, uint64_t marks, uint32_t at)
{
	for (; marks != 0; marks &= marks - 1)
		ix->mark[ix->n_marks++] = at + (uint32_t)__builtin_ctzll(marks);
}

bool
kernel_scalar(struct kernel_state *s, const char *p, size_t n, uint32_t at)
{
	bool high = false;

	for (const char *end = p + n * CHUNK; p < end; p += CHUNK) {
		struct masks m = look(p);
		uint64_t odd = (m.backslash | m.control) & ~m.newline;

		if (odd != 0 || s->escaped)
			m.quote = kernel_odd(s, m.quote, m.backslash, odd, at);
		kernel_ends(s->ix, m.quote | m.newline, m.newline);
		list_marks(s->ix, m.quote | m.newline, at);
		high |= m.high;
		at += CHUNK;
	}
	return !high;
}
