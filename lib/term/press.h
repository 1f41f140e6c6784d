/*
 * press.h - what a user presses: a character, or one of these keys.
 */
#ifndef CHZ_TERM_PRESS_H
#define CHZ_TERM_PRESS_H

#include <stdint.h>

enum {
	PRESS_NONE, /* nothing was pressed */
	PRESS_ENTER = '\n',
	PRESS_ESCAPE = 27,
	PRESS_DELETE = 127,      /* the character before */
	PRESS_REDRAW = 'L' - 64, /* ^L */
	PRESS_UP = 0x110000,     /* behind the last character */
	PRESS_DOWN,
	PRESS_PAGE_UP,
	PRESS_PAGE_DOWN,
	PRESS_FIRST,
	PRESS_LAST,
	PRESS_RESIZE, /* the terminal has another size */
	PRESS_OTHER
};

#endif
