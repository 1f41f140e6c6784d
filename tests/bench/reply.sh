#!/bin/sh
# reply.sh - what chz-reply itself takes, beside a simulated model.
#
#	tests/bench/reply.sh
#
# First its own time, by one clock from outside (reply_own.c).  Then how long an
# answer takes when the model takes no time: from the batch to the request,
# through the simulator, and from the last byte to the line, all in one (ms:
# median, p99).  The same of the first sentence of a stream.
# Then a flood, 10,000 messages a second while the model takes 3 s for an
# answer: memory, and whether all messages are accounted for.  A flood lasts
# 20 s; BENCH=big makes it 10 minutes.
set -eu
top=$(cd "${0%/*}/../.." && pwd)
cd "$top"
make -s -j2 all "${O:-build}/tests/bench/reply_own"
PATH=$top/${O:-build}:$PATH
export LC_ALL=C.UTF-8 TZ=UTC
W=$(mktemp -d)
trap 'rm -rf "$W"' EXIT
test "${BENCH:-}" = big && seconds=600 || seconds=20

# flood RATE SECONDS: so many messages a second.
flood() {
	perl -MTime::HiRes=time,sleep -e '
	my ($rate, $sec) = @ARGV;
	my $began = time;
	$| = 1;
	for my $n (0 .. $rate * $sec - 1) {
		printf("{\"type\":\"chat\",\"message_id\":\"m%d\"," .
		    "\"user_id\":\"u%d\",\"user\":\"이름%d\",\"text\":\"%d번 " .
		    "보스는 어디 있어요?\"}\n", $n, $n % 5000, $n % 5000, $n);
		next if $n % ($rate / 100 < 1 ? 1 : $rate / 100);
		my $wait = $began + $n / $rate - time;
		sleep($wait) if $wait > 0;
	}' "$1" "$2"
}

# spread: median and p99 of a column of numbers.
spread() {
	sort -n | awk '{ x[NR] = $1 }
	END { printf("n %d, median %d ms, p99 %d ms\n", NR, x[int((NR + 1) / 2)],
	    x[int(NR * .99 + .5)]) }'
}

took() { jq -r 'select((.part // 0) == 0) | .processing_ms' | spread; }

"${O:-build}/tests/bench/reply_own"
printf 'an answer: '
flood 50 10 | chz-sim --llm-delay 0 -- chz-reply | took
printf 'the first sentence of a stream at 500 tokens/s: '
flood 5 10 | chz-sim --llm-delay 0 -- chz-reply --stream | took
flood 10000 "$seconds" | chz-sim --llm-delay 3s -- /usr/bin/time -f '%M %U %S' \
    -o "$W/time" chz-reply -v >"$W/out" 2>"$W/err"
read -r rss user system <"$W/time"
echo "a flood of $((10000 * seconds)): $((rss / 1024)) MB, $user + $system s of CPU, $(wc -l <"$W/out") replies"
sed -n 's/^chz-reply: in/in/p' "$W/err"
sed -n 's/^chz-reply: in \([0-9]*\) = answered \([0-9]*\) + dropped \([0-9]*\) + held \([0-9]*\);.*/\1 \2 \3 \4/p' "$W/err" |
    awk '{ print $1 == $2 + $3 + $4 ? "exact" : "WRONG" }'
