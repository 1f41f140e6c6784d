#!/bin/sh
# chz-store, end to end: names, acknowledgement, closing, restart.
. "${0%/*}/../tap.sh"

S=1_a1b2
# line ID SECOND: a chat record of the broadcast that opened at 20:20 in Seoul.
line() {
	printf '{"type":"chat","channel_id":"a1b2","channel":"봄하늘","stream_id":"%s","t_ms":%d000,"received_at":"2026-01-06T11:20:%02dZ","message_id":"%s"}\n' \
	    "$S" "$2" "$2" "$1"
}
close_() { printf '{"type":"link","stream_id":"%s","state":"close"}\n' "$S"; }
home=2026-01-06/봄하늘_202000_$S

{ line a 1; line b 2; } >"$T/two"
is "$(chz-store -k "$T/a" <"$T/two" | cksum)" "$(cksum <"$T/two")" \
    '-k passes on what was stored, byte for byte'
is "$(cksum <"$T/a/$home/events.jsonl")" "$(cksum <"$T/two")" \
    'the directory is named by the opening, in Korean time'
is "$(jq -c '[.stream_id,.event_count,.start_time,.bytes,.stop_reason]' \
    "$T/a/$home/collection_report.json")" \
    "[\"$S\",2,\"2026-01-06T11:20:00.000Z\",$(wc -c <"$T/two"),\"input_ended\"]" \
    'the report says what came'
is "$(ls -A "$T/a/$home")" "collection_report.json
events.jsonl" 'and nothing else is left behind'

line a 1 | chz-store "$T/a"
is "$(wc -l <"$T/a/$home/events.jsonl")" 2 'a message_id is not stored twice'
line c 3 | chz-store "$T/a"
is "$(jq .event_count "$T/a/$home/collection_report.json")" 3 \
    'a later run goes on in the same directory'
is "$(line c 3 | chz-store -k "$T/a")" "$(line c 3)" \
    'a record that is there already is acknowledged'

echo 'a1b2 새벽책방' >"$T/names.txt"
line a 1 | sed 's/"channel":[^,]*,//' | chz-store -c "$T/names.txt" "$T/named"
ok '-c names channels that records do not' test -d "$T/named/2026-01-06/새벽책방_202000_$S"

line a 1 | chz-store --tz America/New_York "$T/tz"
ok '--tz names another zone' test -d "$T/tz/2026-01-06/봄하늘_062000_$S"
printf '%s\n' '{"type":"zzz"}' | chz-store "$T/odd"
is "$(cat "$T"/odd/*/*_unknown/events.jsonl)" '{"type":"zzz"}' \
    'a record of no broadcast is kept too'

# What a crash leaves.
line a 1 | chz-store --leave-open "$T/torn"
ok 'an open broadcast is marked' test -e "$T/torn/$home/.open"
printf '{"type":"chat","te' >>"$T/torn/$home/events.jsonl"
line b 2 | chz-store "$T/torn" 2>"$T/err"
is "$(cksum <"$T/torn/$home/events.jsonl")" "$(cksum <"$T/two")" \
    'a torn line is cut off'
is "$(cat "$T/torn/$home/events.jsonl.torn")" '{"type":"chat","te' '... and kept'
like "$(cat "$T/err")" '*18 bytes*' '... and said'
mkdir -p "$T/rot/$home"
head -c 300 /dev/zero >"$T/rot/$home/events.jsonl"
line a 1 | chz-store "$T/rot" 2>/dev/null
is "$(cat "$T/rot/$home/events.jsonl")" "$(line a 1)" \
    'a file without any record makes place'
head -c 300 /dev/zero >"$T/rot/$home/events.jsonl"
echo >>"$T/rot/$home/events.jsonl"
line b 2 | chz-store "$T/rot" 2>/dev/null
is "$(find "$T/rot" -name '*.corrupt' | wc -l)" 1 '... and is kept as .corrupt'

