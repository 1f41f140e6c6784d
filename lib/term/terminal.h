/*
 * terminal.h - a whole terminal to show slates on, and its keys.
 *
 * It is the terminal of the process (/dev/tty), so that records may come and
 * go by pipes.  It is put right again however the process ends, short of
 * SIGKILL: by terminal_close, exit(3), a signal or a crash; ^Z leaves it to the
 * shell and takes it back.  What is written to standard error meanwhile, where
 * that is a terminal, appears afterwards.
 *
 * There is one at a time.  A door to ncurses.
 */
#ifndef CHZ_TERM_TERMINAL_H
#define CHZ_TERM_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

#include "term/press.h"
#include "term/slate.h"

/* NULL, or why there is none.  SIGINT and SIGTERM are caught as sig_catch
 * does. */
const char *terminal_open(void);
/* Puts it right; may be called when it is not open. */
void terminal_close(void);

void terminal_size(size_t *columns, size_t *lines);
void terminal_show(const struct slate *);
/* Forgets what it believes to be on the screen, when others wrote there. */
void terminal_redraw(void);

/* The next key, PRESS_NONE when none was pressed; waits at most that long. */
uint32_t terminal_press(int wait_ms);

#endif
