#!/bin/sh
# What is written stays whole: calls that fail, one after the other, in the
# tools that keep files, and the order of those that make a file safe.
. "${0%/*}/../tap.sh"

build=$(dirname "$(command -v chz-store)")
fault=$build/tests/fault/fault.so
if is_sanitized; then
	skip_all 'not under a sanitizer'
fi

# with CALL AT COMMAND...: its status in $got.
with() {
	call=$1 at=$2; shift 2
	got=0
	FAULT_CALL=$call FAULT_AT=$at FAULT_COUNT=$T/count LD_PRELOAD=$fault \
	    "$@" >"$T/out" 2>"$T/err" || got=$?
}

# each CALL CHECK COMMAND...: fails its calls in turn, at most about 40 of them,
# each time after `fresh`; CHECK says how it went.
each() {
	call_=$1 check=$2; shift 2
	fresh
	with "$call_" 0 "$@"
	n=$(cat "$T/count") bad='' nth=1
	while [ $nth -le "$n" ]; do
		fresh
		with "$call_" $nth "$@"
		$check || bad="$bad $nth($got)"
		nth=$((nth + n / 40 + 1))
	done
	is "$bad" '' "$call_: ${*##*/} bears each of $n"
	ok '... and there were some' test "$n" -gt 0
}

# ---- the archive ----

i=0
while [ $i -lt 60 ]; do
	printf '{"type":"chat","stream_id":"s%d","t_ms":%d,"received_at":"2026-01-06T11:20:00Z","message_id":"m%d"}\n' \
	    $((i % 3)) $i $i
	i=$((i + 1))
done >"$T/all"
sort "$T/all" >"$T/sorted"

stored() {
	find "$T/a" -name 'events.jsonl' -exec cat {} + 2>/dev/null
	find "$T/a" -name 'events.jsonl.zst' -exec zstd -qdc {} + 2>/dev/null
}
# An archive that has a third of the records, packed.
mkdir "$T/seed"
head -20 "$T/all" | chz-store --zstd "$T/seed"
fresh() {
	rm -rf "$T/a"
	cp -r "$T/seed" "$T/a"
}
# What it passed on is stored, twice at most; nothing but 0 and 1 ends it, and 1
# not without a word; and the next run makes up for all.
kept() {
	sort "$T/out" >"$T/passed"
	stored | sort -u >"$T/there"
	test -z "$(comm -23 "$T/passed" "$T/there")" || return 1
	case $got in
	0) cmp -s "$T/passed" "$T/sorted" ;;
	1) test -s "$T/err" ;;
	*) false ;;
	esac || return 1
	chz-store --zstd "$T/a" <"$T/all" 2>/dev/null || return 1
	# A file that could not be read is one whose messages come again.
	stored | sort $(test "$call_$got" != open1 || echo -u) |
	    cmp -s - "$T/sorted"
}
for call in write sync rename open unlink; do
	each $call kept chz-store -k --zstd --line-buffered --sync "$T/a" "$T/all"
done
each sync kept chz-store -k --line-buffered "$T/a" "$T/all"

# What the disk has is not what was written: nothing is lost, and it is said.
unspoilt() {
	test "$got" = 1 && grep '"s0"' "$T/all" |
	    cmp -s - "$T"/a/*/*_s0/events.jsonl
}
fresh_packing() {
	rm -rf "$T/a"
	grep '"s0"' "$T/all" | chz-store --leave-open "$T/a"
}
fresh_packing
with garble 0 chz-store --zstd "$T/a" /dev/null
n=$(cat "$T/count") bad='' nth=1 found=0
while [ $nth -le "$n" ]; do
	fresh_packing
	with garble $nth chz-store --zstd "$T/a" /dev/null
	if grep -q 'does not read back' "$T/err"; then
		found=$((found + 1))
		unspoilt || bad="$bad $nth"
	fi
	nth=$((nth + 1))
done
is "$found$bad" 1 'a packed file is read back before the plain one goes'

# What was done to the packed file, and to the plain one.
fresh_packing
rm -f "$T/log"
FAULT_LOG=$T/log with none 0 chz-store --zstd "$T/a" /dev/null
name=$(basename "$T"/a/*/*)
is "$(sed 's|[^ ]*/||' "$T/log" | awk -v dir="$name" '
	/^(write|sync) .*zst/ { print }
	/^rename .*zst$/ { print; renamed = 1 }
	renamed && $0 == "sync " dir { print; renamed = 0 }
	$0 == "unlink events.jsonl" { print }' | uniq | xargs)" \
    "write events.jsonl.zst.tmp sync events.jsonl.zst.tmp rename events.jsonl.zst sync $name unlink events.jsonl" \
    'it is synced, renamed, and that synced, before the plain one goes'

