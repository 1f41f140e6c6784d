#!/bin/sh
# Lines and descriptors at their limits: sizes, windows, messages, memory, calls
# that are to be made again, and a second signal.
. "${0%/*}/../tap.sh"
build=$(dirname "$(command -v chz-ts)")
fault=$build/tests/fault/fault.so

awk 'BEGIN { for (i = 0; i < 3000; i++) printf("{\"type\":\"chat\"," \
    "\"stream_id\":\"s%d\",\"t_ms\":%d,\"user_id\":\"u%d\",\"text\":" \
    "\"\\u3131 %d\"}\n", i % 3, i * 40, i % 37, i) }' >"$T/in"

# ---- sizes ----

# sized N: a good record of N bytes and its line end.
sized() {
	printf '{"type":"chat","text":"'
	head -c $(($1 - 25)) /dev/zero | tr '\0' x
	echo '"}'
}
sized 1048576 >"$T/most"
is "$(head -1 "$T/most" | tr -d '\n' | wc -c)" 1048576 'a record of 1 MiB'
is "$(chz-filter "$T/most" | cksum)" "$(cksum <"$T/most")" '... is good'
sized 1048577 | chz-filter >"$T/out" 2>"$T/err"
is "$?,$(wc -c <"$T/out"),$(cat "$T/err")" \
    '1,0,chz-filter: <stdin>:1: longer than --max-record' 'a byte more is not'
{ sized 99; sized 1025; sized 1024; } >"$T/sizes"
is "$(chz-filter --max-record 1Ki "$T/sizes" 2>"$T/err" | wc -c),$(cat "$T/err")" \
    "1125,chz-filter: $T/sizes:2: longer than --max-record" \
    '--max-record says what is longer'
# nested DEPTH: the record is a level itself.
nested() {
	printf '{"type":"chat","x":'
	yes '[' | head -n $(($1 - 1)) | tr -d '\n'
	yes ']' | head -n $(($1 - 1)) | tr -d '\n'
	echo '}'
}
is "$(nested 128 | chz-filter | wc -l)" 1 '128 levels are good'
is "$(nested 129 | chz-filter 2>/dev/null | wc -l)" 0 'one more is not'

for log in 27 28; do
	zstd -q --ultra --long=$log <"$T/in" >"$T/$log.zst"
done
is "$(chz-filter "$T/27.zst" | cksum)" "$(cksum <"$T/in")" \
    'a zstd window of 128 MiB is good'
chz-filter "$T/28.zst" >"$T/out" 2>"$T/err"
is "$?,$(wc -c <"$T/out"),$(grep -c 'too much memory' "$T/err")" 1,0,1 \
    'a larger one is not'

# The pieces of a cut file: whole lines, and nothing of the last.
split -l 500 "$T/in" "$T/frame."
zstd -q "$T"/frame.a?
cat "$T"/frame.a?.zst | head -c -9 >"$T/cut.zst"
chz-filter "$T/cut.zst" >"$T/out" 2>"$T/err"
is "$?,$(grep -c 'cut short' "$T/err"),$(wc -l <"$T/err")" 1,1,1 \
    'a zstd file that was cut is said to be, once'
ok '... and what is there are whole lines' sh -c \
    'test -s "$1" && head -n "$(wc -l <"$1")" "$2" | cmp -s - "$1"' sh \
    "$T/out" "$T/in"
# One frame of two blocks, the second cut: the first ends within a line.
zstd -q "$T/in" -o "$T/blocks.zst"
head -c -9 "$T/blocks.zst" | chz-filter >"$T/out" 2>"$T/err"
is "$?,$(cat "$T/err")" '1,chz-filter: <stdin>: zstd: the file is cut short' \
    '... and so is one that ends within a line, which is no bad line'
is "$(head -c 131072 "$T/in" | sed '$d' | cksum)" "$(cksum <"$T/out")" \
    '... and of which the whole lines are there'

# As it came: white space, escapes, the order of keys, keys twice.
printf '%s\n' ' {"t_ms" : 1.50e1 ,"type":"chat", "text":"\u0061\ud83d\/" }	' \
    '{"\u0074ype":"chat","x":"a","x":["b"],"text":"b"}' >"$T/odd"
is "$(chz-filter "$T/odd" | cksum)" "$(cksum <"$T/odd")" \
    'a record is passed on byte for byte'
is "$(chz-ts -k "$T/odd" 2>/dev/null | grep -cFxf "$T/odd")" 2 '... by the tools that add, too'
is "$(printf '%s\n' '{"type":"chat","stream_id":"a","user_id":"u","stream_id":"b"}' |
    chz-stats | jq -r .stream_id)" b 'the last of repeated keys counts'
