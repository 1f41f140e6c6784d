#!/bin/bash
# contrib/cluster/chz-slurm on a cluster of two nodes that are this machine, from
# Debian's slurm-wlm and munge: an array job, and a job that waits for it.
. "${0%/*}/../tap.sh"
need munged slurmctld slurmd sbatch
test "$(id -u)" = 0 || skip_all 'slurmctld wants to be root'
cluster=$(cd "$here/../../contrib/cluster" && pwd)
chmod 755 "$T"

# ---- a cluster ----

stop() {
	for daemon in n1 n2 ctld munge; do
		test ! -f "$T/$daemon.pid" || kill "$(cat "$T/$daemon.pid")"
	done 2>/dev/null
	wait_for gone
	rm -rf "$T"
}
# Whether no daemon of ours runs any more.
gone() {
	for daemon in n1 n2 ctld munge; do
		! kill -0 "$(cat "$T/$daemon.pid" 2>/dev/null)" 2>/dev/null || return
	done
}
trap stop EXIT

# A port that nobody has, from $1 on.
free_port() {
	port=$1
	while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
		port=$((port + 1))
	done
	echo $port
}
first=$((20000 + $$ % 12000))
host=$(uname -n | cut -d. -f1)
dd if=/dev/urandom of="$T/munge.key" bs=128 count=1 2>/dev/null
chmod 400 "$T/munge.key"
mkdir "$T/state"
cat >"$T/slurm.conf" <<END
ClusterName=chz
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
SlurmctldPort=$(free_port $first)
AuthType=auth/munge
AuthInfo=socket=$T/munge.s
CredType=cred/munge
StateSaveLocation=$T/state
SlurmdSpoolDir=$T/%n.spool
SlurmctldPidFile=$T/ctld.pid
SlurmdPidFile=$T/%n.pid
SlurmctldLogFile=$T/ctld.log
SlurmdLogFile=$T/%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
ReturnToService=2
SchedulerType=sched/backfill
SelectType=select/cons_tres
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
NodeName=n1 NodeHostname=$host NodeAddr=127.0.0.1 Port=$(free_port $((first + 100))) CPUs=2
NodeName=n2 NodeHostname=$host NodeAddr=127.0.0.1 Port=$(free_port $((first + 200))) CPUs=2
PartitionName=all Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP
END
export SLURM_CONF="$T/slurm.conf"
munged --force --key-file="$T/munge.key" --socket="$T/munge.s" \
    --pid-file="$T/munge.pid" --log-file="$T/munge.log" \
    --seed-file="$T/munge.seed" 2>"$T/said" &&
    slurmctld 2>>"$T/said" && slurmd -N n1 2>>"$T/said" &&
    slurmd -N n2 2>>"$T/said" || {
	sed 's/^/# /' "$T/said" "$T"/*.log
	skip_all 'slurm does not start'
}
idle() { test "$(sinfo -h -N -t idle -o %N 2>/dev/null | wc -l)" = 2; }
ok 'two nodes are there' wait_for idle

# ---- counting ----

mkdir "$T/logs" "$T/work"
cd "$T/work" || exit
awk -v seed=3 -v copies=0 -f "$here/../log.awk" >"$T/log"
split -l 200 "$T/log" "$T/logs/log."
n=$(find "$T/logs" -type f | wc -l)
for tool in 'chz-ts -b 10' 'chz-words --segment 2m' chz-jaccard chz-stats; do
	# shellcheck disable=SC2086
	{
		$tool "$T/log" >"$T/once" 2>"$T/said"
		"$cluster/chz-slurm" -o answer -- $tool -- "$T"/logs/*
	}
	is "$?" 0 "chz-slurm: $tool over $n files"
	ok '... gives what one run gives' cmp -s "$T/once" answer
done
ok 'both nodes had a part of it' test "$(grep -l 'aunching batch job' "$T"/n[12].log | wc -l)" = 2
is "$(MERGE=--table "$cluster/chz-slurm" -- chz-stats -- "$T"/logs/* | cksum)" \
    "$(chz-stats --table "$T/log" | cksum)" 'options of the merge'
status 1 'a file that is not there makes it fail' \
    "$cluster/chz-slurm" -o answer -- chz-ts -- "$T"/logs/* "$T/none"
is "$(find . -name 'parts.*')" '' 'no parts are left'
done_testing
