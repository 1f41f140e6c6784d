/*
 * figure.h - numbers in the few columns of a screen.
 *
 * Each writes into `text`, FIGURE_TEXT bytes, and returns what it wrote.
 */
#ifndef CHZ_TERM_FIGURE_H
#define CHZ_TERM_FIGURE_H

#include <stdint.h>

#include "core/str.h"

enum { FIGURE_TEXT = 64, FIGURE_CURVE = 120 /* most columns */ };

struct str figure_text(char *text, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
struct str figure_number(char *text, double);     /* "12,345", "1.2M" */
struct str figure_multiple(char *text, double);   /* "1.8", "" for NAN */
struct str figure_span(char *text, int64_t sec);  /* "0:42", "1:02:03" */
struct str figure_clock(char *text, int64_t sec); /* "20:31:07", local time */
/* "₩12,000"; of an unknown amount how many, "x3"; "" of none. */
struct str figure_money(
    char *text, int64_t amount, struct str currency, int64_t n);

/* Appends `columns` blocks, ▁ to █, a space for nothing: each is the mean of
 * its share of the `n` counts, and the highest is full. */
void figure_curve(
    struct buf *, const uint32_t *counts, size_t n, size_t columns);

#endif
