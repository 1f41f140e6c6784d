/*
 * fuzz.h - one function, two ways to call it.
 *
 * Each NAME_fuzz.c has LLVMFuzzerTestOneInput, which takes any bytes and
 * aborts where a promise is broken.  `make fuzz` links it with libFuzzer, which
 * invents inputs; `make check` links it with replay.c, which reads the kept
 * ones from tests/fuzz/corpus/NAME.
 */
#ifndef CHZ_FUZZ_H
#define CHZ_FUZZ_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* Like assert, but never compiled out. */
#define must(good, ...)                                                        \
	do {                                                                   \
		if (!(good)) {                                                 \
			fprintf(stderr, "%s:%d: ", __FILE__, __LINE__);        \
			fprintf(stderr, __VA_ARGS__);                          \
			fputc('\n', stderr);                                   \
			abort();                                               \
		}                                                              \
	} while (0)

#endif
