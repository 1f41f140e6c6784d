#!/bin/sh
# chz-filter, end to end.
. "${0%/*}/../tap.sh"

# chat N USER TEXT: a message N seconds into the broadcast.
chat() {
	printf '{"type":"chat","channel_id":"c1","stream_id":"s1","t_ms":%d,' \
	    "$(($1 * 1000))"
	printf '"sent_at":"2026-01-06T11:%02d:%02d.000Z","message_id":"%s:%d",' \
	    $(($1 / 60)) $(($1 % 60)) "$2" "$1"
	printf '"user_id":"%s","user":"이름%s","text":"%s"}\n' "$2" "$2" "$3"
}
{
	chat 1 u1 안녕하세요
	chat 2 u2 '이름u1님 바 보'
	chat 3 c1 https://chzzk.naver.com
	chat 4 u1 '!노래'
	echo '{"type":"donation","channel_id":"c1","t_ms":5000,"sent_at":"2026-01-06T11:00:05.000Z","user_id":"u1","user":"이름u1","text":"!","amount":1000}'
	echo '{"type":"moderation","action":"kick","target_user_id":"u2"}'
	echo '{ "type": "ts", "sec": 0 }'
	chat 70 u1 안녕하세요!!
} >"$T/events"
echo 바보 >"$T/words"

# texts ARG...: what passes, texts of messages alone.
texts() {
	chz-filter "$@" | jq -r '.text // empty' | paste -sd,
}

is "$(chz-filter "$T/events" | cksum)" "$(cksum <"$T/events")" \
    'without rules every byte passes'
is "$(texts --words "$T/words" "$T/events" | grep -c 보)" 0 'banned words are dropped'
is "$(texts --no-links "$T/events" | grep -c naver)" 0 'links are dropped'
is "$(texts --commands drop "$T/events" | grep -c 노래)" 0 'commands are dropped'
is "$(texts --commands=only "$T/events")" '!노래,!' 'only commands pass, and donations'
is "$(texts --min-length 5 --max-length=6 "$T/events")" '안녕하세요,!' 'chats have to be as long as is said'
is "$(texts --no-streamer "$T/events" | grep -c naver)" 0 'the streamer is dropped'
is "$(texts --role streamer "$T/events")" '' 'other roles are dropped'
is "$(texts --grep '^안녕' --grep 바 "$T/events")" \
    '안녕하세요,이름u1님 바 보,안녕하세요!!' 'of several patterns one has to match'
is "$(texts --drop 안녕 --drop '[!:]' "$T/events")" '이름u1님 바 보' \
    'what matches is dropped'
is "$(texts --grep-choseong ㅇㄴㅎ "$T/events")" '안녕하세요,안녕하세요!!' \
    'initial consonants are found'
is "$(texts --repeat 2m "$T/events" | grep -o 안녕 | wc -l)" 1 'repeats are dropped'
is "$(texts --repeat 1m "$T/events" | grep -o 안녕 | wc -l)" 2 \
    '... after the time are none'
is "$(texts --user-rate 1/1h "$T/events")" \
    '안녕하세요,이름u1님 바 보,https://chzzk.naver.com,!' 'a user may say so much'
is "$(texts --from 0:03 --to 0:05 "$T/events")" \
    'https://chzzk.naver.com,!노래' 'a stretch of the broadcast passes'
is "$(texts --from 2026-01-06T11:01:00Z "$T/events")" 안녕하세요!! 'what came after a moment passes'
is "$(chz-filter --type donation,ts "$T/events" | jq -r .type | paste -sd,)" \
    donation,ts 'records of the types pass'
{
	echo '{"type":"chat","user":"NightBot","text":"a"}'
	echo '{"type":"chat","user":"나","user_id":"u9","text":"b"}'
} >"$T/bots"
is "$(texts --bots "$T/bots")" b 'bots are dropped'
echo u9 >"$T/botlist"
is "$(texts --bots="$T/botlist" "$T/bots")" '' '... and those of a list'

# --rate and its policies
is "$(texts --type chat --rate 2/1m "$T/events")" \
    '안녕하세요,이름u1님 바 보,안녕하세요!!' 'the oldest of each minute pass'
is "$(texts --type chat --rate 2/1m --policy newest "$T/events")" \
    'https://chzzk.naver.com,!노래,안녕하세요!!' 'the newest of each minute pass'
is "$(texts --type chat,donation --rate 1/1m --policy donations-first "$T/events")" \
    '!,안녕하세요!!' 'donations pass before chats'
is "$(texts --rate 1/1h --policy sample "$T/events")" \
    "$(texts --rate 1/1h --policy sample "$T/events")" 'a sample is the same again'
