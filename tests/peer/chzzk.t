#!/bin/sh
# The npm package chzzk, as published, joins the simulator and hears chat.
. "${0%/*}/../tap.sh"
need_module chzzk ws

chz-sim --channels 2 --rate 200 --seed 7 \
	--ledger "$T/ledger" -- timeout 20 node -r "$here/hook.js" \
	"$here/chzzk.js" 40 >"$T/heard"
is "$?" 0 'it joins, hears forty messages and leaves'
like "$(head -1 "$T/heard")" 'live	OPEN	*' 'it reads the details'
is "$(sed -n 2p "$T/heard")" connect 'its handshake is answered'

# Named senders only: for the others the two sides name messages differently.
cut -f2 "$T/heard" | grep '^[0-9a-f]\{32\}:' | sort >"$T/ids"
sed -n 's/.*"message_id":"\([0-9a-f]*:[0-9]*\):.*/\1/p' "$T/ledger" |
	sort >"$T/sent"
ok 'most of them have a sender' test "$(wc -l <"$T/ids")" -ge 30
is "$(comm -23 "$T/ids" "$T/sent" | wc -l)" 0 'all of them are in the ledger'
is "$(sort -u "$T/ids" | wc -l)" "$(wc -l <"$T/ids")" 'none comes twice'
done_testing
