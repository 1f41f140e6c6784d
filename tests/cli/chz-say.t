#!/bin/sh
# chz-say: replies become sound, and lips in step with it.
. "${0%/*}/../tap.sh"
unset PULSE_SERVER CHZ_TTS_URL
export XDG_RUNTIME_DIR="$T"

# wav_ms FILE: how long the sound is.
wav_ms() { echo $((($(wc -c <"$1") - 44) / 96)); }
# loudest FILE: the largest sample, beyond the header.
loudest() {
	tail -c +45 "$1" | od -An -v -td2 -w2 |
	    awk '{ v = $1 < 0 ? -$1 : $1; if (v > m) m = v } END { print m + 0 }'
}

is "$(chz-say --help | head -1)" 'Usage: chz-say [OPTION...] [FILE...]' '--help'
status 2 'an unknown option is misuse' chz-say --nope
misuse "--engine: 'robot' is not one of espeak, command, openai, qwen3-tts, aischoco, gpt-sovits, elevenlabs, typecast, piper" \
    -e robot
misuse "--gain: 'happy' is not EMOTION=FACTOR, the factor from 0 up" \
    --gain happy
misuse "--preset: 'big' is not one of vllm, fastapi, mlx" --preset big
misuse "--task-type: 'Song' is not one of CustomVoice, VoiceDesign, Base" \
    --task-type Song
misuse '--raw and --keep exclude each other' --raw -k
status 75 'no sound server is "try again later"' chz-say --text

echo 안녕하세요 | chz-say --text -o "$T/a.wav" >"$T/a.jsonl"
ok 'a text becomes a sound' test "$(wav_ms "$T/a.wav")" -gt 500
ok '... that can be heard' test "$(loudest "$T/a.wav")" -gt 3000
is "$(xxd -p -l 4 "$T/a.wav")" 52494646 '... in a WAV'
is "$(jq -r 'select(.type == "speech") | .state' "$T/a.jsonl" | xargs)" \
    'start end' 'speech begins and ends'
is "$(jq -s 'map(select(.type == "speech"))[1].duration_ms' "$T/a.jsonl")" \
    "$(wav_ms "$T/a.wav")" 'the duration is that of the sound'
is "$(jq -s '[.[] | select(.type == "mouth").vowel] | map(select(. != null)) |
    unique | join("")' "$T/a.jsonl")" '"AEIO"' \
    'the vowels of 안녕하세요: ㅏ ㅕ ㅏ ㅔ ㅛ, the i of ㅕ and ㅛ first'
is "$(jq -s '[.[] | select(.type == "mouth").t_ms] as $t |
    ([range(1; $t | length) | $t[.] - $t[. - 1]] | max) <= 17' "$T/a.jsonl")" \
    true 'sixty mouths a second'
is "$(jq -s '[.[] | select(.type == "mouth").open] | max > 0.9 and last == 0' \
    "$T/a.jsonl")" true 'the mouth opens, and is shut at the end'

replies() {
	echo '{"type":"reply","reply_id":"r1","text":"하나"}'
	echo 'no record'
	echo '{"type":"chat","text":"not for me"}'
	echo '{"type":"reply","reply_id":"r2"}'
	echo '{"type":"reply","reply_id":"r3","text":"{:d_1:}"}'
	printf '%s' '{"type":"reply","reply_id":"r4","text":"넷"}'
}
replies | chz-say -o "$T/b.wav" >"$T/b.jsonl" 2>"$T/err" && s=0 || s=$?
is "$s" 1 'a bad line is status 1'
is "$(cat "$T/err")" 'chz-say: <stdin>:2: column 1: not a JSON object
chz-say: <stdin>:4: a reply without text' '... and is named'
is "$(jq -r 'select(.type == "speech") | .reply_id + .state' "$T/b.jsonl" |
    xargs)" 'r1start r1end r3skip r4start r4end' 'each reply in turn'
is "$(replies | chz-say -k -o "$T/c.wav" 2>/dev/null | grep -c '"text"')" 4 \
    '-k passes the records through'


# The order of replies, and their parts.
heard() { jq -r 'select(.type == "speech") | .reply_id + .state' "$1" | xargs; }
printf '{"type":"reply","reply_id":"%s","text":"하나","priority":%s}\n' \
    a 0 b 0 c 5 d 9 e 5 | chz-say -o "$T/p.wav" >"$T/p.jsonl"
