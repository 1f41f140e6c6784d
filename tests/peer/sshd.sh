# sshd.sh - two hosts, host1 and host2, that are sshds of this machine, each with
# its own port; tests source it after tap.sh.  "ssh -F $T/ssh.conf host1".
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
	port=$((20000 + $$ % 12000 + $1))
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

