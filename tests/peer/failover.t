#!/bin/sh
# A node of a cluster dies while records are put, and its replica takes its
# place: nothing that was stored is lost.
. "${0%/*}/../tap.sh"
need redis-server redis-cli jq
unset CHZ_REDIS_URL CHZ_REDIS_USER CHZ_REDIS_PASSWORD

# node PORT: begins one; its process is $node.  The bus is 10,000 ports above.
node() {
	mkdir -p "$T/$1"
	redis-server --port "$1" --bind 127.0.0.1 --cluster-enabled yes \
	    --cluster-announce-ip 127.0.0.1 --cluster-node-timeout 2000 \
	    --repl-diskless-sync-delay 0 --save '' --dir "$T/$1" >"$T/$1.log" 2>&1 9>&- &
	node=$!
	wait_for answers_or_ended "$1"
	answers "$1"
}
at() { redis-cli -p "$@"; }
answers() { at "$1" ping 2>/dev/null | grep -q PONG; }
answers_or_ended() { answers "$1" || ! kill -0 "$node" 2>/dev/null; }

# Four ports that are free, as are those of their buses.
nodes='' first=$((12000 + $$ % 8000))
for try in 1 2 3 4 5; do
	nodes=''
	for port in $first $((first + 1)) $((first + 2)) $((first + 3)); do
		if ! node "$port"; then
			break
		fi
		nodes="$nodes $node"
	done
	test "$(echo "$nodes" | wc -w)" -lt 4 || break
	# shellcheck disable=SC2086
	kill $nodes 2>/dev/null
	first=$((first + 97))
done
last=$((first + 3))
redis-cli --cluster create 127.0.0.1:$first 127.0.0.1:$((first + 1)) \
    127.0.0.1:$((first + 2)) --cluster-yes >"$T/log" 2>&1
whole() { at "$1" cluster info | grep -q state:ok; }
for port in $first $((first + 1)) $((first + 2)); do
	wait_for whole "$port"
done
master=$(at $first cluster myid)
redis-cli --cluster add-node 127.0.0.1:$last 127.0.0.1:$first \
    --cluster-slave --cluster-master-id "$master" >>"$T/log" 2>&1
follows() { at $first info replication | grep -q 'slave0:.*state=online'; }
ok 'a cluster of three nodes, one of which has a replica' wait_for follows

# A key of that node: it has the first third of the slots.
for key in chat a b c d e f g h i j; do
	test "$(at $first cluster keyslot $key)" -ge 5461 || break
done
servers=redis://127.0.0.1:$((first + 1)),redis://127.0.0.1:$((first + 2)),redis://127.0.0.1:$last
records() {
	seq "$1" "$2" | awk '{ printf "{\"type\":\"chat\"," \
	    "\"message_id\":\"m%d\",\"text\":\"안녕 %d\"}\n", $1, $1 }'
}
mkfifo "$T/pipe"
chz-bus --redis "$servers" put --replicas 1 "$key" <"$T/pipe" 2>"$T/err" &
putter=$!
chz-bus -q --redis "$servers" get "$key" -g all >"$T/got" 2>/dev/null &
getter=$!
exec 9>"$T/pipe"
records 1 2000 >&9
wait_for has 500 cat "$T/got"
records 2001 20000 >&9 &
writer=$!
wait_for has 3000 cat "$T/got"
# shellcheck disable=SC2086
set -- $nodes
kill -9 "$1"
stored=$(sort -u "$T/got" | wc -l)
promoted() { at $last role | sed -n 1p | grep -q master; }
ok 'a node dies, and its replica takes its place' wait_for promoted
# It comes again, and is the replica now: without one, nothing counts.
ok '... and it comes again' node $first
nodes="$nodes $node"
ended $writer
records 20001 20010 >&9
exec 9>&-
ended $putter
is "$?" 0 'records are put all the while'
like "$(cat "$T/err")" '*trying again*' '... with a word'
chz-bus --redis "$servers" get "$key" --once >"$T/all"
sort -u "$T/all" >"$T/all.sorted"
is "$(records 1 20010 | sort | comm -23 - "$T/all.sorted" | wc -l)" 0 \
    'nothing that was stored is lost'
all_read() { test "$(sort -u "$T/got" | wc -l)" -ge 20010; }
ok '... and a reader in a group has it all' wait_for all_read
echo "# $stored were read when the node died, $(wc -l <"$T/all") entries in the end"
kill $getter; ended $getter
for node in $nodes; do
	kill "$node" 2>/dev/null
	ended "$node"
done
done_testing