is "$(heard "$T/p.jsonl")" \
    'dstart dend cstart cend estart eend astart aend bstart bend' \
    'what waits is spoken by its priority'
mkfifo "$T/in"
# from_pipe OPTION...: chz-say with $T/in as its input, which is fd 3.
from_pipe() {
	: >"$T/q.jsonl"
	chz-say "$@" -o "$T/q.wav" <"$T/in" >"$T/q.jsonl" &
	say=$!
	exec 3>"$T/in"
}
from_pipe
part() { printf '{"type":"reply","reply_id":"%s","part":%d,"last":%s,"text":"%s"}\n' "$@" >&3; }
part r 0 false '하나.'
ok 'the first part is spoken at once' wait_for grep -q start "$T/q.jsonl"
part r 1 false '둘.'
part r 2 true '셋.'
ok '... and with the last the speech ends' wait_for grep -q end "$T/q.jsonl"
part s 0 false '넷.'
exec 3>&-
wait $say
is "$(heard "$T/q.jsonl")" 'rstart rend sstart send' \
    'all parts are one speech, also where the last is missing'
# One is spoken until $T/go is there; what is urgent is seen behind what waits.
slow="cat >>$T/told; until test -e $T/go; do sleep .05; done; head -c 9600 /dev/zero"
say_it() { printf '{"type":"reply","reply_id":"%s","text":"%s","priority":%d}\n' "$@" >&3; }
: >"$T/told"
from_pipe -k -e command --command "$slow" --first-byte 60s
say_it a 하나 0
wait_for grep -q 하나 "$T/told"
say_it b 둘 0
say_it c 셋 0
say_it d 넷 5
ok 'an urgent reply is read while one is spoken' \
    wait_for grep -q '"d","text"' "$T/q.jsonl"
say_it e 다섯 0
: >"$T/go"
exec 3>&-
wait $say
is "$(heard "$T/q.jsonl")" \
    'astart aend dstart dend bstart bend cstart cend estart eend' \
    '... and spoken before what was in the pipe before it'
from_pipe --text
printf '안녕하세요, 여러분! 오늘은' >&3
ok 'text: a sentence is enough' wait_for grep -q start "$T/q.jsonl"
printf ' 무엇을 할까요?\n다음\n' >&3
exec 3>&-
wait $say
is "$(heard "$T/q.jsonl")" 'say-1start say-1end say-2start say-2end' \
    '... and a line one speech'

echo '{"type":"reply","reply_id":"old","text":"옛날","sent_at":"2020-01-01T00:00:00Z"}' |
    chz-say --max-age 60s -o "$T/d.wav" >"$T/d.jsonl"
is "$(jq -r '.state + " " + .reason' "$T/d.jsonl")" 'skip stale' \
    'a stale reply is skipped, and said to be'

echo 하나 둘 셋 | chz-say --text -o "$T/e1.wav" >/dev/null
echo 하나 둘 셋 | chz-say --text --volume 0.5 -o "$T/e2.wav" >/dev/null
ok 'half the volume is half as loud' \
    test $(($(loudest "$T/e2.wav") * 10 / $(loudest "$T/e1.wav"))) -le 5
echo 하나 둘 셋 | chz-say --text --rate 2 -o "$T/e3.wav" >/dev/null
ok 'twice the rate is shorter' \
    test "$(wav_ms "$T/e3.wav")" -lt $(($(wav_ms "$T/e1.wav") * 7 / 10))
is "$(echo 하나 | chz-say --text --raw | head -c 4 | wc -c)" 4 '--raw is sound'
ok '--raw has no header' \
    test "$(echo 하나 | chz-say --text --raw | head -c 4)" != RIFF

# A program as the engine: a second of a square wave, headerless.
wave=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz
beep="cat >/dev/null; yes $wave | tr -d '\\n' | tr Az '\\020\\350' |
    head -c 48000"
echo 삐 | chz-say --text -e command --command "$beep" -o "$T/f.wav" >"$T/f.jsonl"
is "$(($(wav_ms "$T/f.wav") / 10))" 100 'a command speaks'
is "$(jq -s 'map(select(.type == "mouth").vowel) | map(select(. != null)) |
    unique | join("")' "$T/f.jsonl")" '"I"' \
    '... and moves the lips by its loudness and the vowel of the text'