is "$(printf '%s\n' '{"type":"chat","stream_id":"a\ud83d","user_id":"u"}' |
    chz-stats | jq -r .stream_id)" "$(printf 'a\357\277\275')" \
    'where it is read, half a surrogate is U+FFFD'

# ---- messages ----

yes nope | head -4211 | cat - "$T/in" | chz-filter >"$T/out" 2>"$T/err"
is "$(cksum <"$T/out")" "$(cksum <"$T/in")" 'four thousand bad lines change nothing'
is "$(wc -l <"$T/err"),$(tail -1 "$T/err")" \
    '11,chz-filter: 4,201 more bad lines: not a JSON object' \
    'ten of a kind are reported, then a sum'
chz-filter "$(head -c 9000 /dev/zero | tr '\0' a)" 2>"$T/err"
ok 'a message is cut' test "$(wc -c <"$T/err")" -lt 2100
chz-filter "$(printf 'no\033[31m\302\233\342\200\256\007such')" 2>"$T/err"
is "$(cat "$T/err")" \
    'chz-filter: no\u001b[31m\u009b\u202e\u0007such: No such file or directory' \
    'what could drive a terminal is shown, not sent'
printf '{"type":"live","channel_id":"\033"}\n' | chz-tap 2>&1 |
    LC_ALL=C grep -c '[[:cntrl:]]' >"$T/controls"
is "$(cat "$T/controls")" 0 '... of records, too'

# details OPTION: what chz-lives says at a place where nobody is, and whose
# address holds secrets.
details() {
	CHZ_API_URL="http://user:pass@127.0.0.1:1/a?key=hidden" \
	    chz-lives --name 이름 "$@" 2>&1
}
like "$(details -v)" '*GET http://127.0.0.1:1/a*' '-v says what was asked'
is "$(details -v | grep -cE 'pass|hidden')" 0 '... but no secrets'
is "$(details | grep -c GET)" 0 '... which nobody hears otherwise'

# A line that is worth a note, not an error.
sed -n 1p "$T/in" >"$T/one"
chz-store --leave-open "$T/noted" "$T/one"
torn() { printf '{"t' >>"$(ls "$T"/noted/*/*/events.jsonl)"; }
torn
is "$(chz-store --leave-open "$T/noted" "$T/one" 2>&1 | grep -c 'torn line')" 1 \
    'a note is said'
torn
is "$(chz-store -q --leave-open "$T/noted" "$T/one" 2>&1)" '' '-q leaves it out'

(umask 022; echo a key of some length >"$T/key")
is "$(chz-filter --anon "$T/key" /dev/null 2>&1; echo $?)" \
    "chz-filter: $T/key: others can read it: chmod 600 $T/key
77" 'a secret that others can read is refused'

