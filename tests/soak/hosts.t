#!/bin/bash
# Three hosts share the live channels over Redis: network namespaces on a bridge,
# with the platform and Redis on a fourth.  While they collect, one host is
# killed and another is cut off; what the chats said arrives all the same, once
# copies are dropped.  A tap that takes over reads the last fifty messages of a
# chat; what a busy one said before those had no reader.
. "${0%/*}/../tap.sh"
need ip redis-server redis-cli node jq
test "$(id -u)" = 0 || skip_all 'network namespaces want root'
channels=${CHANNELS:-30} rate=${RATE:-30} seconds=${SECONDS_ALIVE:-100}
n=chz$$
ip netns add $n-sw 2>/dev/null || skip_all 'network namespaces cannot be made'

stop() {
	for host in p h1 h2 h3 sw; do
		# shellcheck disable=SC2046
		kill -KILL $(ip netns pids $n-$host 2>/dev/null) 2>/dev/null
		ip netns del $n-$host 2>/dev/null
	done
	rm -rf "$T"
}
trap stop EXIT

# ---- the network ----

ip -n $n-sw link add br0 type bridge
ip -n $n-sw link set br0 up
i=1
for host in p h1 h2 h3; do
	ip netns add $n-$host
	ip -n $n-sw link add $host type veth peer name eth0 netns $n-$host
	ip -n $n-sw link set $host master br0 up
	ip -n $n-$host addr add 10.77.0.$i/24 dev eth0
	ip -n $n-$host link set eth0 up
	ip -n $n-$host link set lo up
	i=$((i + 1))
done
on() { ip netns exec "$n-$1" "${@:2}"; }
# ---- Redis and the platform ----

on p redis-server --bind 10.77.0.1 --port 6379 --protected-mode no --save '' \
    --dir "$T" >"$T/redis.log" &
export CHZ_REDIS_URL=redis://10.77.0.1:6379
cli() { on p redis-cli -h 10.77.0.1 "$@"; }
reaches() { on h3 redis-cli -h 10.77.0.1 ping >"$T/pong" 2>&1; }
ok 'a host reaches Redis' wait_for reaches
on p chz-sim -q --port 8100 --channels "$channels" --rate "$rate" \
    --for "${seconds}s" --ledger "$T/ledger" >"$T/sim" 2>&1 &
wait_for grep -q CHZ_SIM_PID "$T/sim"
on p node "$here/relay.js" 10.77.0.1:8200 127.0.0.1:8100 >"$T/relay.p" 2>&1 &
for host in h1 h2 h3; do
	on $host node "$here/relay.js" 127.0.0.1:8100 10.77.0.1:8200 \
	    >"$T/relay.$host" 2>&1 &
done
for host in p h1 h2 h3; do
	wait_for grep -q ready "$T/relay.$host"
done
eval "$(grep CHZ_ "$T/sim")"

# ---- the collectors ----

# collect HOST: what a host runs, in a session of its own.
collect() {
	on "$1" setsid sh -c 'chz-bus -q get targets -g taps --hold 12h \
	    --claim 10s --consumer '"$1"' | chz-tap --recent 50 --check 5s |
	    chz-bus -q put chat' 2>>"$T/said.$1" &
}
for host in h1 h2 h3; do
	collect $host
done
on p sh -c 'chz-lives -m 0 | chz-bus put targets' 2>"$T/said.p"
is "$(cli XLEN targets)" "$channels" 'every channel is a target'

# tapped HOST: how many channels it has taken and not given back.
tapped() {
	cli XINFO CONSUMERS targets taps | grep -A 5 "^$1\$" |
	    sed -n '/^pending$/{n;p}'
}
all_tapped() {
	test $(($(tapped h1) + $(tapped h2) + $(tapped h3))) -ge "$channels"
}
ok 'all are taken' wait_for all_tapped
echo "# h1 $(tapped h1), h2 $(tapped h2), h3 $(tapped h3)"

flows() { test "$(cli XLEN chat)" -gt "$1"; }
wait_for flows $((rate * 10))

