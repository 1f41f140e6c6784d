#!/bin/sh
# chz-say against a speech server that misbehaves: never noise, never long
# silence, and always a word about it.
. "${0%/*}/../tap.sh"
need node
unset CHZ_TTS_URL CHZ_TTS_KEY OPENAI_API_KEY TTS_REMOTE_URL
# What fails is a server's word; the shell's own are never colours.
node "$here/voice.js" "$T/port" "$T/log" &
server=$!
trap 'kill $server; rm -rf "$T"' EXIT
wait_for test -s "$T/port" || skip_all 'the server does not start'
url=http://127.0.0.1:$(cat "$T/port")

# wav_ms FILE: how long the sound is.
wav_ms() { echo $((($(wc -c <"$1") - 44) / 96)); }
# say TEXT MODE OPTION...: into a.wav; what it says on standard error.
say() {
	say_text=$1 say_mode=$2
	shift 2
	echo "$say_text" | chz-say --text -e openai --url "$url/$say_mode" \
	    -o "$T/a.wav" "$@" 2>&1 >"$T/a.jsonl"
}
asked() { jq -s --arg m "$1" 'map(select(.mode == $m)) | length' "$T/log"; }

is "$(say 안녕하세요 good)" '' 'a good server is not complained about'
is "$(($(wav_ms "$T/a.wav") / 10))" 50 '... and heard'

# Answers that are no sound: espeak speaks, as long as it speaks by itself.
echo 안녕하세요 | chz-say --text -o "$T/own.wav" >/dev/null
own=$(wav_ms "$T/own.wav")
for mode in html json disguised words gzip bomb noise deep loop; do
	like "$(say 안녕하세요 $mode)" \
	    "chz-say: openai: http://127.0.0.1:*/$mode/v1/audio/speech: *" \
	    "$mode for sound is a failure, and said"
	is "$(wav_ms "$T/a.wav")" "$own" '... and espeak speaks instead'
	ok '... without it: nothing is played' sh -c "echo 하나 |
	    chz-say --text -e openai --no-fallback --url $url/$mode -o $T/n.wav \
	    >/dev/null 2>&1; test \$(wc -c <$T/n.wav) = 44"
done
like "$(say 안녕하세요 html -e aischoco)" \
    'chz-say: aischoco: *the answer is no sound: text/html' 'aischoco too'
like "$(say 안녕하세요 good -e aischoco)" \
    'chz-say: aischoco: *neither WAV, MP3 nor Ogg*' 'where only a WAV will do, nothing else is played'

# What it was not asked for, but can be heard.
for mode in mp3 opus vorbis; do
	is "$(say 하나 $mode)" '' "$mode is understood"
	ok '... and heard' test "$(($(wav_ms "$T/a.wav") / 100))" = 10
done
like "$(say 안녕 torn)" 'chz-say: openai: *: the sound was cut short' \
    'an Ogg file cut short is said'

ok 'a redirect loop is left soon' test "$(asked loop)" -le 12

# Sounds that break off or do not end.
text='오늘은 날씨가 아주 맑고 바람도 시원해서 산책하기 좋은 날입니다'
like "$(say "$text" short)" 'chz-say: openai: *: the sound was cut short' \
    'a WAV cut short is said'
ok '... and the rest is spoken by espeak' test "$(wav_ms "$T/a.wav")" -gt 2500
like "$(say 안녕 endless)" 'chz-say: openai: more sound than *' \
    'endless sound is ended'
ok '... at a few times its length' test "$(wav_ms "$T/a.wav")" -lt 6000
like "$(say 안녕 endless --longest 1)" 'chz-say: openai: more sound than *' \
    '--longest sets the limit'
ok '... which is then shorter' test "$(wav_ms "$T/a.wav")" -lt 2500
like "$(say "$text" stall --stall 300ms)" 'chz-say: openai: *stalled*' \
    'a stall is said'
ok '... and the rest is spoken by espeak' test "$(wav_ms "$T/a.wav")" -gt 2500
like "$(say 안녕 pings --first-byte 300ms)" 'chz-say: openai: *no sound*' \
    'events without sound are a stall too'
like "$(say '안녕하세요. 반가워요. 잘 지내요?' mute --first-byte 200ms)" \
    'chz-say: openai: *' 'a mute server is said'
is "$(asked mute)" 1 '... and not waited for in each sentence'