# Closing.
cat >"$T/hook" <<'EOF'
#!/bin/sh
cd "$1" && ls >hooked && env | grep -c SECRET >>hooked
ls -l /proc/self/fd | grep -c 'events\|lock' >>hooked
test ! -e fail
EOF
chmod +x "$T/hook"
# Runs with the input held open until FILE is there.
until_there() {
	cat "$T/in"
	wait_for test -s "$1"
}
{ line a 1; close_; } >"$T/in"
until_there "$T/c/$home/hooked" |
    CHZ_SECRET=x chz-store --zstd --on-close "$T/hook" "$T/c"
is "$(zstd -dc "$T/c/$home/events.jsonl.zst")" "$(cat "$T/in")" \
    'a close record finishes a broadcast while the input goes on; --zstd'
is "$(cat "$T/c/$home/hooked")" 'collection_report.json
events.jsonl.zst
hooked
0
0' '--on-close: whole directory, clean environment, no descriptors'
is "$(jq -r '.stop_reason + " " + .events_file' "$T/c/$home/collection_report.json")" \
    "stream_ended $T/c/$home/events.jsonl.zst" '... why it ended'
ok '... and it is no longer open' test ! -e "$T/c/$home/.open"
touch "$T/c/$home/fail"
status=0
line b 2 | chz-store --zstd --on-close "$T/hook" "$T/c" 2>"$T/err" || status=$?
is "$status" 1 'a command that fails gives status 1'
like "$(cat "$T/err")" '*ended with status 1' '... and is named'
is "$(zstd -dc "$T/c/$home/events.jsonl.zst" | wc -l)" 3 \
    'what comes after closing continues the compressed file'
cp "$T/c/$home/events.jsonl.zst" "$T/before.zst"
zstd -dc "$T/before.zst" | tail -1 >"$T/c/$home/events.jsonl"
echo '{"stream_id":"'$S'","done":false,"packed":'"$(wc -c <"$T/before.zst")"'}' \
    >"$T/c/$home/.open"
chz-store --zstd "$T/c" </dev/null
is "$(cksum <"$T/c/$home/events.jsonl.zst")" "$(cksum <"$T/before.zst")" \
    'a packing cut short before its last step is settled'
line a 1 >"$T/in"
until_there "$T/idle/$home/hooked" |
    chz-store --idle 50ms --on-close "$T/hook" "$T/idle"
is "$(jq -r .stop_reason "$T/idle/$home/collection_report.json")" idle_timeout \
    '--idle finishes a broadcast that fell silent'
line a 1 | chz-store --leave-open "$T/late"
chz-store --on-close "$T/hook" "$T/late" </dev/null
ok 'what a run left open, a later run finishes' test -e "$T/late/$home/hooked"

# Names.
S='../../etc/passwd'
line a 1 | sed 's/봄하늘/.. 봄 하늘😊/' | chz-store "$T/names"
is "$(cd "$T/names" && find . -name events.jsonl | sed 's/-[0-9a-f]\{8\}/-H/g')" \
    './2026-01-06/_._봄_하늘_-H_202000__._.._etc_passwd-H/events.jsonl' \
    'no record can name a path'
S=1_a1b2

# Trouble.
{ line a 1; echo '{"type":'; line b 2; } >"$T/bad"
status=0
chz-store -k "$T/b" <"$T/bad" >"$T/out" 2>"$T/err" || status=$?
is "$status" 1 'a bad line gives status 1'
is "$(cksum <"$T/out")" "$(cksum <"$T/two")" '... and the others are stored'
like "$(cat "$T/err")" 'chz-store: <stdin>:2: *' '... and is named'
tr -d '\n' <"$T/two" >"$T/one"
{ line a 1 | tr -d '\n'; printf '\r\n'; line b 2 | tr -d '\n'; } | chz-store "$T/crlf"
is "$(cksum <"$T/crlf/$home/events.jsonl")" "$(cksum <"$T/two")" \
    'CRLF and a missing last line end are mended'
zstd -qc "$T/two" | chz-store "$T/z"
is "$(cksum <"$T/z/$home/events.jsonl")" "$(cksum <"$T/two")" 'zstd input'
chz-store "$T/empty" </dev/null
is "$(ls "$T/empty")" '' 'empty input stores nothing'

