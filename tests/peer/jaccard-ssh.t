#!/bin/sh
# chz-jaccard over two hosts: each counts its own logs, ssh brings the parts.
# The hosts are two sshds of this machine, each with its own port.
. "${0%/*}/../tap.sh"
sshd=/usr/sbin/sshd
need ssh $sshd parallel
export HOME="$T"
# As root sshd wants its empty directory; others need none.
test "$(id -u)" != 0 || mkdir -p /run/sshd
mkdir "$T/ssh"
chmod 755 "$T"
ssh-keygen -q -t ed25519 -N '' -f "$T/key"

stop() {
	for host in 1 2; do
		test ! -f "$T/sshd$host.pid" || kill "$(cat "$T/sshd$host.pid")"
	done
	rm -rf "$T"
}
trap stop EXIT

# serve NUMBER PORT: an sshd there; false when the port is taken.
serve() {
	cat >"$T/sshd$1.conf" <<-END
		ListenAddress 127.0.0.1:$2
		HostKey $T/key
		PidFile $T/sshd$1.pid
		AuthorizedKeysFile $T/key.pub
		StrictModes no
		UsePAM no
		PermitRootLogin yes
		MaxStartups 50
		SetEnv PATH=$PATH CHZ_HOST=host$1
	END
	$sshd -f "$T/sshd$1.conf" -E "$T/sshd$1.log" &&
	    wait_for grep -q -e 'Server listening' -e 'Cannot bind' "$T/sshd$1.log" &&
	    ! grep -q 'Cannot bind' "$T/sshd$1.log"
}

# host NUMBER: a host of that name, at the first port that is free.
host() {
	port=$((20000 + $$ % 20000 + $1))
	until serve "$1" $port; do
		port=$((port + 2))
		test $port -lt 60000 || return
	done
	printf 'Host host%s\n\tPort %s\n' "$1" $port >>"$T/ssh.conf"
}
host 1
host 2
cat >>"$T/ssh.conf" <<END
Host *
	HostName 127.0.0.1
	IdentityFile $T/key
	StrictHostKeyChecking no
	UserKnownHostsFile $T/known
	LogLevel ERROR
	ConnectionAttempts 10
END

# Each host has half of the logs, under the same path.
awk 'BEGIN {
	srand(5)
	for (i = 0; i < 3000; i++)
		printf "{\"type\":\"chat\",\"channel_id\":\"ch%d\",\"user_id\":\"%032x\"}\n",
		    rand() * 40, int(rand() * rand() * 300)
}' >"$T/log"
mkdir "$T/1" "$T/2"
sed -n '1~2p' "$T/log" | split -l 400 - "$T/1/log."
sed -n '2~2p' "$T/log" | split -l 400 - "$T/2/log."
chz-jaccard "$T/log" >"$T/once"

# shellcheck disable=SC2016
is "$(for host in host1 host2; do
	ssh -F "$T/ssh.conf" $host 'echo "$CHZ_HOST"'
done | xargs)" 'host1 host2' 'each host answers for itself'
{
	ssh -F "$T/ssh.conf" host1 "cat $T/1/log.* | chz-jaccard --partial"
	ssh -F "$T/ssh.conf" host2 "cat $T/2/log.* | chz-jaccard --partial"
} >"$T/states"
is "$(chz-jaccard --merge "$T/states")" "$(cat "$T/once")" \
    'parts that two hosts counted give what one pass gives'
is "$(find "$T/1" "$T/2" -name 'log.*' | sort -R |
    parallel --will-cite --ssh "ssh -F $T/ssh.conf" -S 2/host1,2/host2 \
	chz-jaccard --partial | chz-jaccard --merge)" "$(cat "$T/once")" \
    '... and so do files that GNU parallel hands out'
done_testing
