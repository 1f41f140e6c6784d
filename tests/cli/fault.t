#!/bin/sh
# Calls that fail, one after the other: no crash, an honest status, and an
# output that is a beginning of the right one.
. "${0%/*}/../tap.sh"

build=$(dirname "$(command -v chz-ts)")
fault=$build/tests/fault/fault.so
if is_sanitized; then
	skip_all 'not under a sanitizer'
fi

awk 'BEGIN { for (i = 0; i < 400; i++) {
	printf "{\"type\":\"chat\",\"stream_id\":\"s%d\",\"t_ms\":%d,", i % 3, i * 400
	printf "\"user_id\":\"u%d\",\"text\":\"\\u3131 %d\"}\n", i % 37, i
} }' >"$T/in"
zstd -q "$T/in" -o "$T/in.zst"

# with CALL AT COMMAND...
with() {
	export FAULT_CALL="$1" FAULT_AT="$2"; shift 2
	got=0
	FAULT_COUNT=$T/count LD_PRELOAD=$fault "$@" >"$T/out" 2>"$T/err" ||
	    got=$?
}

# honest: what an ended run may look like.  With status 0 the output is whole,
# with 1 a beginning of it and something was said; never a signal.
honest() {
	case $got in
	0) cmp -s "$T/out" "$T/want" ;;
	1) test -s "$T/err" && head -c "$(wc -c <"$T/out")" "$T/want" |
	    cmp -s - "$T/out" ;;
	*) false ;;
	esac
}

# each CALL COMMAND...: fails them in turn, at most about 60 of them.
each() {
	call=$1; shift
	with none 0 "$@"
	cp "$T/out" "$T/want"
	with "$call" 0 "$@"
	n=$(cat "$T/count") bad=
	step=$((n / 60 + 1))
	at=1
	while [ $at -le "$n" ]; do
		with "$call" $at "$@"
		honest || bad="$bad $at($got)"
		at=$((at + step))
	done
	is "$bad" '' "$call: $* bears each of $n"
}

for call in alloc read write open thread; do
	each $call chz-ts -b 1 "$T/in"
	each $call chz-ts -b 1 -j2 "$T/in"
	each $call chz-ts -b 1 -k -j1 "$T/in.zst"
done
done_testing
