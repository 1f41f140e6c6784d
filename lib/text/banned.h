/*
 * banned.h - banned words, also in disguise.
 *
 * Words are looked for in what fold.h makes of a text, so that 바보 is found
 * in 바아보, ㅂㅏㅂㅗ, 바1보, 바.보 and 바 보, and shit in SH1T, s.h.i.t and
 * ｓｈｉｔ.  What is not taken for a disguise:
 *	a part of a syllable: 보지 is not in 보진;
 *	letters that stand alone, ㅅㅂ, are not in syllables;
 *	a letter that the word has twice must be there twice: ass is not in as;
 *	across a space a word must begin and end where words do, but for a
 *	particle: 시발 is in "야 시 발아", not in "2시 발표"; one of Latin
 *	letters must be spaced out whole: penis is in "p e n i s", not in
 *	"pen is";
 *	a word of Latin letters or digits must stand alone: ass is not in class,
 *	unless the list has *ass*.
 *
 * A list has one word a line; blank lines and lines that begin with # are
 * none.  A line that begins with ! allows: with 시발 and !시발점 in the list,
 * 시발점 is no match.
 *
 * The automaton is Aho and Corasick's (CACM 18, 1975): time depends on the
 * text, not on the number of words.
 */
#ifndef CHZ_TEXT_BANNED_H
#define CHZ_TEXT_BANNED_H

#include <stdbool.h>

#include "core/str.h"

enum { BANNED_LONGEST = 64 /* symbols of a word */, BANNED_WORDS = 1 << 16 };

struct banned;

struct banned *banned_new(void);
/* One line of a list.  False when it is not a word: *why is the reason. */
bool banned_add(struct banned *, struct str line, const char **why);
/* The word as the list has it that is first found in the text; absent when
 * there is none.  Lent until the list is freed. */
struct str banned_find(struct banned *, struct str text);
void banned_free(struct banned *); /* accepts NULL */

#endif
