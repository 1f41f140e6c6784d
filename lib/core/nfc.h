/*
 * nfc.h - Unicode's composed form, NFC (UAX #15).
 *
 * Korean may be written as syllables or as the letters that make them up, as
 * files from a Mac are; both look the same and have to compare the same.
 */
#ifndef CHZ_CORE_NFC_H
#define CHZ_CORE_NFC_H

#include <stdbool.h>

#include "core/str.h"

/*
 * The text in NFC: the text itself when it is composed already, which nearly
 * all chat is, else what is written into `room`, good until its next use.
 * Ill-formed UTF-8 comes back as it is.
 */
struct str nfc(struct str text, struct buf *room);

/* Whether a look at the characters is enough to know that nfc would return the
 * text itself. */
bool nfc_is_plain(struct str text);

#endif
