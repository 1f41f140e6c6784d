/* Makes and checks tokens. */
#include <inttypes.h>
#include <openssl/crypto.h>

#include "core/num.h"
#include "room/token.h"

/* Writes the 32 digits. */
static void
sign(char digits[ID128_DIGITS], struct mac *mac, struct str sid,
    struct str role, int64_t expiry)
{
	struct buf b = { 0 };

	buf_fmt(&b, "chz-room\n%.*s\n%.*s\n%" PRId64, STR_ARG(sid),
	    STR_ARG(role), expiry);
	id128_put(digits, mac_of(mac, buf_view(&b)));
	buf_free(&b);
}

void
token_put(struct buf *b, struct mac *mac, struct str sid, struct str role,
    int64_t expiry)
{
	char digits[ID128_DIGITS];

	sign(digits, mac, sid, role, expiry);
	buf_fmt(b, "%.*s.%" PRId64 ".%.*s", STR_ARG(role), expiry,
	    (int)sizeof digits, digits);
}

bool
token_opens(struct str token, struct mac *mac, struct str sid, int64_t now,
    struct str *role)
{
	char digits[ID128_DIGITS];
	struct str rest = token, expiry_text;
	int64_t expiry;

	*role = str_cut(&rest, '.');
	expiry_text = str_cut(&rest, '.');
	if (rest.p == NULL || rest.n != sizeof digits || role->n == 0 ||
	    !num_int(expiry_text, &expiry) || expiry < 0)
		return false;
	sign(digits, mac, sid, *role, expiry);
	return CRYPTO_memcmp(rest.p, digits, sizeof digits) == 0 &&
	    now / 1000 <= expiry;
}
