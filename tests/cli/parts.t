#!/bin/sh
# --partial and --merge of the tools that count over time: however a log is
# cut, in whatever order its parts come, the answer has the same bytes.
. "${0%/*}/../tap.sh"

log() { awk -v seed="$1" -f "$here/../log.awk"; }

# parts SEED: cuts $T/log into some parts, at random lines or in a few places.
parts() {
	rm -f "$T"/part.*
	awk -v seed="$1" -v dir="$T" 'BEGIN { srand(seed); n = 1 + int(rand() * 7) }
		{ at = seed % 2 ? int(rand() * n) : int(NR / 900 * n)
		  print > (dir "/part." at) }' "$T/log"
}

# same SEED TOOL OPTION...: merged parts, shuffled, give what one pass gives, and
# so do parts that were joined on the way.
same() {
	log "$1" >"$T/log"
	parts "$1"
	shift
	"$@" "$T/log" >"$T/once" 2>"$T/said"
	for part in "$T"/part.*; do
		"$@" --partial "$part"
	done | sort -R >"$T/states"
	"$@" --merge "$T/states" >"$T/merged" 2>"$T/said.merged"
	split -n r/3 "$T/states" "$T/third."
	for third in "$T"/third.*; do
		"$@" --merge --partial "$third"
	done | "$@" --merge >"$T/twice" 2>"$T/said.twice"
	test -s "$T/once" && cmp -s "$T/once" "$T/merged" &&
	    cmp -s "$T/once" "$T/twice"
}

# splits NAME TOOL OPTION...: so for eight logs.
splits() {
	name=$1 failed=
	shift
	for seed in 1 2 3 4 5 6 7 8; do
		same "$seed" "$@" || failed="$failed $seed"
	done
	is "$failed" '' "$name"
}

# said COMMAND...: what it says, and its status.
said() {
	words=$("$@" 2>&1)
	echo "$words; $?"
}

# refusals TOOL FOREIGN-OPTION FOREIGN-VALUE: of what is no whole part.
refusals() {
	tool=$1
	shift
	log 1 >"$T/log"
	$tool --partial "$T/log" >"$T/state"
	$tool "$T/log" >"$T/once" 2>"$T/said"
	is "$($tool --merge --partial "$T/state" | cksum)" \
	    "$(cksum <"$T/state")" "$tool: a part of one part is that part"
	head -1 "$T/state" >"$T/cut"
	is "$(said $tool --merge "$T/cut")" \
	    "$tool: 1 records belong to no whole part; 1" \
	    "$tool: a part without its end is refused"
	sed 1d "$T/state" >"$T/cut"
	is "$(said $tool --merge "$T/cut")" \
	    "$tool: 1 records of the parts are missing; 1" \
	    '... and one without its beginning'
	is "$($tool --merge --partial "$T/cut" 2>/dev/null | said $tool --merge)" \
	    "$tool: 1 records of the parts are missing; 1" \
	    '... also when it was joined on the way'
	head -c 1500 "$T/state" >"$T/cut"
	like "$(said $tool --merge "$T/cut")" "$tool: *; 1" \
	    '... and one that was cut anywhere'
	like "$(said $tool --merge "$@" "$T/state")" \
	    "$tool: *a part of another tool or with other settings; 1" \
	    "... and one that was made with other settings"
	like "$(said $tool --merge "$T/log")" \
	    "$tool: no * in this input: chat records; 1" '... and events'
	is "$($tool --partial </dev/null | said $tool --merge)" '; 0' \
	    'an empty part is one'
	is "$({ $tool --partial </dev/null; cat "$T/state"; } |
	    $tool --merge 2>"$T/said" | cksum)" "$(cksum <"$T/once")" '... and adds nothing'
}

splits 'chz-ts: random splits' chz-ts
splits '... of several lengths, with holes' chz-ts -b 1,7,60 -r 90s --hole 20s
splits '... sparse, without marks' chz-ts --sparse --no-marks --lateness 0
splits '... by channel' chz-ts --by channel -b 1m
splits '... in one series' chz-ts --by all -b 10s
refusals chz-ts --by channel
splits 'chz-words: random splits' chz-words
splits '... of short segments' chz-words --segment 90s -m 2 -n 9
refusals chz-words --segment 90s
is "$(sed 's/,"t_ms":[0-9]*//' "$T/log" | chz-words --partial 2>&1 |
    head -1)" 'chz-words: <stdin>:1: no t_ms: a part cannot place it' \
    'chz-words: a message that only another part could place is a bad line'
done_testing
