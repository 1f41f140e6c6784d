#!/bin/sh
# How far a tool is: the terminal's line, records for programs, what SIGUSR1
# has said, logs for programs, and output files that are opened anew.
. "${0%/*}/../tap.sh"
need jq
need script
export TERM=xterm
unset CHZ_PROGRESS CHZ_LOG_FORMAT JOURNAL_STREAM
record='{"type":"chat","stream_id":"s","message_id":"1","user_id":"u","text":"ㅋㅋ","t_ms":1}'

# ---- for eyes ----

awk -v record="$record" 'BEGIN { for (i = 0; i < 250000; i++) print record }' \
    >"$T/log"
size=$(wc -c <"$T/log")
# The reader takes a little at a time until it sees the line.
: >"$T/tty"
cat >"$T/slowly" <<END
chz-filter '$T/log' | {
	n=0
	until grep -aq ' left: ' '$T/tty' || test \$((n += 1)) -gt 600; do
		head -c 65536 >/dev/null
		sleep .05
	done
	cat
} >/dev/null
END
script -qefc "sh $T/slowly" "$T/tty" >/dev/null </dev/null
line=$(tr '\r' '\n' <"$T/tty" | grep -a -m 1 ' left: ')
like "$line" '*chz-filter: [0-9]*% of '*' MiB, [0-9]*,[0-9]* records, [0-9]* ?iB/s, [0-9]:[0-5][0-9]:[0-5][0-9] left: '"$T"'/log*' \
    'a file that takes long has a line on the terminal'
like "$(tr -d '\n' <"$T/tty" | grep -ao '.\[K.*' | sed 's/.*\r//' | od -An -c)" \
    *'033   [   K'* '... which is taken away in the end'
chz-filter "$T/log" >/dev/null 2>"$T/err"
is "$(cat "$T/err")" '' 'where there is no terminal, there is none'
script -qefc "chz-filter -q '$T/log' >/dev/null" "$T/tty" >/dev/null </dev/null
is "$(grep -ac ' left: ' "$T/tty")" 0 '... nor with -q'

# A pipe has no end that is known: only those who ask get a line.
: >"$T/tty"
{ n=0; until grep -aq 'records' "$T/tty" || test $((n += 1)) -gt 600; do
    echo "$record"; sleep .05; done; echo nope; } |
    script -qefc 'chz-filter --progress always 2>&1 >/dev/null </dev/fd/3' "$T/tty" \
    3<&0 >/dev/null </dev/null
like "$(tr '\r' '\n' <"$T/tty")" '*chz-filter: [0-9]* records, *B/s*' \
    '--progress always: of a pipe too'
like "$(tr '\r' '\n' <"$T/tty")" '*chz-filter: *: not a JSON object*' \
    '... and messages have lines of their own'

# ---- for programs ----

{ head -3 "$T/log"; echo nope; } >"$T/few"
chz-filter --progress json "$T/few" >"$T/out" 2>"$T/err"
is "$(wc -l <"$T/out")" 3 '--progress json leaves the output alone'
is "$(tail -1 "$T/err" | jq -c '[.type, .tool, .name, .records, .bad, .bytes_in, .bytes_out, .done, .left_ms, .last]')" \
    "[\"progress\",\"chz-filter\",\"$T/few\",3,1,$(wc -c <"$T/few"),$(wc -c <"$T/out"),1,0,true]" \
    '... its last record has all the counts'
chz-filter --progress=json:7 "$T/few" 7>"$T/7" >/dev/null 2>"$T/err"
is "$(jq -c .records "$T/7") $(grep -c progress "$T/err")" '3 0' \
    'json:FD is another descriptor'
CHZ_PROGRESS=json chz-filter --progress none "$T/few" >/dev/null 2>"$T/err"
is "$(grep -c progress "$T/err")" 0 'none is none'
zstd -q "$T/log" -o "$T/log.zst"
chz-filter --progress json:7 "$T/log.zst" "$T/few" 7>"$T/7" >/dev/null 2>&1
is "$(tail -1 "$T/7" | jq -c '[.done, .bytes_in]')" "[1,$((size + $(wc -c <"$T/few")))]" \
    'bytes are those that zstd had packed, the share is of the files'
