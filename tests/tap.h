/*
 * tap.h - the Test Anything Protocol in a header: ok() and done_testing().
 * A failed check names its file and line; prove(1) reads the rest.
 */
#ifndef CHZ_TAP_H
#define CHZ_TAP_H

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static int tap_run, tap_failed;

#define ok(good, ...) tap_ok((good), __FILE__, __LINE__, __VA_ARGS__)
#define is_text(got, want, ...)                                                \
	tap_same((got), (want), __FILE__, __LINE__, __VA_ARGS__)

__attribute__((format(printf, 4, 5))) static inline int
tap_ok(int good, const char *file, int line, const char *fmt, ...)
{
	va_list ap;

	printf("%sok %d - ", good ? "" : "not ", ++tap_run);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	if (!good) {
		tap_failed++;
		printf("# failed at %s:%d\n", file, line);
	}
	return good;
}

/* Compares two C strings and shows both when they differ. */
#define tap_same(got, want, file, line, ...)                                   \
	do {                                                                   \
		const char *g_ = (got), *w_ = (want);                          \
		if (!tap_ok(strcmp(g_, w_) == 0, file, line, __VA_ARGS__))     \
			printf("#  got: %s\n# want: %s\n", g_, w_);            \
	} while (0)

static inline int
done_testing(void)
{
	printf("1..%d\n", tap_run);
	return tap_failed > 0;
}

#endif
