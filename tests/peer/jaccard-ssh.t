#!/bin/sh
# chz-jaccard over two hosts: each counts its own logs, ssh brings the parts.
# The hosts are network namespaces, each with an sshd of its own.
. "${0%/*}/../tap.sh"
for need in ip ssh /usr/sbin/sshd parallel; do
	command -v $need >/dev/null || {
		echo "1..0 # SKIP $need is not installed"
		exit 0
	}
done
one=chz1-$$ two=chz2-$$
if ! ip netns add $one 2>/dev/null || ! ip netns add $two; then
	echo '1..0 # SKIP network namespaces are not permitted'
	exit 0
fi
export HOME="$T"
mkdir -p /run/sshd "$T/ssh"

stop() {
	for host in 1 2; do
		test ! -f "$T/sshd$host.pid" || kill "$(cat "$T/sshd$host.pid")"
	done
	ip netns del $one
	ip netns del $two
	rm -rf "$T"
}
trap stop EXIT
ssh-keygen -q -t ed25519 -N '' -f "$T/key"
chmod 755 "$T"

# host NUMBER NAMESPACE: a host at 10.231.NUMBER.2 with an sshd.
host() {
	ip link add "chzv$1-$$" type veth peer name eth0 netns "$2" &&
	    ip addr add "10.231.$1.1/24" dev "chzv$1-$$" &&
	    ip link set "chzv$1-$$" up &&
	    ip -n "$2" addr add "10.231.$1.2/24" dev eth0 &&
	    ip -n "$2" link set eth0 up || return
	cat >"$T/sshd$1.conf" <<-END
		ListenAddress 10.231.$1.2:22
		HostKey $T/key
		PidFile $T/sshd$1.pid
		AuthorizedKeysFile $T/key.pub
		StrictModes no
		UsePAM no
		PermitRootLogin yes
		MaxStartups 50
		SetEnv PATH=$PATH
	END
	cat >>"$T/ssh.conf" <<-END
		Host host$1
			HostName 10.231.$1.2
	END
	ip netns exec "$2" /usr/sbin/sshd -f "$T/sshd$1.conf"
}
if ! host 1 $one 2>"$T/why" || ! host 2 $two 2>>"$T/why"; then
	echo "1..0 # SKIP no two hosts: $(head -1 "$T/why")"
	exit 0
fi
cat >>"$T/ssh.conf" <<END
Host *
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

is "$(ssh -F "$T/ssh.conf" host1 hostname -I 2>/dev/null | tr -d ' ')" 10.231.1.2 \
    'the first host is another host'
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
