/*
 * lang.h - what people read, in their language.
 *
 * Messages and --help are written in English and looked up in the catalogue of
 * the user's language, gettext(3): po/ko.po, for LANG=ko_KR.UTF-8.  Records,
 * names of options and exit statuses never change.  Where the language is
 * English or unknown, nothing is loaded and texts are given back as they are.
 *
 * diag.h and opt.h look up what they print; a tool that prints words of its own
 * calls lang_text.  Not for a signal's handler.
 */
#ifndef CHZ_CORE_LANG_H
#define CHZ_CORE_LANG_H

#include <stdbool.h>

#include "core/str.h"

/* Whether texts may have a translation. */
bool lang_is_foreign(void);
/* That of a text, such as a format; else the text itself. */
const char *lang_text(const char *text) __attribute__((format_arg(1)));
/* Appends a message, "where: what: why", with each part that has a translation
 * in that: reasons come from libraries and the system. */
void lang_parts(struct buf *, struct str message);

#endif
