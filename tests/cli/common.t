#!/bin/sh
# The rules that hold in every tool that filters records: lines, files,
# statuses, broken outputs and signals.  A tool that is not built is left out.
. "${0%/*}/../tap.sh"
build=$(dirname "$(command -v chz)")

# The tools, and how each is run: on SAMPLE, it writes something.
recipes='
chz-import   events -F nokchart
chz-ts       events
chz-filter   events
chz-stats    events
chz-words    events
chz-jaccard  events
chz-peaks    series --by volume
chz-plot     series -F pdf
chz-cluster  overlaps
'

# Good records, and many of them.
mkdir "$T/in"
awk 'BEGIN { for (i = 0; i < 900; i++) printf("{\"type\":\"chat\"," \
    "\"platform\":\"chzzk\",\"channel_id\":\"c%d\",\"stream_id\":\"s%d\"," \
    "\"t_ms\":%d,\"sent_at\":\"2026-01-06T11:%02d:%02d.000Z\"," \
    "\"message_id\":\"u%d:%d\",\"user_id\":\"u%d\",\"user\":\"이름%d\"," \
    "\"text\":\"안녕하세요 %d\"}\n", i % 2, i % 2, i * 1000, i / 60, i % 60, \
    i % 7, i, i % 7, i % 7, i) }' >"$T/in/events"
awk 'BEGIN { for (i = 0; i < 900; i++) printf("{\"type\":\"ts\"," \
    "\"stream_id\":\"s\",\"sec\":%d,\"bucket_sec\":1,\"chat_count\":%d," \
    "\"user_count\":1}\n", i, i % 300 > 280 ? 50 : 2) }' >"$T/in/series"
awk 'BEGIN { for (i = 0; i < 9; i++) printf("{\"type\":\"overlap\"," \
    "\"a\":\"a%d\",\"b\":\"a%d\",\"inter\":50,\"union\":100," \
    "\"jaccard\":0.5,\"distance\":0.5,\"overlap\":0.7}\n", i, i + 1) }' \
    >"$T/in/overlaps"

# run FILE...: the tool on files, its words in $T/err, its output as a sum.
run() {
	got=0
	# shellcheck disable=SC2086
	"$tool" $args "$@" >"$T/out" 2>"$T/err" || got=$?
	sum=$(cksum <"$T/out")
}

# same NAME: the output is that of the good records alone.
same() {
	is "$sum" "$good" "$tool: $1"
}

# fine NAME: it is, and there was nothing to complain about.
fine() {
	is "$got $sum $(cat "$T/err")" "0 $good " "$tool: $1"
}

check_lines() {
	run "$in"
	good=$sum
	is "$got" 0 "$tool: good records end with 0"
	ok "$tool: ... and give something" test -s "$T/out"
	is "$(cat "$T/err")" '' "$tool: ... without a word"

	sed '2a\
nope' "$in" >"$T/bad"
	run "$T/bad"
	same 'a bad line changes nothing'
	is "$got" 1 "$tool: ... but the status"
	like "$(cat "$T/err")" "$tool: $T/bad:3: *" "$tool: ... and is named"
	run --strict "$T/bad"
	is "$got $(wc -l <"$T/err")" '1 1' "$tool: --strict stops there"

	{ sed -n 1,2p "$in"; printf '{"type":"a\000"}\n'; sed 1,2d "$in"; } >"$T/nul"
	run "$T/nul"
	same 'a NUL is a bad line'
	printf '{"type":"\377"}\n' | cat - "$in" >"$T/latin"
	run "$T/latin"
	same 'so is what is no UTF-8'
	is "$got" 1 "$tool: ... and counts"
	run --max-record 1k "$in" <"$T/long"
	fine 'a limit that is not met is no matter'
	{ awk 'BEGIN { printf "{\"type\":\""; for (i = 0; i < 2000; i++)
	    printf "x"; print "\"}" }'; cat "$in"; } >"$T/long"
	run --max-record 1k "$T/long"
	same 'a line that is too long is skipped'
	is "$got" 1 "$tool: ... and counts"

	printf %s "$(cat "$in")" >"$T/unended"
	run "$T/unended"
	fine 'the last line may lack its end'
	sed 's/$/\r/' "$in" >"$T/crlf"
	run "$T/crlf"
	fine 'CRLF is a line end'
	{ printf '\357\273\277'; cat "$in"; } >"$T/bom"
	run "$T/bom"
	fine 'a byte order mark is nothing'
	sed 's/$/\n \t/' "$in" >"$T/blank"
	run "$T/blank"
	fine 'blank lines are nothing'
	printf '{"type":"zzz","x":[1,{"y":null}]}\n' | cat "$in" - >"$T/unknown"
	run "$T/unknown"
	is "$got" 0 "$tool: an unknown type is no failure"
	run /dev/null
	is "$got" 0 "$tool: no input is no failure"
}