song="cat >/dev/null; yes $wave | tr -d '\\n' | tr Az '\\020\\350' |
    head -c 480000"
is "$(echo 삐 | chz-say --text -e command --command "$song" -o "$T/f.wav" 2>&1 \
    >/dev/null)$(($(wav_ms "$T/f.wav") / 100))" 100 '... for as long as it wants'
like "$(echo 삐 | chz-say --text -e command --command "$song" --longest 3 \
    -o "$T/f.wav" 2>&1 >/dev/null)" '*more sound than*' '... or may'
echo 하나 | chz-say --text -e command --command 'exit 3' -o "$T/g.wav" \
    >"$T/g.jsonl" 2>"$T/err"
is "$(cat "$T/err")" 'chz-say: command: ended with status 3' \
    'a failure is said'
ok '... and espeak speaks instead' test "$(wav_ms "$T/g.wav")" -gt 200
status 1 'unless it may not' sh -c \
    "echo 하나 | chz-say --text -e command --command 'exit 3' --no-fallback -o $T/h.wav"

stuck="$beep; exec sleep 1000"
is "$(echo 하나 | chz-say --text -e command --command "$stuck" --stall 200ms \
    --no-fallback -o "$T/h.wav" 2>&1 >/dev/null)" \
    'chz-say: command: the sound stalled' 'a command that stalls is ended'
is "$(echo 하나 | chz-say --text -e command --command 'exec sleep 1000' \
    --first-byte 200ms -o "$T/h.wav" 2>&1 >/dev/null)" \
    'chz-say: command: no sound came' '... as is one that never begins'
ok '... and espeak speaks instead' test "$(wav_ms "$T/h.wav")" -gt 200
is "$(echo 하나 | chz-say --text -e command --command 'echo not found' \
    --no-fallback -o "$T/h.wav" 2>&1 >/dev/null)" \
    'chz-say: command: it is no sound but text' 'a text is no sound'

# terminated OPTION...: the status after SIGTERM while a command is busy, and
# whether the command is gone.
terminated() {
	rm -f "$T/pid"
	echo 하나 | chz-say --text -e command "$@" \
	    --command "echo \$\$ >$T/pid; exec sleep 1000" >/dev/null 2>&1 &
	wait_for test -s "$T/pid"
	kill -TERM $!
	ended $! && t=0 || t=$?
	echo $t
	kill -0 "$(cat "$T/pid")" 2>/dev/null && echo 'still there'
}
is "$(terminated -o "$T/h.wav")" 143 'SIGTERM ends it, and the command'
is "$(terminated --raw)" 143 '... also with --raw'
mkfifo "$T/full"
sleep 1000 <>"$T/full" &
unread=$!
echo 하나 둘 셋 넷 다섯 여섯 일곱 여덟 | chz-say --text --raw >"$T/full" &
say=$!
full() { test -n "$(ls -l "/proc/$say/fd/1")" && grep -q 'S' "/proc/$say/stat"; }
wait_for full
kill -TERM $say
ended $say && s=0 || s=$?
is "$s" 143 '... also when nobody reads'
kill $unread

# What an engine is given to say.
spoken() {
	chz-say --text -e command --command "cat >>$T/spoken; echo" \
	    -o "$T/k.wav" "$@" >/dev/null 2>&1
	cat "$T/spoken"
	rm "$T/spoken"
}
is "$(printf '치즈 3개 (웃음)\n' | spoken)" '치즈 세 개' 'a text is read as people do'
printf '# names\nchzz_bot=치즈봇\n치즈=체다\n' >"$T/words"
is "$(echo '치즈 3개, chzz_bot' | spoken --words "$T/words")" \
    '체다 세 개, 치즈봇' '--words says how to read words'
echo nonsense >"$T/words"
echo 하나 | chz-say --text --words "$T/words" -o "$T/k.wav" 2>"$T/err" && s=0 || s=$?
is "$s $(cat "$T/err")" "1 chz-say: $T/words:1: not WORD=READING" \
    'a line that is none is an error'

is "$(chz-say --text -o "$T/i.wav" </dev/null)" '' 'no text, no records'
status 1 'a full disk is an error' sh -c 'echo 하나 | chz-say --text -o /dev/full'
status 1 'a missing file is an error' chz-say -o "$T/j.wav" "$T/nothing"
done_testing
