#!/bin/sh
# chz-vod against the simulator.  What is in a replay, curl and jq say: they
# read the pages by themselves.
. "${0%/*}/../tap.sh"

# One clock for all runs, so that all see the same replays.
sim() { chz-sim --channels 2 --rate 100 --seed 3 \
	--start 2026-01-06T20:00:00+09:00 "$@"; }
# without received_at, which is when it was received
bare() { sed 's/"received_at":"[^"]*",//' "$@"; }
a=12345678 b=12345679

sim -- sh -c 'chz-lives -m 0 | grep -o "\"channel_id\":\"[^\"]*" |
	cut -d\" -f4 | while read -r id; do chz-vod --list "$id"; done' >"$T/list"
is "$(grep -c '"type":"replay".*"start":"2026.*"end":"2026' "$T/list")" 2 \
	'-l lists the replays of a channel'
ok '... with their numbers' grep -q "\"video_no\":\"$a\"" "$T/list"

# pages REPLAY: the answers, one after the other, until one names no next.
cat >"$T/pages" <<'END'
at=0
while [ "$at" != null ]; do
	curl -s "$CHZ_API_URL/service/v1/videos/$1/chats?playerMessageTime=$at" |
	    tee "$T/page"
	at=$(jq .content.nextPlayerMessageTime "$T/page")