chz-filter --progress json:7 "$T/few" 7>&1 >/dev/null 2>"$T/err" | :
is "$(grep -vc 'not a JSON' "$T/err")" 0 'a reader of it that leaves is no matter'
for bad in jsn json:x json:0 json:77 always:3; do
	status 2 "--progress $bad is misuse" chz-filter --progress $bad
done
status 2 'so is --log-format xml' chz-filter --log-format xml
status 2 '... as a setting' env CHZ_LOG_FORMAT=xml chz-filter

chz-filter --log-format json "$T/few" >/dev/null 2>"$T/err"
is "$(jq -c '[.level, .tool, .message]' "$T/err")" \
    "[\"error\",\"chz-filter\",\"$T/few:4: column 1: not a JSON object\"]" \
    '--log-format json: messages are objects'
like "$(jq -r .time "$T/err")" '20[0-9][0-9]-*T*Z' '... with the time'
printf '{"a":"\\x"}\n' >"$T/a\"b"
CHZ_LOG_FORMAT=json chz-filter "$T/a\"b" >/dev/null 2>"$T/err"
like "$(jq -r .message "$T/err")" "$T/a\"b:1: *" 'what is in them is quoted'

# ---- when asked ----

mkfifo "$T/in"
chz-ts -k --line-buffered <"$T/in" >"$T/out" 2>"$T/err" &
tool=$!
exec 8>"$T/in"
cat "$T/few" >&8
wait_for has 3 cat "$T/out"
kill -USR1 $tool
wait_for grep -q after "$T/err"
like "$(grep after "$T/err")" "chz-ts: 3 records, 1 bad lines, *B/s: <stdin>, after 0:*, [0-9]* B out" \
    'SIGUSR1 has the counts said, and the work goes on'
exec 8>&-
ended $tool
is "$? $(grep -c '"ts"' "$T/out")" '1 1' '... to its end'

chz-overlay -l 0 --stay --log-format json </dev/null >/dev/null 2>"$T/err" &
tool=$!
wait_for grep -q http: "$T/err"
kill -USR1 $tool
wait_for grep -q after "$T/err"
like "$(jq -r .message "$T/err" | tail -1)" '0 records*, after *' 'a server says them, too'
kill $tool
ended $tool

# ---- files that are opened anew ----

chz-filter --line-buffered -o "$T/now" <"$T/in" 2>"$T/err" &
tool=$!
exec 8>"$T/in"
head -2 "$T/few" >&8
wait_for has 2 cat "$T/now"
mv "$T/now" "$T/old"
kill -HUP $tool
wait_for test -e "$T/now"
head -3 "$T/few" >&8
exec 8>&-
ended $tool
is "$? $(wc -l <"$T/old") $(wc -l <"$T/now")" '0 2 3' \
    'SIGHUP: what comes after it is in a new file'
echo keep >"$T/now"
chz-filter --line-buffered -o "$T/now" <"$T/in" 2>"$T/err" &
tool=$!
exec 8>"$T/in"
head -1 "$T/few" >&8
wait_for grep -q chat "$T/now"
kill -HUP $tool
head -1 "$T/few" >&8
exec 8>&-
ended $tool
is "$? $(wc -l <"$T/now")" '0 2' 'a file that was not moved is not emptied'
# Whoever runs the tests may have it ignored, as nohup does.
env --default-signal=HUP chz-filter --line-buffered <"$T/in" >"$T/out" \
    2>"$T/err" &
tool=$!
exec 8>"$T/in"
head -1 "$T/few" >&8
wait_for grep -q chat "$T/out"
kill -HUP $tool
ended $tool
is "$?" 129 'without a file of its own, a tool dies of SIGHUP'
exec 8>&-

# A tool on the event loop.
chz-room -l 0 -o "$T/room" </dev/null >/dev/null 2>"$T/err" &
tool=$!
wait_for grep -q http: "$T/err"
mv "$T/room" "$T/room.old"
kill -HUP $tool
ok 'one on the event loop does the same' wait_for test -e "$T/room"
kill $tool
ended $tool
done_testing
