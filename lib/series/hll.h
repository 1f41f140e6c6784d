/*
 * hll.h - how many different ids there are, nearly.
 *
 * HyperLogLog (Flajolet, Fusy, Gandouet, Meunier 2007) with 2^14 registers of
 * a byte, 16 KiB: a standard error of 1.04 / 2^7 = 0.81 %.  Small counts are
 * taken by linear counting (Whang et al. 1990), as that paper has it; hashes
 * have 64 bits, so large ones need no correction.  Two sketches merged are the
 * sketch of both together; they may be other processes', so the hash is the
 * same everywhere: XXH3 with its default seed.
 */
#ifndef CHZ_SERIES_HLL_H
#define CHZ_SERIES_HLL_H

#include <stdint.h>

#include "core/id128.h"
#include "core/str.h"

enum { HLL_BITS = 14, HLL_REGISTERS = 1 << HLL_BITS };

struct hll {
	uint8_t rank[HLL_REGISTERS]; /* zero is an empty one */
};

void hll_add(struct hll *, struct id128);
void hll_merge(struct hll *into, const struct hll *from);
uint64_t hll_count(const struct hll *);

#endif
