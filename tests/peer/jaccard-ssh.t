#!/bin/sh
# chz-jaccard over two hosts: each counts its own logs, ssh brings the parts.
. "${0%/*}/../tap.sh"
. "$here/sshd.sh"

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
