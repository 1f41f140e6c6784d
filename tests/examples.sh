# examples.sh - running what the manuals show: after tap.sh, source it, queue
# examples, and have them all run and judged.
#
#	example NAME COMMAND	queues it, once for each COMMAND
#	examples_shown PAGE...	queues what manuals show
#	examples_run		runs the queue, some at a time, and judges it
#
# Manuals are read by tests/rendered.sh.  Each example is run as it is written by
# tests/example, in a directory of its own with the files that the manuals speak
# of, on a platform made up by chz-sim, with a Redis and a sound server that nobody
# hears.  What is not to be done here, such as recording a broadcast or asking
# another site, is done by the programs of tests/stand-ins, which look at how they
# are called.
export EXAMPLES="$T/examples" XDG_STATE_HOME="$T/state"
unset PULSE_SERVER CHZ_TTS_URL CHZ_REDIS_URL
mkdir -p "$EXAMPLES/files" "$EXAMPLES/queue" "$XDG_STATE_HOME/chz"
. "$here/../rendered.sh"
examples_top=$(cd "$here/../.." && pwd)

# ---- the files ----

# Four minutes of two channels that share every third of their users; for fifteen
# seconds everybody shouts.
example_log() {
	awk -v id=a1b2c3d4e5f60718293a4b5c6d7e8f9 '
	function say(t, text, more, i) {
		i = n++
		c = i % 2
		u = i % 60 % 3 == 0 ? i % 60 : i % 60 + 100 * c
		printf("{\"type\":\"%s\",\"platform\":\"chzzk\"," \
		    "\"channel_id\":\"%s%s\",\"channel\":\"채널 %d\"," \
		    "\"stream_id\":\"%d_%s%s\",\"t_ms\":%d," \
		    "\"sent_at\":\"2026-01-06T11:%02d:%02d.%03dZ\"," \
		    "\"message_id\":\"m%d\",\"user_id\":\"%032x\"," \
		    "\"user\":\"이름%d\",\"text\":\"%s\"%s}\n",
		    more ? "donation" : "chat", id, c, c, c + 1, id, c, t, 20 + int(t / 60000),
		    int(t / 1000) % 60, t % 1000, i, u, u, text, more)
	}
	BEGIN {
		for (t = 0; t < 240000; t += 500) {
			if (t == 60000)
				say(t, "화이팅", ",\"amount\":1000," \
				    "\"currency\":\"KRW\"")
			say(t, "오늘 날씨 이야기 " t % 7)
			for (i = 0; t >= 120000 && t < 135000 && i < 15; i++)
				say(t + i * 30, "펜타킬!!! " i)
		}
	}'
}