# Without --sync, too, what is written is soon on the disk, while it goes on.
mkfifo "$T/slow"
rm -f "$T/log"
FAULT_LOG=$T/log with none 0 chz-store "$T/c" <"$T/slow" &
store=$!
exec 3>"$T/slow"
head -1 "$T/all" >&3
ok 'what was written is synced while the input goes on' \
    wait_for grep -q '^syncfs ' "$T/log"
head -2 "$T/all" | tail -1 >&3
ok '... and again, for what comes later' wait_for sh -c \
    'test "$(grep -c "^syncfs " "$1")" -gt 1' sh "$T/log"
exec 3>&-
ended $store

# ---- more broadcasts than descriptors ----

awk 'BEGIN { for (i = 0; i < 2000; i++) printf("{\"type\":\"chat\"," \
    "\"stream_id\":\"n%d\",\"t_ms\":%d,\"received_at\":" \
    "\"2026-01-06T11:20:00Z\",\"message_id\":\"m%d\"}\n", i * 7 % 200, i, i) }' \
    >"$T/wide"
got=0
(ulimit -n 100; exec chz-store --line-buffered "$T/b" "$T/wide") 2>"$T/err" ||
    got=$?
is "$got $(cat "$T/err")" '0 ' 'two hundred broadcasts share fifty descriptors'
ok '... and each record is in its file, in order' sh -c '
	sort -s -t\" -k8,8 "$1" >"$3"
	for dir in $(ls -d "$2"/*/*_n* | sed "s/.*_//" | LC_ALL=C sort); do
		cat "$2"/*/*_$dir/events.jsonl
	done | sort -s -t\" -k8,8 | cmp -s - "$3"' sh "$T/wide" "$T/b" "$T/want"

# ---- a file that is replaced ----

awk 'BEGIN { for (i = 0; i < 60; i++) printf("{\"type\":\"ts\"," \
    "\"stream_id\":\"s\",\"sec\":%d,\"bucket_sec\":1,\"chat_count\":%d}\n",
    i, i % 7) }' >"$T/series"
mkdir "$T/charts"
chz-plot -F svg -o "$T/new.svg" "$T/series"
fresh() { echo old >"$T/charts/x.svg"; }
# It is the old one or the new one, and alone; the new one comes before the last
# step, the sync of its directory.
replaced() {
	test "$(ls "$T/charts")" = x.svg || return 1
	if [ $got = 0 ]; then
		cmp -s "$T/charts/x.svg" "$T/new.svg"
	elif [ "$(cat "$T/charts/x.svg")" = old ]; then
		test $got = 1 && test -s "$T/err"
	else
		test $got = 1 && test "$call_" = sync && test -s "$T/err" &&
		    cmp -s "$T/charts/x.svg" "$T/new.svg"
	fi
}
for call in write sync rename; do
	each $call replaced chz-plot -F svg -o "$T/charts/x.svg" "$T/series"
done
rm -f "$T/log"
FAULT_LOG=$T/log with none 0 chz-plot -F svg -o "$T/charts/x.svg" "$T/series"
is "$(sed 's|[^ ]*/||; s/\.[0-9a-f]*\.tmp/.tmp/' "$T/log" | uniq | xargs)" \
    'write x.svg.tmp sync x.svg.tmp rename x.svg sync charts' \
    'its bytes are on the disk before it takes the name, the name before the end'

# ---- outputs that grow ----

# What is there is a beginning of what should be, and that is said.
fresh() { rm -f "$T/part"; }
begun() {
	if [ $got = 0 ]; then
		cmp -s "$T/part" "$T/whole"
	else
		test $got = 1 && test -s "$T/err" || return 1
		test ! -e "$T/part" ||
		    head -c "$(wc -c <"$T/part")" "$T/whole" | cmp -s - "$T/part"
	fi
}
for tool in 'chz-ts -b 1' 'chz-filter' 'chz-stats' 'chz-stats --partial'; do
	# shellcheck disable=SC2086
	$tool "$T/all" >"$T/whole"
	for call in write open; do
		# shellcheck disable=SC2086
		each $call begun $tool -o "$T/part" "$T/all"
	done
done
done_testing