mkfifo "$T/fifo"
chz-store -k "$T/held" <"$T/fifo" >"$T/held.out" 2>/dev/null &
first=$!
exec 3>"$T/fifo"
line a 1 >&3
wait_for test -s "$T/held.out"
status=0
chz-store "$T/held" </dev/null 2>"$T/err" || status=$?
is "$status" 1 'a second writer is refused'
like "$(cat "$T/err")" "*another writer has it: process $first, since *" \
    '... and told who has it'
exec 3>&-
wait $first
is "$?" 0 '... and the first goes on'

i=0
while test $i -lt 400; do line m$i 7; i=$((i + 1)); done >"$T/many"
status=0
# One block is 512 bytes or 1 KiB, by shell; both are less than the records.
(ulimit -f 40; exec chz-store -k --line-buffered "$T/full") <"$T/many" \
    >"$T/full.out" 2>"$T/err" || status=$?
is "$status" 1 'a full disk ends it with status 1'
like "$(cat "$T/err")" '*events.jsonl: File too large*' '... saying which file'
is "$(tail -c1 "$T/full/$home/events.jsonl" | xxd -p)" 0a '... with no torn line'
ok '... with all that was acknowledged' \
    cmp -s -n "$(wc -c <"$T/full.out")" "$T/full.out" "$T/full/$home/events.jsonl"
line again 8 | chz-store "$T/full"
ok '... and goes on when there is space' \
    grep -q again "$T/full/$home/events.jsonl"

# One broadcast's damage is its own, and what is stored stays.
equal='{"type":"chat","stream_id":"e","text":"ㅋㅋ"}'
for i in 1 2 3; do
	echo "$equal" | chz-store --zstd $(test $i = 1 || echo --leave-open) "$T/e"
done
chz-store --leave-open "$T/e" </dev/null
is "$(zstd -qdcf "$T"/e/*/*/events.jsonl* | grep -c ㅋㅋ)" 3 \
    'a line that is said again behind a compressed one is stored'
chz-store --zstd "$T/e" </dev/null
is "$(zstd -qdcf "$T"/e/*/*/events.jsonl* | grep -c ㅋㅋ)" 3 '... and packed'

for s in x y z; do
	echo '{"type":"chat","stream_id":"'$s'","received_at":"2026-01-06T11:20:00Z"}'
done | chz-store --leave-open "$T/some"
y=$(echo "$T"/some/*/*_y/events.jsonl)
rm "$y"
mkdir "$y"
status=0
chz-store "$T/some" </dev/null 2>"$T/err" || status=$?
is "$status,$(wc -l <"$T/err"),$(ls "$T"/some/*/*/collection_report.json |
    wc -l)" 1,1,2 'a file that cannot be read is status 1; the others are finished'
like "$(cat "$T/err")" "chz-store: $y: *" '... and it is named'

{ line a 1; echo '{"type":"ch'; line b 2; } >"$T/bad"
chz-store --leave-open "$T/bad-line" <"$T/two"
cp "$T/bad" "$T/bad-line/$home/events.jsonl"
status=0
line c 3 | chz-store "$T/bad-line" 2>"$T/err" || status=$?
is "$status,$(grep -c events.jsonl:2: "$T/err")" 1,1 \
    'a damaged line in a stored file is named, status 1'

misuse 'DIR is missing'
status 2 'an unknown option is misuse' chz-store --nope "$T/x"
status 0 '--help' chz-store --help
status 1 'a directory that cannot be made' chz-store "$T/no/such"
status=0
chz-store -k "$T/devfull" <"$T/two" >/dev/full 2>/dev/null || status=$?
is "$status" 1 'a full output'
is "$(chz-store -k "$T/head" <"$T/many" | head -1)" "$(head -1 "$T/many")" \
    'a reader that leaves'

