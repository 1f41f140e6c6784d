#!/bin/sh
# From chat to a moving mouth: the whole of an AI VTuber in one line, on a
# simulated platform, with the time that each stage takes.
. "${0%/*}/../tap.sh"
need pulseaudio
unset CHZ_LLM_URL CHZ_LLM_MODEL CHZ_LLM_KEY GROQ_API_KEY CHZ_TTS_URL PULSE_SERVER
export XDG_STATE_HOME="$T/state" XDG_RUNTIME_DIR="$T"
cd "$T" || exit 1

pulseaudio -n --daemonize=yes --exit-idle-time=-1 --use-pid-file=yes \
    --load='module-native-protocol-unix auth-anonymous=1' \
    --load='module-null-sink rate=48000 channels=1 norewinds=1' 2>/dev/null ||
    skip_all 'pulseaudio does not start'
trap 'pulseaudio --kill 2>/dev/null; rm -rf "$T"' EXIT

# Until the first answer is spoken, and the next one heard.
spoken() { has 2 grep '"state":"start"' said; }
: >said
setsid chz-sim --channels 1 --rate 5 --llm-delay 200ms --vts-log vts -- sh -c '
	id=$(chz-lives -m 0 | sed "s/.*\"channel_id\":\"\([^\"]*\).*/\1/")
	chz-tap "$id" | tee chat | chz-filter --bots --repeat 30s |
	    chz-reply -p "$0/llm/persona.txt" --history memory |
	    chz-say -k | tee said | chz-vts' "$fixtures" 2>err &
run=$!
wait_for spoken
kill -s TERM -- -$run
ended $run

is "$(grep -v -e 'asks for permission' -e 'connection lost' err)" '' 'nobody complains'
is "$(jq -r 'select(.state == "start") | .reply_id' said | head -2)" \
    "$(jq -r 'select(.type == "reply") | .reply_id' said | head -2)" 'answers are heard, in order'
ok 'the mouth moves' test "$(jq -s 'map(select(.params.MouthOpen > 0.3)) | length' vts)" -gt 5
is "$(jq -r .type memory/turns.jsonl | sort -u)" turn 'what was said is remembered'
ok 'no more than four answers are made for two that are heard' \
    test "$(wc -l <memory/turns.jsonl)" -le 4

# stages: of each answer, ms from the newest message that it answers to the
# reply, the model's part of it, and from the reply to its first sound.
stages() {
	jq -rn --slurpfile chat chat --slurpfile said said '
	def ms: (.[:19] + "Z" | fromdate) * 1000 + (.[20:23] | tonumber);
	($chat | map(select(.message_id) | {(.message_id): (.received_at // .sent_at)}) | add) as $at |
	($said | map(select(.state == "start") | {(.reply_id): .latency_ms}) | add) as $sound |
	$said[] | select(.type == "reply" and $sound[.reply_id]) |
	[(.sent_at | ms) - ([.to[] | $at[.] // empty | ms] | max),
	 .processing_ms, $sound[.reply_id]] | @tsv'
}
stages >times
ok 'each stage has its time' test -s times
awk -F'\t' '{ printf("# newest chat to reply %d ms (model %d ms), reply to first sound %d ms, in all %d ms\n",
    $1, $2, $3, $1 + $3) }' times
done_testing
