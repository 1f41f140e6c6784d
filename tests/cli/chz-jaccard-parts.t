#!/bin/sh
# chz-jaccard --partial and --merge: however a log is cut, in whatever order
# its parts come, the answer has the same bytes.
. "${0%/*}/../tap.sh"

# log SEED: 400 messages of 60 users at 25 channels, some renamed, some of
# users whose ids are not 32 digits, some without a user.
log() {
	awk -v seed="$1" 'BEGIN {
		srand(seed)
		for (i = 0; i < 400; i++) {
			c = int(rand() * 25); u = int(rand() * rand() * 60)
			printf "{\"type\":\"chat\",\"channel_id\":\"ch%d\",", c
			printf "\"stream_id\":\"%d_ch%d\",", c % 3, c
			if (rand() < 0.8)
				printf "\"channel\":\"방송 %d%s\",", c, rand() < 0.4 ? "!" : ""
			printf "\"sent_at\":\"2026-01-06T11:%02d:%02dZ\",", rand() * 60, rand() * 60
			if (u % 7 == 6)
				printf "\"user_id\":\"UC%d\"}\n", u
			else if (u % 7 == 5)
				printf "\"text\":\"?\"}\n"
			else
				printf "\"user_id\":\"%032x\"}\n", u * 77777
		}
	}'
}

# parts SEED: cuts $T/log into some parts, at random lines.
parts() {
	rm -f "$T"/part.*
	awk -v seed="$1" -v dir="$T" 'BEGIN { srand(seed); n = 1 + int(rand() * 7) }
		{ print > (dir "/part." int(rand() * n)) }' "$T/log"
}

# same SEED OPTION...: merged parts, shuffled, give what one pass gives.
same() {
	seed=$1
	shift
	log "$seed" >"$T/log"
	parts "$seed"
	chz-jaccard -q --by stream "$@" "$T/log" >"$T/once"
	for part in "$T"/part.*; do
		chz-jaccard --by stream --partial $approx "$part"
	done | sort -R | chz-jaccard -q --by stream --merge "$@" >"$T/merged"
	cmp -s "$T/once" "$T/merged" && test -s "$T/once"
}

# splits NAME OPTION...: so for twelve logs.
splits() {
	name=$1 failed=
	shift
	for seed in 1 2 3 4 5 6 7 8 9 10 11 12; do
		same "$seed" "$@" || failed="$failed $seed"
	done
	is "$failed" '' "$name"
}

approx=
splits 'random splits, all pairs'
splits '... without bots, with a least audience' -m 2 --max-nodes 6 --min-users 3
splits '... the closest only' -n 10 --per-node 2
splits '... at the time of a broadcast' --during 1_ch4
splits '... as a document' -F graph
approx=--approx=16
splits 'random splits of sketches' --approx=16

log 1 >"$T/log"
chz-jaccard "$T/log" >"$T/once"
approx=
parts 1
for part in "$T"/part.*; do
	chz-jaccard --partial "$part" >"$part.state"
done
chz-jaccard --merge --partial "$T"/part.*.state >"$T/joined"
is "$(cat "$T/joined")" "$(chz-jaccard --partial "$T/log")" \
    'joined parts are the part of the whole'
is "$(chz-jaccard --merge "$T/joined" "$T"/part.0.state | grep -v node)" \
    "$(grep -v node "$T/once")" 'a part that comes twice adds no one'

for cut in '1d' '$d'; do
	sed "$cut" "$T/joined" | chz-jaccard --merge >"$T/merged" 2>"$T/err"
	is "$? $(wc -c <"$T/merged")" '1 0' "a part without its line $cut is refused"
	like "$(cat "$T/err")" 'chz-jaccard: * records *' '... and why is said'
done

if command -v parallel >/dev/null; then
	is "$(parallel --will-cite -j2 --pipe-part --block 8k -a "$T/log" \
	    chz-jaccard --partial 2>/dev/null | chz-jaccard --merge)" \
	    "$(cat "$T/once")" 'through parallel --pipe-part'
else
	skip 'through parallel --pipe-part' 'parallel is not installed'
fi
done_testing
