#!/bin/sh
# chz-say's engines against the services that they are for, written from these
# services' documents: a request with a field too few or too many is refused.
. "${0%/*}/../tap.sh"
need node
unset CHZ_TTS_URL CHZ_TTS_KEY ELEVENLABS_API_KEY TYPECAST_API_KEY PULSE_SERVER

node "$here/voices.js" "$T/port" "$T/log" &
server=$!
trap 'kill $server; rm -rf "$T"' EXIT
wait_for test -s "$T/port" || skip_all 'the server does not start'
url=$(cat "$T/port")

# say SERVICE OPTION...: what is said of it; its sound is $T/a.wav, its request
# the last line of $T/log.
say() {
	say_at=$url/$1
	shift
	rm -f "$T/a.wav"
	: >"$T/log"
	echo '{"type":"reply","text":"안녕하세요","emotion":"happy"}' |
	    chz-say -o "$T/a.wav" --no-fallback --url "$say_at" "$@" 2>&1 >/dev/null
}
wav_ms() { echo $((($(wc -c <"$T/a.wav") - 44) / 96)); }
body() { jq -c .body "$T/log"; }
# spoken NAME: half a second came.
spoken() { ok "$1" test "$(($(wav_ms) / 10))" = 50; }

export CHZ_TTS_KEY=eleven-key
is "$(say eleven -e elevenlabs --voice v0ice-ID_1 --rate 1.1)" '' 'ElevenLabs'
spoken '... is heard'
is "$(body)" '{"text":"안녕하세요","model_id":"eleven_flash_v2_5","language_code":"ko","voice_settings":{"speed":1.1}}' \
    '... and gets what its documents want'
say eleven -e elevenlabs --voice v0ice-ID_1 --model eleven_multilingual_v2 >/dev/null
is "$(body)" '{"text":"안녕하세요","model_id":"eleven_multilingual_v2"}' \
    '... no language where the model takes none'
is "$(chz-say --voices -e elevenlabs --url "$url/eleven")" "v0ice-ID_1	하나 
b	Bee" '--voices lists what it has'
is "$(CHZ_TTS_KEY=no chz-say --voices -e elevenlabs --url "$url/eleven" 2>&1)" \
    "chz-say: elevenlabs: $url/eleven/v1/voices: HTTP status 401" '... or says why not'
like "$(say eleven -e elevenlabs)" '*--voice is missing; --voices lists them' \
    'a voice has to be chosen'
like "$(say eleven -e elevenlabs --voice '../x?y')" '*--voice is an id there*' \
    '... by its id'

export CHZ_TTS_KEY=cast-key
is "$(say typecast -e typecast --voice tc_1)" '' 'Typecast'
spoken '... is heard'
is "$(body)" '{"voice_id":"tc_1","text":"안녕하세요","model":"ssfm-v30","language":"kor","prompt":{"emotion_type":"preset","emotion_preset":"happy"},"output":{"audio_format":"wav"}}' \
    '... with the emotion of the reply'
is "$(chz-say --voices -e typecast --url "$url/typecast")" 'tc_1	혜라' \
    '... and lists its voices'
unset CHZ_TTS_KEY

is "$(say sovits -e gpt-sovits --ref-audio /srv/me.wav --ref-text 나야)" '' 'GPT-SoVITS'
spoken '... is heard'
is "$(body)" '{"text":"안녕하세요","text_lang":"ko","ref_audio_path":"/srv/me.wav","prompt_text":"나야","prompt_lang":"ko","text_split_method":"cut0","media_type":"wav","streaming_mode":true}' \
    '... with the voice to imitate'
like "$(say sovits -e gpt-sovits)" '*--ref-audio is missing*' '... which it needs'
like "$(chz-say --voices -e gpt-sovits --url "$url/sovits" 2>&1)" \
    '*it does not list its voices' '... and has no list of'

is "$(say piper -e piper --rate 2)" '' 'piper'
spoken '... is heard'
is "$(body)" '{"text":"안녕하세요","length_scale":0.5}' '... twice as fast'
is "$(say piper/synthesize -e piper)" '' '... at its newer address too'
is "$(chz-say --voices -e piper --url "$url/piper/")" 'ko_KR-one-medium
en_US-two-low' '... and lists its voices'

is "$(say vllm -e qwen3-tts --instruct happy=밝게)" '' 'Qwen3-TTS'
spoken '... is heard'
is "$(body)" '{"input":"안녕하세요","voice":"Sohee","response_format":"pcm","instructions":"밝게","stream_format":"audio","language":"Korean"}' \
    '... as vLLM-Omni wants it'
is "$(chz-say --voices -e qwen3-tts --url "$url/vllm/v1" | xargs)" 'Vivian Sohee mine' \
    '... and lists its voices'
ok "espeak's voices are listed too" sh -c 'chz-say --voices | grep -q "^ko.Korean"'

# A service's own key goes there alone.
export ELEVENLABS_API_KEY=eleven-key
like "$(say eleven -e elevenlabs --voice v0ice-ID_1)" '*HTTP status 401*' \
    "ElevenLabs' key is for its own address"
done_testing
