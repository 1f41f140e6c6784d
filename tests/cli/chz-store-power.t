#!/bin/sh
# chz-store when the power goes, on a disk on which a name is only where its
# directory was synced, and bytes only where their file was: what was
# acknowledged is stored, once, while broadcasts end, are compressed and begin
# again.  ROUNDS=60 in "make soak"; fewer otherwise.
. "${0%/*}/../tap.sh"

build=$(dirname "$(command -v chz-store)")
power=$build/tests/fault/power.so
if is_sanitized; then
	skip_all 'not under a sanitizer'
fi
rounds=${ROUNDS:-24}

# batch N: lines that nobody else has, of three broadcasts.  They are ended at
# the end of each run; those without an id have nothing that tells them apart
# from a line of the batch before but what they say.
batch() {
	awk -v b="$1" 'BEGIN { for (i = 0; i < 60; i++) {
	    printf "{\"type\":\"chat\",\"stream_id\":\"s%d\",\"t_ms\":%d,", i % 3, i
	    printf "\"received_at\":\"2026-01-06T11:20:00Z\","
	    if (i % 2) printf "\"message_id\":\"m%d.%d\",", b, i
	    printf "\"text\":\"%d.%d\"}\n", b, i
	} }'
}
# the lines of an archive
stored() {
	find "$1" -name events.jsonl.zst -exec zstd -qdc {} + 2>/dev/null
	find "$1" -name events.jsonl -exec cat {} + 2>/dev/null
}

# cut_at CALL BATCH OPTION...: the power goes at that call of a run.
cut_at() {
	call=$1 batch=$2; shift 2
	rm -rf "$T/disk"
	mkdir "$T/disk"
	batch "$batch" >"$T/in"
	cat "$T/in" >>"$T/sent"
	got=0
	POWER_ROOT=$T/a POWER_DISK=$T/disk POWER_AT=$call LD_PRELOAD=$power \
	    chz-store -k --line-buffered "$@" "$T/a" <"$T/in" >"$T/acked" \
	    2>>"$T/err" || got=$?
}

# round BATCH: the power goes at a random moment, or not at all; what is left
# then is taken up by the next round.
survive() {
	"$here/../fault/power.pl" "$T/disk" "$T/a" "$T/left" $names
	rm -rf "$T/a"
	test ! -d "$T/left" || mv "$T/left" "$T/a"
	head -n "$(wc -l <"$T/acked")" "$T/in" >>"$T/due"
}

for names in '' names; do
	rm -rf "$T/a"
	: >"$T/sent" >"$T/due"
	n=0 cuts=0
	while [ $n -lt "$rounds" ]; do
		n=$((n + 1))
		cut_at $((n * 37 % 251 + 1)) $n --sync --zstd 2>/dev/null
		test "$got" = 0 || cuts=$((cuts + 1))
		survive
	done
	chz-store --zstd "$T/a" </dev/null 2>>"$T/err"
	stored "$T/a" | sort >"$T/stored"
	ok "the power went $cuts times" test $cuts -gt $((rounds / 2))
	is "$(sort "$T/due" | comm -23 - "$T/stored" | wc -l)" 0 \
	    "what was acknowledged ($(wc -l <"$T/due")) is stored${names:+, names early}"
	is "$(uniq -d "$T/stored" | wc -l)" 0 '... and once'
	is "$(sort "$T/sent" | comm -13 - "$T/stored" | wc -l)" 0 \
	    '... and nothing else is'
done
done_testing
