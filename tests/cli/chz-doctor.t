#!/bin/sh
# chz-doctor: what is well, and how to mend what is not.
. "${0%/*}/../tap.sh"
export XDG_CONFIG_HOME="$T" XDG_STATE_HOME="$T/state" XDG_RUNTIME_DIR="$T"
unset CHZ_TTS_URL TTS_REMOTE_URL CHZ_VTS_URL CHZ_OBS_URL PULSE_SERVER

# found CHECK...: its findings, and its status.
found() { chz-doctor "$@" && echo 0 || echo $?; }

like "$(found settings)" "ok  settings  0 set;*
0" 'no settings are good settings'
mkdir "$T/chz"
echo 'CHZ_LNAG=ko' >"$T/chz/config"
is "$(found settings)" "no  settings  $T/chz/config:1: no setting 'CHZ_LNAG'; did you mean 'CHZ_LANG'?
1" 'a mistake is named'
rm "$T/chz/config"

mkdir -p "$T/state/chz"
touch "$T/state/chz/vts.token" "$T/state/chz/other"
chmod 600 "$T/state/chz/vts.token"
like "$(found tokens)" "ok  tokens*0" 'a token for its owner alone'
chmod 640 "$T/state/chz/vts.token"
is "$(found tokens)" "no  tokens    $T/state/chz/vts.token: others can read it: chmod 600 $T/state/chz/vts.token
1" '... and for others'

is "$(found fonts)" 'ok  fonts     Korean and emoji
0' 'there are fonts'
mkdir "$T/fonts"
echo "<fontconfig><dir>$T/fonts</dir></fontconfig>" >"$T/fonts.conf"
is "$(FONTCONFIG_FILE=$T/fonts.conf found fonts 2>/dev/null)" \
    'no  fonts     none has Korean: install fonts-nanum
no  fonts     none has emoji: install fonts-noto-color-emoji
1' '... or none'

like "$(found sound)" 'no  sound     *: start PipeWire or PulseAudio, or use chz-say -o
1' 'there is no sound server'
is "$(found voice)" 'ok  voice     espeak
-   voice     no server: CHZ_TTS_URL is unset
0' 'the voice that is built in'
like "$(CHZ_TTS_URL=http://127.0.0.1:1/v1 found voice | tail -2)" \
    'no  voice     http://127.0.0.1:1/v1: *: start it, or set CHZ_TTS_URL
1' 'a server that is not there'

# ---- with the simulator ----

is "$(chz-sim -- chz-doctor chzzk voice vts obs)" 'ok  voice     espeak
ok  voice     a server answers
ok  chzzk     list of broadcasts
ok  chzzk     a broadcast
ok  chzzk     state of a broadcast
ok  chzzk     replays
ok  chzzk     chat token
ok  chzzk     chat
ok  vts       VTube Studio answers
ok  obs       OBS answers' 'all is well'
like "$(CHZ_API_URL=http://127.0.0.1:1 found chzzk)" \
    'no  chzzk     list of broadcasts: *: look at the network
75' 'Chzzk is not there'
like "$(CHZ_VTS_URL=ws://127.0.0.1:1 found vts)" \
    'no  vts       *: start VTube Studio and switch its API on
1' 'VTube Studio is not there'
like "$(CHZ_OBS_URL=ws://127.0.0.1:1 found obs)" \
    'no  obs       *: start OBS and its WebSocket server
1' 'OBS is not there'
like "$(found vts)" '-   vts       *
0' '... and was not asked for'

# ---- a platform that has changed ----

# answered BODY: what is found when every answer is that.
mkfifo "$T/hold"
answered() {
	printf 'HTTP/1.1 200 OK\r\nDate: Tue, 06 Jan 2026 11:20:01 GMT\r\n%s\r\n\r\n%s' \
	    'Connection: close' "$1" >"$T/answer"
	"$here/../answer.pl" "$T/answer" <"$T/hold" >"$T/port" &
	exec 3>"$T/hold"
	wait_for test -s "$T/port"
	CHZ_API_URL=http://127.0.0.1:$(cat "$T/port") chz-doctor chzzk
	exec 3>&-
	wait
	: >"$T/port"
}
answered '{"code":200,"content":{"data":[{"liveId":1,"concurrentUserCount":9,
    "channel":{"channelId":"0123456789abcdef0123456789abcdef",
    "channelName":"x"}}]}}' >"$T/found"
like "$(cat "$T/found")" '*no  chzzk     list of broadcasts: the answer has no title: the platform has changed' \
    'an answer that lacks something is named'
like "$(cat "$T/found")" 'no  chzzk     the clock is * s fast: set it,*' \
    'a clock that is wrong is, too'
like "$(answered '<html>')" '*no  chzzk     list of broadcasts: *makes no sense*' \
    'so is an answer that is none'

misuse "no check 'hands'" hands
misuse "no check 'font'; did you mean 'fonts'?" font
status 1 'a full disk is an error' sh -c 'chz-doctor tokens fonts >/dev/full'
done_testing
