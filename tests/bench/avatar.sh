#!/bin/sh
# avatar.sh - how soon a text is heard and seen, and whether lips and sound meet.
# Run by make bench, with the tools and the programs of tests/bench in PATH.
set -u
command -v pulseaudio >/dev/null || { echo 'voice: no pulseaudio: skipped'; exit; }
T=$(mktemp -d)
export XDG_RUNTIME_DIR="$T" HOME="$T" XDG_STATE_HOME="$T"
pulseaudio -n --daemonize=yes --exit-idle-time=-1 --use-pid-file=yes \
    --load='module-native-protocol-unix auth-anonymous=1' \
    --load='module-null-sink sink_name=chz rate=48000 channels=1 norewinds=1' \
    2>/dev/null || { echo 'voice: pulseaudio does not start: skipped'; exit; }
trap 'pulseaudio --kill; rm -rf "$T"' EXIT

# Twenty bursts of 200 ms, 300 ms of silence between them: 24 kHz, 16 bits.
high=$(printf '%040d' 0 | tr 0 p) low=$(printf '%040d' 0 | tr 0 '\220')
i=0
while [ $i -lt 20 ]; do
	yes "$high$low" | tr -d '\n' | head -c 9600
	head -c 14400 /dev/zero
	i=$((i + 1))
done >"$T/bursts.raw"
for lead in 0ms 30ms; do
	printf 'lead %s: ' $lead
	echo 아 | chz-say --text --lead $lead -e command \
	    --command "cat >/dev/null; cat $T/bursts.raw" | lipsync chz.monitor
done
voice
avatar
