/*
 * when.h - moments, durations and how they are written.
 *
 * A moment is an int64_t of milliseconds since 1970 UTC, WHEN_UNKNOWN when
 * there is none; a duration is milliseconds.  Records carry UTC (RFC 3339);
 * Chzzk's own texts are Korean time without a zone; people see the zone of
 * TZ, Asia/Seoul when TZ is unset.  Years 0000 to 9999.
 */
#ifndef CHZ_CORE_WHEN_H
#define CHZ_CORE_WHEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/str.h"

#define WHEN_UNKNOWN INT64_MIN
/* The first and the last moment of those years. */
#define WHEN_FIRST (-INT64_C(62167219200000))
#define WHEN_LAST INT64_C(253402300799999)

int64_t when_now(void);       /* the wall clock */
int64_t when_monotonic(void); /* never jumps; origin unspecified */

/* RFC 3339 with Z or an offset, 'T', 't' or a space between; fractions are
 * cut to milliseconds.  False leaves *ms alone. */
bool when_rfc3339(struct str, int64_t *ms);
/* "YYYY-MM-DD HH:MM:SS", Korean time (UTC+9), as Chzzk's API writes it. */
bool when_kst(struct str, int64_t *ms);
/* What a user may type: RFC 3339, the form above in local time, a date alone,
 * epoch milliseconds, or "-2h": that long before `now`. */
bool when_typed(struct str, int64_t now, int64_t *ms);

/* "250ms", "90s", "5m", "2h", "1d", "1h30m"; a bare number is seconds. */
bool when_duration(struct str, int64_t *ms);
/* The same, also negative: "-1m30s", into an int64_t, for opt.h. */
const char *when_read_offset(struct str, void *ms);

enum { WHEN_UTC_LEN = 24, WHEN_LOCAL_LEN = 25, WHEN_HMS_MAX = 24 };

/* "2026-01-06T11:20:01.204Z", WHEN_UTC_LEN bytes, no NUL. */
void when_put_utc(char *p, int64_t ms);
/* "2026-01-06 20:20:01+09:00" in the user's zone, WHEN_LOCAL_LEN bytes. */
void when_put_local(char *p, int64_t ms);
/* Elapsed time for people, "1:02:03"; returns the length, no NUL. */
size_t when_put_hms(char *p, int64_t sec);

/* "1:02:03" or "2:03", as a player shows it; false leaves *ms alone. */
bool when_hms(struct str, int64_t *ms);

/* Minutes east of UTC in the user's zone at that moment. */
int when_offset(int64_t ms);

/* A moment's calendar fields in a zone `offset` minutes east of UTC. */
struct when_date {
	int year, month, day; /* month and day from 1 */
	int hour, minute, second, milli;
};
struct when_date when_date(int64_t ms, int offset);

enum { WHEN_KST = 9 * 60 }; /* minutes east of UTC; no summer time */

#endif