# What is made of the log, and what people write themselves.
example_files() {
	id=a1b2c3d4e5f60718293a4b5c6d7e8f90
	example_log >../log
	grep "채널 0" ../log >events.jsonl
	grep "채널 1" ../log >more.jsonl
	zstd -q events.jsonl more.jsonl
	mkdir logs replays
	cp events.jsonl.zst logs/2026-09-01.jsonl.zst
	cp more.jsonl.zst logs/2026-09-02.jsonl.zst
	chz-import -q "$fixtures"/import/chatLog-12345678.log >replays/12345678.jsonl
	sed s/vod_12345678/vod_12345679/ replays/12345678.jsonl \
	    >replays/12345679.jsonl
	cp events.jsonl log.jsonl
	cp events.jsonl replay.jsonl
	chz-ts -q events.jsonl >ts.jsonl
	chz-words -q events.jsonl >topics.jsonl
	echo '{"type":"peak","start_sec":9,"end_sec":20}' >peaks.jsonl
	chz-store -q archive events.jsonl more.jsonl
	cp "$fixtures"/import/chatLog-12345678.log \
	    "$fixtures"/import/channel_with_replays_0.json .
	cp "$fixtures"/import/*live_chat.json \
	    'Title [dQw4w9WgXcQ].live_chat.json'
	echo "- \"$id\"  # 채널 0" >channels.yaml
	echo "$id 채널 0" >channels.txt
	(umask 077 && echo 0123456789abcdef0123456789abcdef |
	    tee key room.key overlay.token >auth.token)
	printf '%032x\n' 0 3 >ids
	echo 나쁜말 >words.txt
	echo '이름은 보리. 짧게 답한다.' | tee bori.txt >character.txt
	echo '{"emotions":{"neutral":{},"happy":{"eye_l_open":1}}}' >pose_mapping.json
	printf '[reply]\nscene = Talk\n[peak]\nclip\n' >cues
	echo '{"type":"reply","reply_id":"r","text":"네","emotion":"happy"}' \
	    >replies.jsonl
	echo 12345678 >replays.txt
	: | tee stream.mp4 >clip.mp4
	ln -s "$examples_top/contrib" contrib
}
(cd "$EXAMPLES/files" && example_files) || exit 1
(umask 077 && echo '{"access_token":"a","refresh_token":"r"}' \
    >"$XDG_STATE_HOME/chz/chzzk.json")

# A sound server, whose sound nobody hears; its socket is where clients look.
export XDG_RUNTIME_DIR="$T"
examples_sound=no
if command -v pulseaudio >/dev/null &&
    pulseaudio -n --daemonize=yes --exit-idle-time=-1 --use-pid-file=yes \
	--load='module-native-protocol-unix auth-anonymous=1' \
	--load='module-null-sink rate=48000 channels=1 norewinds=1' 2>/dev/null
then
	examples_sound=yes
	trap 'pulseaudio --kill 2>/dev/null; rm -rf "$T"' EXIT
fi

# A network for each, where that may be had: the ports that the manuals speak of
# are free there, and nobody else can be asked anything.
export EXAMPLES_NETWORK=
for examples_unshare in 'unshare -n' 'unshare -rn'; do
	if $examples_unshare true 2>/dev/null; then
		EXAMPLES_NETWORK="$examples_unshare $examples_top/tests/loopback"
		break
	fi
done

# ---- the queue ----

# Why an example can't run here, or nothing.
example_lacks() {
	case $1 in
	*chz-bus* | *--redis*)
		command -v redis-server >/dev/null || echo 'no Redis'
		;;
	*parallel*) command -v parallel >/dev/null || echo 'no GNU parallel' ;;
	*pandas*)
		/usr/bin/python3 -c 'import pandas' 2>/dev/null ||
		    echo 'no pandas'
		;;
	*chz-say*-o*) ;;
	*chz-say* | *pactl*) test $examples_sound = yes || echo 'no sound server' ;;
	esac
}

# example NAME COMMAND
example() {
	example_dir=$EXAMPLES/queue/$(printf %s "$2" | cksum | tr ' ' -)
	mkdir "$example_dir" 2>/dev/null || return 0
	echo "$example_dir" >>"$EXAMPLES/order"
	printf '%s\n' "$1" >"$example_dir/name"
	printf '%s\n' "$2" >"$example_dir/command"
	example_lacks "$2" >"$example_dir/lacks"
}

# examples_shown PAGE...: queues what manuals show, but for what --help shows too
# and examples.t runs.
examples_shown() {
	for examples_tool in "$(dirname "$(command -v chz)")"/chz-*; do
		"$examples_tool" --help | sed -n '/^Examples:/,/^$/s/^  //p'
	done >"$EXAMPLES/help"
	for examples_page; do
		displays "$examples_page" "$T/shown/$examples_page"
		for examples_one in "$T/shown/$examples_page"/*; do
			test -f "$examples_one" || continue
			test "$(wc -l <"$examples_one")" = 1 &&
			    grep -qxFf "$examples_one" "$EXAMPLES/help" ||
			    example "${examples_page#*/man/}" \
				"$(cat "$examples_one")"
		done
	done
}

# ---- the runs ----

# What may be said: a permission is asked for, a broadcast is over, pages are there.
examples_notes='asks for permission\|open that address\|next try in\|connected again'
examples_notes="$examples_notes\\|^chz-overlay: http:\\|^chz-room: http:"
examples_notes="$examples_notes\\|pages made\\|found no room\\|erased\\|rewritten\\|messages fit\\|[0-9] messages\$"

# judged DIR: how an example's run ended.
example_judged() {
	example_name="$(cat "$1/name"): $(head -1 "$1/command")"
	if [ -s "$1/lacks" ]; then
		skip "$example_name" "$(cat "$1/lacks")"
		return
	fi
	is "$(cat "$1/status" 2>&1)
$(grep -av "$examples_notes" "$1/said" | tr -d '\000')" "0
" "$example_name"
}

# Whether it wants a port that the manuals name, which without a network of its
# own only one can have at a time.
example_shares() {
	test -z "$EXAMPLES_NETWORK" &&
	    grep -q 'chz-overlay\|chz-room\|8765\|:3000\|:11434' "$1/command"
}

# Eight wait for each other's clocks rather than for the processor.
examples_run() {
	: >"$EXAMPLES/together"
	: >"$EXAMPLES/alone"
	while read -r example_dir; do
		if [ -s "$example_dir/lacks" ]; then
			continue
		elif example_shares "$example_dir"; then
			echo "$example_dir" >>"$EXAMPLES/alone"
		else
			echo "$example_dir" >>"$EXAMPLES/together"
		fi
	done <"$EXAMPLES/order"
	xargs -r -P 8 -n 1 "$examples_top/tests/example" <"$EXAMPLES/together"
	xargs -r -n 1 "$examples_top/tests/example" <"$EXAMPLES/alone"
	while read -r example_dir; do
		example_judged "$example_dir"
	done <"$EXAMPLES/order"
}