check_files() {
	zstd -q "$in" -o "$T/in.zst" -f
	run "$T/in.zst"
	fine 'zstd is recognised'
	head -c "$(($(wc -c <"$T/in.zst") - 3))" "$T/in.zst" >"$T/cut.zst"
	run "$T/cut.zst"
	is "$got" 1 "$tool: cut zstd is said"
	run - <"$in"
	fine '- is standard input'
	run "$T/nowhere" "$in"
	same 'a missing file does not stop the others'
	is "$got" 1 "$tool: ... but is a failure"
	is "$(head -1 "$T/err")" "$tool: $T/nowhere: No such file or directory" \
	    "$tool: ... and is named"
	run /
	is "$got" 1 "$tool: a directory is a failure"
	cp "$in" "$T/-odd-name"
	(cd "$T" && run -- -odd-name && echo "$sum") >"$T/sum"
	is "$(cat "$T/sum")" "$good" "$tool: -- ends the options"
	run --nope "$in"
	is "$got $(wc -c <"$T/out")" '2 0' "$tool: an unknown option is misuse"
}

check_outputs() {
	for i in 0 1 2 3 4 5 6 7 8 9; do
		sed "s/\"stream_id\":\"/&$i/" "$in"
	done >"$T/many"
	# shellcheck disable=SC2086
	"$tool" $args "$T/many" 2>"$T/err" | head -c 1 >/dev/null
	is "$(cat "$T/err")" '' "$tool: a reader that leaves is no matter"
	# shellcheck disable=SC2086
	(trap '' PIPE; "$tool" $args "$T/many" 2>"$T/err" | head -c 1 >/dev/null)
	is "$(cat "$T/err")" '' "$tool: ... also where SIGPIPE is ignored"
	got=0
	# shellcheck disable=SC2086
	"$tool" $args "$in" >/dev/full 2>"$T/err" || got=$?
	is "$got" 1 "$tool: a full disk is a failure"
	like "$(cat "$T/err")" "*No space left on device" "$tool: ... and is said"
	got=0
	"$tool" --help >/dev/full 2>/dev/null || got=$?
	is "$got" 1 "$tool: ... for --help, too"
	got=0
	# shellcheck disable=SC2086
	"$tool" $args "$in" >&- 2>"$T/err" || got=$?
	is "$got" 1 "$tool: no standard output is a failure"
	# shellcheck disable=SC2086
	"$tool" $args "$in" >"$T/out" 2>&- || got=$?
	is "$(cksum <"$T/out")" "$good" "$tool: no standard error is none"
	got=0
	# shellcheck disable=SC2086
	"$tool" $args "$T/bad" >"$T/out" 2>/dev/full || got=$?
	is "$got $(cksum <"$T/out")" "1 $good" "$tool: a full one is none"
	got=0
	# shellcheck disable=SC2086
	"$tool" $args <&- >"$T/out" 2>"$T/err" || got=$?
	ok "$tool: no standard input is no crash" test "$got" -le 1
}

# Whether all of a pipe, of which descriptor 3 is an end, was read: FIONREAD.
drained() {
	perl -e 'my $n = pack "i", 0; ioctl STDIN, 0x541B, $n or die "ioctl: $!\n";
	    exit unpack("i", $n) > 0' <&3
}

# Told to end while it waits, it writes out what it has read and dies of the
# signal.
check_signal() {
	rm -f "$T/fifo"
	mkfifo "$T/fifo"
	# shellcheck disable=SC2086
	"$tool" $args <"$T/fifo" >"$T/out" 2>"$T/err" &
	pid=$!
	exec 3>"$T/fifo"
	cat "$in" >&3
	wait_for drained
	kill -TERM $pid
	got=0
	ended $pid || got=$?
	exec 3>&-
	is "$got" 143 "$tool: SIGTERM ends it"
	is "$(cksum <"$T/out")" "$good" "$tool: ... after what it has read was written"
}

: >"$T/long"
echo "$recipes" >"$T/recipes"
while read -r tool sample args; do
	test -n "$tool" && test -x "$build/$tool" || continue
	in=$T/in/$sample
	check_lines
	check_files
	check_outputs
	check_signal
done <"$T/recipes"

# An input of the wrong kind is an error, not an empty answer.
printf '%s\n' '{"type":"live","title":"x"}' \
    '{"type":"peak","start_sec":1,"end_sec":2}' >"$T/peaks"
for tool in jaccard stats words ts; do
	is "$(chz-$tool "$T/peaks" 2>&1 >/dev/null; echo $?)" \
	    "chz-$tool: no chat in this input: peak records
1" "chz-$tool says that it was given peaks"
done
is "$(chz-peaks "$T/peaks" 2>&1 >/dev/null)" \
    'chz-peaks: no ts in this input: peak records' \
    'chz-peaks does not take its own output'
is "$(chz-cluster "$T/peaks" 2>&1 >/dev/null)" \
    'chz-cluster: no overlap in this input: peak records' \
    'chz-cluster wants overlaps'
status 0 'an empty input has nothing wrong' chz-stats /dev/null

# No standard input is not an empty one.
for tool in ts stats words peaks jaccard cluster filter import; do
	is "$(chz-$tool <&- 2>&1 >/dev/null; echo $?)" \
	    "chz-$tool: <stdin>: Bad file descriptor
1" "chz-$tool says that its input is closed"
done
done_testing