# The busiest host dies at once.
victim=h1
for host in h2 h3; do
	test "$(tapped $host)" -le "$(tapped $victim)" || victim=$host
done
had=$(tapped $victim) began=$(date +%s)
# shellcheck disable=SC2046
kill -KILL $(ip netns pids $n-$victim)
left_behind() { test "$(tapped $victim)" -gt 0; }
taken_over() { ! left_behind; }
ok "a host dies, and its $had channels are taken over" wait_for taken_over
echo "# within $(($(date +%s) - began)) s"
ok '... within 30 s' test $(($(date +%s) - began)) -le 30

# Another one is cut off for a while.
lost=h2
test $victim != h2 || lost=h3
wait_for flows $(($(cli XLEN chat) + rate * 5))
ip -n $n-sw link set $lost down
wait_for flows $(($(cli XLEN chat) + rate * 5))
sleep 15
ip -n $n-sw link set $lost up
ok 'a host is cut off, and comes back' wait_for flows $(($(cli XLEN chat) + rate * 5))

# The first one comes again.
on $victim node "$here/relay.js" 127.0.0.1:8100 10.77.0.1:8200 \
    >"$T/relay.$victim" 2>&1 &
wait_for grep -q ready "$T/relay.$victim"
collect $victim

# ---- the end ----

closed() { test "$(grep -c . "$T/ledger")" = "$last"; }
last=-1
until closed; do
	last=$(grep -c . "$T/ledger")
	sleep 5
done
quiet() { test "$(cli XLEN chat)" = "$known"; }
known=-1
until quiet; do
	known=$(cli XLEN chat)
	sleep 5
done
on p chz-bus get chat --once >"$T/all"
on p chz-bus get chat --once --dedup >"$T/once"
ids() { jq -r 'select(.message_id != null and .type != "moderation").message_id' "$@" | sort; }
# What was sent before a channel had its first reader is nobody's loss.
jq -c 'select(.type == "sent")' "$T/ledger" >"$T/sent.jsonl"
ids "$T/sent.jsonl" | sort -u >"$T/sent"
ids "$T/once" >"$T/came"
sort -u "$T/came" >"$T/came.once"
comm -23 "$T/sent" "$T/came.once" >"$T/missing"
# What nobody could hear: when no tap was there, and it was no more among the
# recent messages of a tap that came.
jq -r 'select(.readers == 0).message_id' "$T/sent.jsonl" | sort >"$T/unheard"
comm -23 "$T/missing" "$T/unheard" >"$T/lost"
echo "# sent $(wc -l <"$T/sent"), came $(wc -l <"$T/all") records," \
    "$(wc -l <"$T/came.once") messages; missing $(wc -l <"$T/missing")," \
    "of which $(wc -l <"$T/unheard") had no reader;" \
    "reported gaps $(grep -c '"gap_ms":[1-9]' "$T/once")"
is "$(uniq -d "$T/came" | wc -l)" 0 'after --dedup no message is there twice'
ok 'copies were there before' test "$(wc -l <"$T/all")" -ge "$(wc -l <"$T/once")"
# What only the dead host had heard, and not handed on, is lost with it.  Behind
# what first arrived of a broadcast, what is missing is said to be.
echo "# $(wc -l <"$T/lost") of them were heard by a host that died"
jq -r '"\(.message_id) \(.stream_id)"' "$T/sent.jsonl" |
    awk 'NR == FNR { came[$1] = 1; next }
	$1 in came { heard[$2] = 1; next }
	$2 in heard { print $2 }' "$T/came.once" - | sort -u >"$T/holed"
jq -r 'select(.type == "link" and .gap_ms > 0).stream_id' "$T/once" | sort -u \
    >"$T/said"
echo "# $(wc -l <"$T/holed") broadcasts miss something," \
    "$(wc -l <"$T/said") say so"
is "$(comm -23 "$T/holed" "$T/said" | wc -l)" 0 \
    'what is missing of a broadcast is said'
ok '... of those that were taken over, too' test -s "$T/said"
done_testing