for i in $(seq 2000); do chat 1 u"$i" "$i"; done >"$T/many"
n=$(chz-filter --sample 0.25 "$T/many" | wc -l)
ok "--sample 0.25 lets through $n of 2000" test "$n" -gt 400 -a "$n" -lt 600

# held lines leave on time, also when the input is silent
mkfifo "$T/in"
chz-filter --rate 1/500ms --policy newest <"$T/in" >"$T/out" &
exec 9>"$T/in"
chat 1 u1 하나 >&9
ok 'what is held leaves at the end of its time' wait_for test -s "$T/out"
exec 9>&-
wait

# the ledger
chz-filter -v --no-links --words "$T/words" "$T/events" 2>"$T/err" >/dev/null
is "$(cat "$T/err")" \
    'chz-filter: in 8 = out 6 + dropped 2 + held 0 (link 1, word 1)' 'the ledger adds up'
chz-filter --rate 1/1h --policy newest <"$T/in" >"$T/out" 2>"$T/err" &
pid=$!
exec 9>"$T/in"
cat "$T/events" >&9
ok 'what is not held leaves at once' wait_for has 2 cat "$T/out"
counted() {
	kill -USR1 $pid 2>/dev/null
	grep -q 'in 8 =' "$T/err"
}
ok 'SIGUSR1 shows the ledger' wait_for counted
is "$(grep -m1 'in 8 =' "$T/err")" \
    'chz-filter: in 8 = out 2 + dropped 5 + held 1 (rate 5)' '... exactly'
exec 9>&-
wait

# --mark
is "$(chz-filter --mark --words "$T/words" "$T/events" | wc -l)" 8 \
    '--mark drops nothing'
is "$(chz-filter --mark --words "$T/words" "$T/events" |
    jq -c 'select(.dropped_by) | [.user_id, .dropped_by, .dropped_for]')" \
    '["u2","word","바보"]' '... and says why'
is "$(chz-filter --mark --type chat "$T/events" | grep '"ts"')" \
    '{ "type": "ts", "sec": 0 ,"dropped_by":"type"}' '... in any record'

# --anon
(umask 077; echo secret >"$T/key")
chz-filter --anon "$T/key" "$T/events" >"$T/anon"
is "$(grep -cE '"u[12]|이름' "$T/anon")" 0 'no id and no name is left'
is "$(jq -s '[.[] | select(.user_id) | .user_id] | unique | length' "$T/anon")" 3 \
    '... three people are'
is "$(chz-filter --anon "$T/key" "$T/events" | cksum)" "$(cksum <"$T/anon")" \
    '... the same with the same key'
echo '{"type":"topic","samples":["이름u1"]}' >"$T/topic"
is "$(chz-filter --mark --anon "$T/key" "$T/topic")" '' \
    'records that may name people do not pass'
chmod 644 "$T/key"
status 77 'a key that others can read is refused' chz-filter --anon "$T/key" "$T/events"

# --forget
echo u1 >"$T/ids"
chz-filter --forget "$T/ids" "$T/events" >"$T/left" 2>"$T/err"
is "$(grep -cE 'u1|이름u1' "$T/left")" 0 'who is forgotten leaves no trace'
is "$(wc -l <"$T/left")" 4 '... others stay'
is "$(cat "$T/err")" \
    'chz-filter: erased 4 records; took names out of 1 others' '... and it is said'

# an archive
mkdir -p "$T/archive/2026-01-06/a" "$T/archive/2026-01-07/b"
zstd -q "$T/events" -o "$T/archive/2026-01-06/a/events.jsonl.zst"
chat 9 u3 펜타킬 >"$T/archive/2026-01-07/b/events.jsonl"
is "$(texts --type chat --grep '펜타킬|바' "$T/archive")" \
    '이름u1님 바 보,펜타킬' 'an archive is searched'
is "$(texts --type chat --grep '펜타킬|바' --date 2026-01-07 "$T/archive")" 펜타킬 \
    '... or a date of it'
mkdir "$T/none"
status 1 'a directory without events is a failure' chz-filter "$T/none"

# mistakes
status 2 'a bad pattern is misuse' chz-filter --grep '(' "$T/events"
status 2 'a bad rate is misuse' chz-filter --rate 0/1s "$T/events"
status 2 'a bad time is misuse' chz-filter --from yesterday "$T/events"
echo '!!' >"$T/badwords"
is "$(chz-filter --words "$T/badwords" "$T/events" 2>&1)" \
    "chz-filter: $T/badwords:1: it has no letter" 'a bad word is named'
status 1 'a list that is not there is a failure' chz-filter --words "$T/nowhere" "$T/events"
done_testing
