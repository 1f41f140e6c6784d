#!/bin/sh
# contrib/cluster/chz-parallel: files counted by GNU parallel, on all processors
# and on two hosts, which are sshds of this machine.
. "${0%/*}/../tap.sh"
. "$here/../peer/sshd.sh"
cluster=$(cd "$here/../../contrib/cluster" && pwd)

mkdir "$T/logs"
awk -v seed=3 -v copies=0 -f "$here/../log.awk" >"$T/log"
split -l 150 "$T/log" "$T/logs/log."
tools='chz-stats chz-ts chz-words chz-jaccard'
for tool in $tools; do
	$tool -q "$T/log" >"$T/$tool" 2>"$T/said"
done

# answer TOOL COMMAND...: what it says beside one run of the tool, and its
# status.
answer() {
	tool=$1 got=0
	shift
	"$@" >"$T/got" 2>"$T/said" || got=$?
	cmp -s "$T/$tool" "$T/got" || got="$got, another answer"
	echo "$got"
}

# ---- GNU parallel ----

for tool in $tools; do
	is "$(answer $tool "$cluster/chz-parallel" -j 2 -- $tool -- "$T"/logs/*)" \
	    0 "chz-parallel: $tool"
done
is "$(answer chz-ts "$cluster/chz-parallel" --ssh "ssh -F $T/ssh.conf" \
    -S 2/host1,2/host2 -- chz-ts -- "$T"/logs/*)" 0 '... over ssh'
chz-ts --by channel -b 1m "$T/log" >"$T/chz-ts" 2>"$T/said"
is "$(answer chz-ts "$cluster/chz-parallel" -- chz-ts --by channel -b 1m -- \
    "$T"/logs/*)" 0 '... with options'
chz-ts "$T/log" >"$T/chz-ts" 2>"$T/said"
is "$(MERGE=--table "$cluster/chz-parallel" -- chz-stats -- "$T"/logs/* | cksum)" \
    "$(chz-stats --table "$T/log" | cksum)" '... with options of the merge'
is "$(answer chz-ts "$cluster/chz-parallel" -- chz-ts -- "$T"/logs/* "$T/none")" \
    '1' 'a file that is not there makes it fail'
status 2 'misuse' "$cluster/chz-parallel" -- chz-ts

done_testing