done
END
# rows FILE: moment, sender, text and place of each message in pages, which
# overlap; a hidden one has no text, one before the start is at 0.
rows() {
	jq -c '.content.videoChats[] |
	    [.messageTime, .userIdHash,
	    if .messageStatusType == "NORMAL" then .content else "" end,
	    ([.playerMessageTime, 0] | max)]' "$1" | awk '!seen[$0]++'
}
# told FILE: the same of our records.
told() {
	jq -c 'def ms: (.[0:19] + "Z" | fromdate) * 1000 + (.[20:23] | tonumber);
	    select(.type != "moderation" and .type != "replay") | [(.sent_at | ms),
	    .user_id // "anonymous", .text // "", .t_ms]' "$1"
}

sim -- chz-vod $a $b >"$T/both"
is "$?" 0 'two replays are read'
for video in $a $b; do
	T=$T sim -- sh "$T/pages" $video
done >"$T/raw"
rows "$T/raw" >"$T/rows"
told "$T/both" >"$T/told"
is "$(jq -r 'select(.type == "replay").video_no' "$T/both" | xargs)" "$a $b" \
	'each after its replay record'
ok 'each message of the pages is a record, in their order' \
	cmp -s "$T/rows" "$T/told"
ok '... and there are many' test "$(wc -l <"$T/rows")" -gt 3000
is "$(jq -c 'select(.action == "blind") | .t_ms' "$T/both" | wc -l)" \
	"$(jq -c '.content.videoChats[] | select(.messageStatusType != "NORMAL") |
	[.messageTime, .userIdHash]' "$T/raw" | sort -u | wc -l)" \
	'... and each hidden one a moderation'
bare "$T/both" >"$T/want"
sim -- sh -c "chz-vod $a; chz-vod -j 1 $b" | bare >"$T/got"
ok 'one after the other is the same' cmp -s "$T/got" "$T/want"
is "$(grep -o '"stream_id":"[^"]*"' "$T/both" | uniq | wc -l)" 2 \
	'the output has one replay after the other'
is "$(grep -o '"message_id":"[^"]*"' "$T/both" | sort | uniq -d | wc -l)" 0 \
	'where pages overlap nothing comes twice'
is "$(grep -o '"t_ms":[0-9-]*' "$T/both" | grep -c -- -)" 0 \
	'what was said before the start is at 0'

sim -- chz-vod --from 5m --to 6m $a >"$T/part"
is "$(bare "$T/part" | grep -v '"type":"replay"')" "$(grep "vod_$a" "$T/want" | awk -F'"t_ms":' \
	'{ split($2, t, ","); if (t[1] >= 300000 && t[1] < 360000) print }')" \
	'--from and --to cut out a part'

# ---- interruptions ----

# Each run is ended when it has written something, by a hail of signals as
# timeout(1) and terminals send them; the last one runs to its end.
cat >"$T/once" <<'END'
. "$here/../wait.sh"
grew() { test "$(wc -c <"$T/parts")" -gt "$before" || ! kill -0 $vod; }
before=$(wc -c <"$T/parts")
chz-vod --resume "$T/state" -o "$T/parts" $a $b &
vod=$!
wait_for grew 2>/dev/null
hail=0
while kill -TERM $vod 2>/dev/null && test $hail -lt 500; do
	hail=$((hail + 1))
done
wait $vod
END
: >"$T/parts"
export T here a b
rounds=0
until CHZ_API_RATE=5 sim -- sh "$T/once" 2>/dev/null; do
	rounds=$((rounds + 1))
	test $rounds -lt 400 || break
done
ok "it was interrupted more than once ($rounds times)" test "$rounds" -gt 1
bare "$T/parts" >"$T/got"
is "$(sort "$T/got" | uniq -d | wc -l)" 0 \
	'--resume: nothing comes twice, however often it is signalled'
ok '... and nothing is missing' cmp -s "$T/got" "$T/want"
is "$(grep -c '"done":true' "$T/state")" 2 'the file says that all was written'
sim -- chz-vod --resume "$T/state" $a $b >"$T/again"
is "$?,$(wc -c <"$T/again")" 0,0 '... and then there is nothing to do'

# The same with SIGKILL, which leaves it no time: at random, in a line or
# before the first one.  The log of chzzk-timeline's form goes along.
cat >"$T/kill" <<'END'
before=$(wc -c <"$T/killed")
chz-vod --resume "$T/killed.at" --log "$T/killed.log" $a $b >>"$T/killed" &
vod=$!
. "$here/../wait.sh"
grew() { test "$(wc -c <"$T/killed")" -gt $((before + $1)) || ! kill -0 $vod; }
wait_for grew $(($$ * 977 % 200000)) 2>/dev/null
kill -KILL $vod 2>/dev/null
wait $vod
END
: >"$T/killed"
rounds=0
until CHZ_API_RATE=20 sim -- sh "$T/kill" 2>/dev/null; do
	rounds=$((rounds + 1))
	test $rounds -lt 400 || break
done
ok "it was killed more than once ($rounds times)" test "$rounds" -gt 1
bare "$T/killed" >"$T/got"
ok '--resume: nothing is missing and nothing comes twice, though killed' \
	cmp -s "$T/got" "$T/want"
sim -- chz-vod --log "$T/whole.log" $a $b >/dev/null
ok '... in the log either' diff -r "$T/killed.log" "$T/whole.log"
head -3 "$T/want" >"$T/mixed"
echo '{"video":'$a',"done":false,"size":0}' >"$T/mixed.at"
echo '{"type":"chat","stream_id":"1_other"}' >>"$T/mixed"
sim -- chz-vod --to 10s --resume "$T/mixed.at" $a >>"$T/mixed" 2>"$T/err"
is "$(head -3 "$T/mixed" | cmp - "$T/want" 2>&1 | grep -c differ),$(wc -l \
	<"$T/err")" 0,1 'where others wrote nothing is cut off, which it says'
echo nonsense >"$T/bad"
status 1 'a file that is none is an error' chz-vod --resume "$T/bad" $a

# ---- chzzk-timeline's log ----

sim -- chz-vod --to 1m --log "$T/log" $a >"$T/minute"
is "$(wc -l <"$T/log/chatLog-$a.log")" \
	"$(grep -v moderation "$T/minute" | grep -c '"text":')" \
	'--log: a line for each message'
is "$(grep -cv '^\[2026-01-0[0-9] [0-9:]*\] [^:]*: .* ([^)]*)$' \
	"$T/log/chatLog-$a.log")" 0 '... in its form'

# ---- faults ----

sim --fault '5xx*/300ms,429=1/400ms' -- chz-vod $a 2>"$T/err" | bare >"$T/got"
is "$(cat "$T/got")" "$(grep "vod_$a" "$T/want")" 'refusals are tried again'
sim -- chz-vod 999 $a >"$T/got" 2>"$T/err"
is "$?,$(wc -l <"$T/err")" 1,1 'an unknown replay is named, status 1'
is "$(bare "$T/got")" "$(grep "vod_$a" "$T/want")" '... the others are read'
CHZ_API_URL=http://127.0.0.1:1 chz-vod $a >"$T/out" 2>"$T/err"
is "$?,$(wc -l <"$T/err")" 75,1 'nobody there: 75'
sim -- sh -c "chz-vod $a | head -1" >"$T/got" 2>"$T/err"
is "$(wc -l <"$T/got"),$(cat "$T/err")" 1, 'a reader that leaves ends it'
status 1 'a full output is an error' sim -- sh -c "chz-vod $a >/dev/full"
status 0 '--help' chz-vod --help
status 2 'an unknown option is misuse' chz-vod --nope
status 2 'nothing to read is misuse' chz-vod
misuse "'nonsense' is not a replay: its number, or the address of its page" \
    nonsense
misuse "--list: 'nonsense' is not a channel: chzzk:ID, an id of 32 hex digits, or a chzzk.naver.com address" \
    --list nonsense
misuse "--jobs: '0' is not a whole number from 1 up" -j 0 12345678
misuse '--from must be below --to' --from 6m --to 5m 12345678
done_testing
