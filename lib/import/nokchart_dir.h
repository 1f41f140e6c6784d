/*
 * nokchart_dir.h - NokChart's files (nokchart_files.h) in a directory.
 *
 * One stream's chat_ts_<size>s.csv stand in the directory itself; where
 * several share it, each has one of its own below, by its name (core/name.h).
 * Directories are made; files are replaced whole.
 */
#ifndef CHZ_IMPORT_NOKCHART_DIR_H
#define CHZ_IMPORT_NOKCHART_DIR_H

#include "import/nokchart_files.h"

struct nokchart_dir {
	const char *path;
	bool shared;
	int64_t rolling_sec, hole_sec;
};

/* Writes a file of each size that has a chat.  False, after reporting it, when
 * one could not be written. */
bool nokchart_dir_write(const struct nokchart_dir *, struct str stream,
    const struct nokchart_chats *);

#endif