# Where the simulator listens: 127.0.0.1 is 0100007F.
is "$(chz-sim -- sh -c 'port=$(printf %04X "${CHZ_API_URL##*:}")
    grep -E -o "[0-9A-F]+:$port 0+:0000 0A" /proc/net/tcp | cut -d: -f1')" \
    0100007F 'a server listens on this machine only'

# Without a standard output or error, what is opened first must not take its
# place: messages would go into it.
printf 'nope\n%s\n' '{"type":"chat","text":"a"}' >"$T/nope"
chz-filter -o "$T/part" "$T/nope" 2>&-
is "$?,$(cat "$T/part")" '1,{"type":"chat","text":"a"}' \
    'without standard error, messages go into no data file'
is "$(chz-store "$T/none" <&- 2>&1)" \
    'chz-store: <stdin>: Bad file descriptor' \
    'without standard input, nothing that was opened is read in its place'
got=0
chz-sim -- sh -c 'chz-lives --name nobody' >&- 2>"$T/err" || got=$?
is "$got,$(cat "$T/err")" 0, 'without standard output, a server serves'

# ---- calls that are to be made again ----

if is_sanitized; then
	skip 'calls are made again' 'not under a sanitizer'
else
	# again CALL ERROR EVERY COMMAND...
	again() {
		FAULT_CALL=$1 FAULT_ERROR=$2 FAULT_EVERY=$3; shift 3
		export FAULT_CALL FAULT_ERROR FAULT_EVERY
		got=0
		LD_PRELOAD=$fault timeout 20 "$@" >"$T/out" 2>"$T/err" || got=$?
		unset FAULT_CALL FAULT_ERROR FAULT_EVERY
		echo "$got $(cksum <"$T/out") $(cat "$T/err")"
	}
	zstd -qk "$T/in"
	for error in EINTR EAGAIN; do
		for call in read write; do
			for file in "$T/in" "$T/in.zst"; do
				is "$(again $call $error 2 chz-filter "$file")" \
				    "0 $(cksum <"$T/in") " \
				    "$error: every other $call is made again"
			done
		done
	done
	is "$(again write EINTR 2 chz-store -k "$T/store" "$T/in")" \
	    "0 $(cksum <"$T/in") " 'EINTR: an archive writes on'
	is "$(cat "$T/store"/*/*/events.jsonl | sort | cksum)" \
	    "$(sort "$T/in" | cksum)" '... and has it all'
fi

# A pipe that somebody else made non-blocking, and a reader that is slow.
perl -e 'use Fcntl; pipe my $r, my $w or die; my $pid = fork;
    if (!$pid) { close $r; fcntl($w, F_SETFL, O_WRONLY | O_NONBLOCK);
	open STDOUT, ">&", $w; close $w; exec @ARGV or die }
    close $w; my ($all, $some) = "";
    while (sysread $r, $some, 4096) { $all .= $some; select undef, undef, undef, 0.002 }
    waitpid $pid, 0; print $all; exit($? >> 8)' \
    chz-filter "$T/in" "$T/in" "$T/in" "$T/in" "$T/in" >"$T/out"
is "$?,$(cksum <"$T/out")" \
    "0,$(cat "$T/in" "$T/in" "$T/in" "$T/in" "$T/in" | cksum)" \
    'a non-blocking output gets everything'

# ---- memory ----

# Decoded texts are kept for their record alone: fifty times as many in hardly
# more room than the first few took.
texts() {
	awk -v n="$1" 'BEGIN { for (i = 0; i < 60; i++) t = t "\\u3131\\u3132"
	    for (i = 0; i < n; i++) printf("{\"type\":\"chat\",\"user_id\":" \
	    "\"\\u0061%d\",\"text\":\"%s\"}\n", i % 9, t) }'
}
texts 300000 >"$T/texts"
head -2000 "$T/texts" >"$T/few"
for tool in 'chz-filter --min-length 2' 'chz-filter --no-links'; do
	# shellcheck disable=SC2086
	few=$(peak $tool "$T/few" "$T/few" "$T/few" "$T/few" "$T/few")
	# shellcheck disable=SC2086
	many=$(peak $tool "$T/texts")
	ok "$tool: memory does not grow with the input ($few, $many KiB)" \
	    test "$many" -lt $((few + 16384))
done

# ---- signals ----

# What was cut off is not a record, even if it looks like one.
drained() {
	perl -e 'my $n = pack "i", 0; ioctl STDIN, 0x541B, $n or die "ioctl: $!\n";
	    exit unpack("i", $n) > 0' <&3
}
mkfifo "$T/cut"
for signal in INT TERM; do
	chz-filter <"$T/cut" >"$T/out" 2>"$T/err" &
	pid=$!
	exec 3>"$T/cut"
	{ cat "$T/in"; printf '{"type":"chat","text":"x"}'; } >&3
	wait_for drained
	kill -$signal $pid
	got=0
	ended $pid || got=$?
	exec 3>&-
	is "$got,$(cksum <"$T/out")" \
	    "$(test $signal = INT && echo 130 || echo 143),$(cksum <"$T/in")" \
	    "SIG$signal: whole lines are written out, and nothing else"
done


# Its reader takes nothing: the first signal lets it wait for a moment, which it
# would say at its end; the second one ends it at once, without a word.
mkfifo "$T/fifo"
awk 'BEGIN { for (i = 0; i < 300000; i++)
    print "{\"type\":\"chat\",\"text\":\"a text of some length\"}" }' >"$T/large"
chz-filter "$T/large" >"$T/fifo" 2>"$T/err" &
pid=$!
exec 4<"$T/fifo"
is_full() { grep -q 'poll' "/proc/$pid/wchan" 2>/dev/null ||
    grep -q '^[0-9]* (chz-filter) S' "/proc/$pid/stat" 2>/dev/null; }
wait_for is_full
perl -e 'for (1 .. 200000) { kill "TERM", $ARGV[0] or last }' $pid
got=0
ended $pid || got=$?
exec 4<&-
is "$got,$(cat "$T/err")" 143, 'a second SIGTERM ends it at once'
done_testing
