#!/bin/sh
# --partial and --merge of the tools that count over time: however a log is
# cut, in whatever order its parts come, the answer has the same bytes.
. "${0%/*}/../tap.sh"

# log SEED: an hour of four broadcasts in the order in which it was received:
# some messages twice, some late, some donations, and losses.
log() {
	awk -v seed="$1" '
	function moment(ms) {
		return sprintf("2026-01-06T%02d:%02d:%02d.%03dZ",
		    11 + ms / 3600000, ms / 60000 % 60, ms / 1000 % 60, ms % 1000)
	}
	function head(type, s, at, t) {
		return sprintf("{\"type\":\"%s\",\"channel_id\":\"ch%d\",\"channel\":\"방송 %d%s\",\"stream_id\":\"%d_ch%d\",\"t_ms\":%d,\"received_at\":\"%s\"",
		    type, s, s, rand() < 0.1 ? "!" : "", s, s, t, moment(at))
	}
	BEGIN {
		srand(seed)
		n = split("보스가 보스를 나왔다 치킨 치킨이 먹고 싶다 ㅋㅋㅋ 대박 이겼다 졌다 고양이 GG hello", word, " ")
		for (i = 0; i < 900; i++) {
			at += 1 + int(rand() * rand() * 12000)
			s = int(rand() * 4)
			t = at - s * 100 - int(rand() < 0.2 ? rand() * 4000 : 0)
			if (t < 0)
				continue
			if (rand() < 0.02) {
				print head("link", s, at, t) ",\"state\":\"lost\"}"
				lost[s] = 1
				continue
			}
			if (lost[s] && rand() < 0.3) {
				printf "%s,\"state\":\"resumed\"%s}\n", head("link", s, at, t),
				    rand() < 0.5 ? ",\"gap_ms\":" int(rand() * 9000) : ""
				lost[s] = 0
				continue
			}
			u = int(rand() * rand() * 60)
			text = ""
			for (k = rand() * 5; k > 0; k--)
				text = text " " word[1 + int((rand() + int(at / 600000) / 6) / 2 * n)]
			line = head(rand() < 0.05 ? "donation" : "chat", s, at, t)
			if (u % 7 == 6)
				id = sprintf(",\"user_id\":\"UC%d\"", u)
			else
				id = u % 7 == 5 ? "" : sprintf(",\"user_id\":\"%032x\"", u * 77777)
			rest = sprintf("%s,\"text\":\"%d%s\"%s}", id, int(rand() * 3), text,
			    line ~ /donation/ ? ",\"amount\":" 1 + int(rand() * 9) "000" : "")
			if (rand() < 0.9)
				line = line ",\"message_id\":\"m" i "\""
			print line rest
			if (rand() < 0.05) {
				sub(/received_at":"[^"]*/, "received_at\":\"" moment(++at), line)
				print line rest
			}
		}
	}'
}

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