# Servers that are busy.
printf '하나\n둘\n셋\n' >"$T/three"
say_busy=$(chz-say --text -e openai --url "$url/busy" -o "$T/a.wav" \
    "$T/three" 2>&1 >/dev/null)
like "$say_busy" '*HTTP status 429*' 'a busy server is said'
is "$(asked busy)" 1 'Retry-After: it is not asked again before'
: >"$T/log"
chz-say --text -e openai --url "$url/dated" -o "$T/a.wav" "$T/three" \
    >/dev/null 2>&1
is "$(asked dated)" 1 '... also when it is a date'
ok '... and espeak speaks all three' test "$(wav_ms "$T/a.wav")" -gt 1500
is "$(say 하나 short_break --no-fallback)" '' \
    'where nothing stands in, a short break is waited for'
is "$(asked short_break)" 2 '... and then asked again'
ok '... after the second it wanted' sh -c "test $(jq -s 'map(select(.mode ==
    "short_break").at) | .[1] - .[0]' "$T/log") -ge 950"

# Keys go to the server that they belong to.
key() {
	(export "$1"; shift; say 하나 good "$@" >"$T/err")
	tail -1 "$T/log" | jq -r .key
}
is "$(key OPENAI_API_KEY=secret1)" null "OpenAI's key is for OpenAI's server"
is "$(OPENAI_BASE_URL=$url/v1 key OPENAI_API_KEY=secret1)" 'Bearer secret1' \
    '... or the one that OPENAI_BASE_URL names'
is "$(CHZ_TTS_URL=http://127.0.0.1:1 key CHZ_TTS_KEY=secret2)" null \
    "the voice's key is for CHZ_TTS_URL's server"
is "$(CHZ_TTS_URL=$url/good key CHZ_TTS_KEY=secret2)" 'Bearer secret2' \
    '... which gets it'
is "$(key CHZ_TTS_KEY=secret2)" 'Bearer secret2' \
    '... or for --url, when there is only that'
like "$(echo 하나 | CHZ_TTS_KEY=secret2 chz-say --text -e openai \
    --url http://192.0.2.1:9 --first-byte 100ms -o "$T/a.wav" 2>&1 >/dev/null)" \
    '*the key is not sent over http*' 'no key leaves this machine in the clear'

# Replies ahead: made while nobody hears the first to its end.
mkfifo "$T/sound"
sleep 1000 <>"$T/sound" &
unread=$!
: >"$T/log"
printf '%s\n' "$text. $text. $text. $text." 둘 셋 >"$T/three"
chz-say --text -e openai --url "$url/good" --raw "$T/three" >"$T/sound" &
say=$!
asks() { grep -q "$1" "$T/log"; }
ok 'the next reply is made while one is spoken' wait_for asks 둘
is "$(grep -c 셋 "$T/log")" 0 '... and only that'
kill $say
ended $say
: >"$T/log"
chz-say --text -e openai --url "$url/good" --raw --ahead 2 "$T/three" >"$T/sound" &
say=$!
ok '... and two with --ahead 2' wait_for asks 셋
kill $say
ended $say
kill $unread
# A donation's reply overtakes one that is being made.
: >"$T/log"
mkfifo "$T/in"
chz-say -e openai --url "$url/turns" -o "$T/a.wav" <"$T/in" >"$T/a.jsonl" &
say=$!
exec 3>"$T/in"
printf '{"type":"reply","reply_id":"a","text":"하나"}\n' >&3
wait_for asks 하나
printf '{"type":"reply","reply_id":"b","text":"둘"}\n{"type":"reply","reply_id":"c","text":"셋","priority":9}\n' >&3
exec 3>&-
wait $say
is "$(jq -r 'select(.state == "start").reply_id' "$T/a.jsonl" | xargs)" 'a c b' \
    'what is more urgent goes before what waits'

# Signals.
# stopped COMMAND...: ends by SIGTERM while it waits for the server.
stopped() {
	: >"$T/log"
	echo 하나 | "$@" >/dev/null 2>&1 &
	wait_for grep -q '"mode"' "$T/log"
	kill -TERM $!
	ended $!
}
stopped chz-say --text -e openai --url "$url/mute" -o "$T/a.wav"
is $? 143 'SIGTERM ends it while the server is silent'
ok '... and the request' wait_for grep -q '"left":"mute"' "$T/log"
stopped chz-say --text -e openai --url "$url/mute" --raw
is $? 143 '... also with --raw'
done_testing
