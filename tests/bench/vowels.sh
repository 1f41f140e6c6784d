#!/bin/sh
# vowels: how well the mouth follows voices that time nothing.  See vowels.c.
set -eu
top=$(cd "${0%/*}/../.." && pwd)
cd "$top"
O=${O:-build}
make -s "$O/tests/bench/vowels"
for voice in ko ko+f3 ko+m3; do
	for rate in 0.8 1 1.3; do
		"$O/tests/bench/vowels" tests/fixtures/reading/heldout.tsv \
		    $voice $rate
	done
done
