#!/bin/sh
# Every example of every tool's --help, run as it is written: in a directory
# with the files that it names, on a platform made up by chz-sim.
. "${0%/*}/../tap.sh"
build=$(dirname "$(command -v chz)")
export XDG_STATE_HOME="$T/state" XDG_RUNTIME_DIR="$T"
unset PULSE_SERVER CHZ_TTS_URL CHZ_REDIS_URL

# ---- the files ----

id=a1b2c3d4e5f60718293a4b5c6d7e8f90
mkdir "$T/files"
cd "$T/files" || exit 1
# Forty seconds of two channels that share every third of their users, on the
# platform together, in files of their own.
awk -v id=$id 'BEGIN { for (i = 0; i < 400; i++) {
	c = i % 2; u = i % 60 % 3 == 0 ? i % 60 : i % 60 + 100 * c
	printf("{\"type\":\"chat\",\"platform\":\"chzzk\",\"channel_id\":" \
	    "\"%s%s\",\"channel\":\"채널 %d\",\"stream_id\":\"%d_%s%s\"," \
	    "\"t_ms\":%d,\"sent_at\":\"2026-01-06T11:20:%02d.%d00Z\"," \
	    "\"message_id\":\"m%d\",\"user_id\":\"%032x\",\"user\":\"이름%d\"," \
	    "\"text\":\"보스가 나왔다 %d\"}\n", substr(id, 1, 31), c, c, c + 1,
	    substr(id, 1, 31), c, i * 100, int(i / 10), i % 10, i, u, u, i % 9) } }' \
    >"$T/log"
grep "채널 0" "$T/log" >events.jsonl
grep "채널 1" "$T/log" >more.jsonl
zstd -q events.jsonl more.jsonl
chz-ts -q events.jsonl >ts.jsonl
cp events.jsonl replay.jsonl
echo '{"type":"peak","start_sec":9,"end_sec":20}' >peaks.jsonl
chz-store -q archive events.jsonl
cp "$fixtures"/import/chatLog-12345678.log \
    "$fixtures"/import/channel_with_replays_0.json .
echo "- \"$id\"  # 채널 0" >channels.yaml
echo "$id 채널 0" >channels.txt
(umask 077 && echo 0123456789abcdef0123456789abcdef >key)
mkdir -p "$XDG_STATE_HOME/chz"
(umask 077 && echo '{"access_token":"a","refresh_token":"r"}' \
    >"$XDG_STATE_HOME/chz/chzzk.json")
echo '{"type":"reply","reply_id":"r","text":"네","emotion":"happy"}' >replies.jsonl

printf '[reply]\nscene = Talk\n[peak]\nclip\n' >cues

# ---- the runs ----

# A sound server whose sound nobody hears.
sound=no
if command -v pulseaudio >/dev/null &&
    pulseaudio -n --daemonize=yes --exit-idle-time=-1 --use-pid-file=yes \
	--load='module-native-protocol-unix auth-anonymous=1' \
	--load='module-null-sink rate=48000 channels=1 norewinds=1' 2>/dev/null
then
	sound=yes
	trap 'pulseaudio --kill 2>/dev/null; rm -rf "$T"' EXIT
fi

# A Redis with a stream of chat.
if command -v redis-server >/dev/null; then
	export CHZ_REDIS_URL="unix:$T/redis"
	redis-server --port 0 --unixsocket "$T/redis" --save '' --dir "$T" \
	    >"$T/redis.log" 2>&1 &
	redis=$!
	trap 'kill "$redis"; pulseaudio --kill 2>/dev/null; rm -rf "$T"' EXIT
	wait_for chz-bus -q put chat events.jsonl 2>/dev/null
fi

# A sign of life: what was written to standard output, or into an archive.
alive() {
	test -s "$T/out" ||
	    test -n "$(find archive -newer "$T/began" -size +0 -type f 2>/dev/null)"
}

serves() { grep -q '^chz-room: http:' "$T/err"; }

# What needs a terminal gets one, on which somebody presses q.
on_terminal() {
	case $1 in
	*--once*) echo "$1" ;;
	*chz-top*) echo "echo q | TERM=xterm script -qec '$1' '$T/screen'" ;;
	*) echo "$1" ;;
	esac
}

over() { ! kill -0 "$run" 2>/dev/null; }

runs=0
# run EXAMPLE: its status in $got, its words in $T/err.  One that goes on for
# ever is ended when it has shown that it works, and all its processes with it.
run() {
	runs=$((runs + 1))
	cp -r "$T/files" "$T/$runs"
	cd "$T/$runs" || exit 1
	rm -f "$T/out"
	: >"$T/began"
	setsid chz-sim -q -i "$T/log" --speed 100 -- sh -c "$(on_terminal "$1")" \
	    <events.jsonl >"$T/out" 2>"$T/err" &
	run=$!
	case $1 in
	chz-lives*\ -f* | chz-watch* | chz-sim\ -* | chz-auth\ login*)
		wait_for eval 'alive || over'
		kill -s TERM -- -"$run" 2>/dev/null && : >"$T/err"
		;;
	chz-room*token*) wait_for over ;;
	chz-room*)
		wait_for eval 'serves || over'
		kill -s TERM -- -"$run" 2>/dev/null && : >"$T/err"
		;;
	*) wait_for over ;;
	esac
	got=0
	ended "$run" || got=$?
}

# What may be said: a permission is asked for, a broadcast is over, pages are there.
notes='asks for permission\|next try in\|connected again\|^chz-overlay: http:\|pages made\|messages fit\|[0-9] messages$'

# check TOOL EXAMPLE
check() {
	case $2 in
	*chz-bus* | *--redis*) test -n "$CHZ_REDIS_URL" || {
		skip "$1: $2" 'no Redis'
		return
	} ;;
	*chz-say*-o*) ;;
	*chz-say*) test $sound = yes || {
		skip "$1: $2" 'no sound server'
		return
	} ;;
	esac
	run "$2"
	test "$got" != 143 || got=0
	is "$got" 0 "$1: $2"
	is "$(grep -v "$notes" "$T/err")" '' '... without a complaint'
}

for path in "$build"/chz-*; do
	"$path" --help | sed -n '/^Examples:/,/^$/s/^  //p' >"$T/examples"
	ok "${path##*/} has examples" test -s "$T/examples"
	while read -r example; do
		check "${path##*/}" "$example" </dev/null
	done <"$T/examples"
done
done_testing