# A collector that begins anew: what was said meanwhile is known to be missing,
# unless a message that is stored comes again.
said() {
	printf '{"type":"chat","stream_id":"r","t_ms":%d000,"sent_at":"2026-01-06T11:20:%02dZ","message_id":"m%d"}\n' \
	    "$1" "$1" "$1"
}
opens() { echo '{"type":"link","stream_id":"r","state":"open"}'; }
gaps() {
	zstd -qdcf "$T/$1"/*/*/events.jsonl* | jq -r 'select(.gap_ms) | .gap_ms'
}
(opens; said 1; said 2) | chz-store --leave-open "$T/anew"
(opens; said 9; said 10) | chz-store --leave-open "$T/anew"
is "$(gaps anew)" 7000 'a new beginning leaves a gap from the last message'
(opens; said 10; said 12) | chz-store --leave-open "$T/anew"
is "$(gaps anew)" 7000 'but none where a message comes again'
(opens; said 1) | chz-store --leave-open "$T/parts"
said 9 | chz-store "$T/parts"
is "$(gaps parts)" '' 'nor where no collector began'
(opens; said 1
 echo '{"type":"link","stream_id":"r","state":"close","reason":"stopped"}') |
    chz-store --leave-open "$T/stopped"
is "$(find "$T/stopped" -name collection_report.json | wc -l)" 0 \
    'a collector that is stopped does not end the broadcast'
# ---- --rewrite ----

# In an archive of its own: one broadcast compressed, one not.
cd "$T" || exit 1
said() {
	printf '{"type":"chat","stream_id":"%s","channel":"가","channel_id":"c","sent_at":"2026-01-06T11:20:0%d.000Z","message_id":"%s:%d","user_id":"%s","user":"%s","text":"%s"}\n' \
	    "$1" "$2" "$3" "$2" "$3" "$4" "$5"
}
{ said s1 1 aaaa 하나 안녕; said s1 2 bbbb 둘둘 '하나 왔네'; said s1 3 bbbb 둘둘 네; } |
    chz-store --zstd rewritten
{ said s2 1 bbbb 둘둘 안녕; said s2 2 aaaa 하나 잘가; } | chz-store rewritten
said s3 1 bbbb 둘둘 혼자 | chz-store rewritten
touch -d 2020-01-01 rewritten/*/*s3/events.jsonl
all() { find rewritten -name 'events*' -name '*.zst' -exec zstdcat {} + ; find rewritten -name events.jsonl -exec cat {} +; }
echo aaaa >ids
chz-store --rewrite false rewritten 2>err && got=0 || got=$?
is "$got $(all | wc -l) $(grep -c 'ended with status 1' err)" '1 6 3' \
    'a command that fails changes nothing'
chz-store --rewrite 'printf torn; exit 3; cat' rewritten 2>err && got=0 || got=$?
is "$got $(all | grep -c aaaa)" '1 2' '... nor does what it wrote'
chz-store --rewrite 'chz-filter -q --forget ids' rewritten 2>err && got=0 || got=$?
is "$got $(tail -1 err)" '0 chz-store: 2 files rewritten, 1 as they were, 0 failed' \
    'people are erased from an archive'
is "$(all | grep -c -e aaaa -e 하나) $(all | wc -l)" '0 4' '... they alone'
is "$(find rewritten -type f | xargs cat | grep -a -c -e aaaa -e 하나)" 0 \
    '... with every byte'
ok '... a compressed file stays one' zstd -qt rewritten/*/*s1/events.jsonl.zst
is "$(stat -c %Y rewritten/*/*s3/events.jsonl)" "$(date -d 2020-01-01 +%s)" \
    '... a file that they are not in is not touched'
is "$(find rewritten -name '*.rewrite*')" '' '... nothing is left over'
{ said s1 4 cccc 셋 뭐지; said s1 3 bbbb 둘둘 네; } | chz-store --zstd rewritten
is "$(all | wc -l)" 5 'the archive goes on, and knows what it has'
cat >slow <<'EOF'
#!/bin/sh
: >slow.began
while test ! -e slow.go; do sleep .05; done
cat "$1"
EOF
chmod +x slow
chz-store --rewrite ./slow rewritten 2>/dev/null &
wait_for test -e slow.began
status 1 'nobody writes meanwhile' chz-store rewritten
: >slow.go
wait $!
done_testing
