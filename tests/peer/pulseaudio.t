#!/bin/sh
# chz-say through a real PulseAudio daemon: what is played is heard.
. "${0%/*}/../tap.sh"
need pulseaudio parec
unset PULSE_SERVER
export XDG_RUNTIME_DIR="$T" HOME="$T"
chmod 700 "$T"
pulseaudio -n --daemonize=yes --exit-idle-time=-1 --use-pid-file=yes \
    --load='module-native-protocol-unix auth-anonymous=1' \
    --load='module-null-sink sink_name=chz rate=48000 channels=1 norewinds=1' \
    2>"$T/why" || skip_all "pulseaudio does not start: $(tail -1 "$T/why")"
trap 'pulseaudio --kill 2>/dev/null; rm -rf "$T"' EXIT

# said: speaks standard input while the sink's monitor is recorded.
said() {
	parec -d chz.monitor --format=s16le --rate=48000 --channels=1 \
	    --latency-msec=20 --raw >"$T/heard.raw" &
	listener=$!
	# The recorder is ready when its first samples have come.
	wait_for test -s "$T/heard.raw"
	chz-say "$@" >"$T/said.jsonl"
	said_status=$?
	kill "$listener"
	ended "$listener"
	return $said_status
}
loud_ms() {
	od -An -v -td2 -w2 "$T/heard.raw" |
	    awk '{ v = $1 < 0 ? -$1 : $1; if (v > 1000) { if (!f) f = NR
	        l = NR } } END { print int((l - f) / 48) }'
}

echo '하나 둘 셋 넷' | said --text -d chz
is $? 0 'speaks into a null sink'
ms=$(jq -s 'map(select(.state == "end"))[0].duration_ms' "$T/said.jsonl")
ok 'the sound is heard in its full length' \
    test "$(loud_ms)" -gt $((ms * 6 / 10)) -a "$(loud_ms)" -le "$ms"
# Sixty a second; a busy machine drops some.
ok 'mouths come all along' \
    test "$(grep -c mouth "$T/said.jsonl")" -gt $((ms * 15 / 1000))

# The second reply begins when the first was heard, not before.
printf '%s\n' '{"type":"reply","reply_id":"a","text":"하나"}' \
    '{"type":"reply","reply_id":"b","text":"둘"}' | said -d chz
is "$(jq -r 'select(.type == "speech") | .reply_id + .state' "$T/said.jsonl" |
    xargs)" 'astart aend bstart bend' 'one after the other'

# SIGUSR2 cuts a long text short; the next one follows.
mkfifo "$T/texts"
chz-say --text -d chz <"$T/texts" >"$T/cut.jsonl" &
speaker=$!
exec 3>"$T/texts"
echo '이것은 아주 아주 길고 긴 글이라서 다 읽으려면 한참 걸립니다. 정말 그렇습니다.' >&3
wait_for grep -q mouth "$T/cut.jsonl"
kill -USR2 "$speaker"
wait_for grep -q '"end"' "$T/cut.jsonl"
echo 끝 >&3
exec 3>&-
ended "$speaker"
is $? 0 'a skip is no error'
ok 'SIGUSR2 cuts the speech' \
    test "$(jq -s 'map(select(.state == "end"))[0].duration_ms' \
    "$T/cut.jsonl")" -lt 3000
is "$(grep -c '"end"' "$T/cut.jsonl")" 2 '... and the next one is spoken'

# A device that goes away while it plays.
mkfifo "$T/more"
chz-say --text -d chz <"$T/more" >"$T/gone.jsonl" 2>"$T/err" &
speaker=$!
exec 3>"$T/more"
echo '이것은 아주 아주 길고 긴 글이라서 다 읽으려면 한참 걸립니다.' >&3
wait_for grep -q mouth "$T/gone.jsonl"
pulseaudio --kill
wait_for grep -q 'sound device' "$T/err"
kill -TERM "$speaker"
exec 3>&-
ended "$speaker"
is $? 143 'without its device it waits, and can be ended'
ok 'the loss is said' grep -q 'sound device' "$T/err"
done_testing
