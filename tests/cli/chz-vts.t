#!/bin/sh
# chz-vts: records move the avatar of a simulated VTube Studio.
. "${0%/*}/../tap.sh"
unset CHZ_VTS_URL
export XDG_STATE_HOME="$T/state"
log=$T/vts.log

# studio [OPTION...] -- COMMAND: the command beside a VTube Studio.
studio() { chz-sim --vts-log "$log" "$@"; }
# values NAME: what this input was, frame by frame.
values() { jq -r "select(.type == \"vts\") | .params.$1 // empty" "$log"; }
# highest NAME: in percent, rounded.
highest() {
	values "$1" | awk 'NR == 1 || $1 > m { m = $1 } END { printf "%.0f", m * 100 }'
}
# moved COUNT: whether the avatar has had so many frames.
moved() { test "0$(grep -cs '"type":"vts"' "$log")" -ge "$1"; }
# feed LINE|FRAMES...: lines, and between them the frames that the avatar has
# for them, sixty to a second.  The log of the run before must be gone.
feed() {
	due=0
	for line; do
		case $line in
		[0-9]*)
			due=$((due + line))
			wait_for moved $due
			;;
		*) printf '%s\n' "$line" ;;
		esac
	done
}

is "$(chz-vts --help | head -1)" \
    'Usage: chz-vts [OPTION...] [list | set NAME=VALUE... | hotkey NAME]' --help
status 2 'an unknown option is misuse' chz-vts --nope
misuse "'dance' is not list, set NAME=VALUE... or hotkey NAME" dance
misuse "set: 'MouthSmile' is not NAME=VALUE" set MouthSmile
misuse "--fps: '5' is not a whole number from 10 to 120" --fps 5
status 1 'a missing file of poses is an error' chz-vts --poses "$T/nothing"
status 75 'nobody there is "try again later"' \
    chz-vts --url ws://127.0.0.1:1 list

studio -- chz-vts list >"$T/list" 2>"$T/err"
is "$(cat "$T/err")" \
    'chz-vts: VTube Studio asks for permission: click Allow there' \
    'permission is asked for'
is "$(jq -r 'select(.name == "FaceAngleX") | "\(.min) \(.max)"' "$T/list")" \
    '-30 30' 'list: inputs and their ranges'
is "$(jq -r 'select(.type == "hotkey") | .name' "$T/list" | xargs)" \
    'Wave Smile' 'list: hotkeys'
is "$(jq -r 'select(.type == "expression") | .file' "$T/list")" \
    smile.exp3.json 'list: expressions'
is "$(stat -c %a "$T"/state/chz/*.token)" 600 'the token is its owner'"'"'s'

studio -- sh -c 'chz-vts --token "$0" list >/dev/null 2>&1
    chz-vts --token "$0" list' "$T/token" >"$T/list2" 2>"$T/err"
is "$(cat "$T/err")" '' 'permission is asked for once'
chmod 644 "$T/token"
status 77 'a token that others can read is refused' \
    studio -- chz-vts --token "$T/token" list
status 77 'a user who says no' studio --vts-deny -- chz-vts list

studio -- chz-vts hotkey wave 2>/dev/null
is "$(jq -r 'select(.event == "hotkey") | .name' "$log")" Wave \
    'a hotkey, whatever the case of its name'
status 1 'an unknown hotkey is an error' studio -- chz-vts hotkey Dance
studio -- chz-vts --hold 500ms set MouthSmile=1 FaceAngleX=99 2>/dev/null
ok 'set moves an input' test "$(highest MouthSmile)" -ge 98
ok '... within its range' test "$(highest FaceAngleX)" -ge 2950 \
    -a "$(highest FaceAngleX)" -le 3000
status 1 'set: an unknown input is an error' \
    studio -- chz-vts --hold 0s set Tail=1

# Lips, and life.
rm -f "$log"
feed 40 '{"type":"reply","text":"x","emotion":"happy"}' \
    '{"type":"speech","state":"start"}' \
    '{"type":"mouth","open":0.8,"vowel":"A"}' 'no record' \
    '{"type":"mouth","open":7}' 12 '{"type":"speech","state":"end"}' \
    '{"type":"zzz"}' 30 |
    studio -- chz-vts 2>"$T/err" && s=0 || s=$?
is "$s" 1 'a bad line is status 1'
is "$(grep -c 'chz-vts: <stdin>:' "$T/err")" 2 '... and named'
ok 'the mouth opens' test "$(highest MouthOpen)" -ge 70
is "$(values MouthOpen | tail -1)" 0 '... and shuts'
ok 'the vowel is shown' test "$(highest VoiceA)" -ge 70
ok 'the face smiles' test "$(highest MouthSmile)" -gt 80
is "$(jq -r 'select(.event == "lost") | .name' "$log")" '' \
    'no input is lost'

# Its own poses.
cat >"$T/poses" <<'EOF'
[neutral]
MouthSmile = 0.2
ChzTail = 0
[happy]
MouthSmile = 1 in 50ms linear
expression = smile.exp3.json
hotkey = Wave
EOF
rm -f "$log"
feed 20 '{"type":"reply","text":"x","emotion":"happy"}' 30 |
    studio -- chz-vts --poses "$T/poses" 2>"$T/err"
is "$(jq -r 'select(.type == "vts_event") | .event' "$log" | xargs)" \
    'express hotkey relax' 'an expression for the time, and a hotkey'
ok 'an input that is not there is created' grep -q 'ChzTail: created' "$T/err"
ok 'the pose' test "$(highest MouthSmile)" -ge 98
echo '[happy' >"$T/bad"
status 1 'a mistake in the poses is an error' chz-vts --poses "$T/bad"

# What goes wrong on the way.
rm -f "$log"
feed 60 | studio --vts-revoke 200ms -- chz-vts 2>"$T/err"
is "$(grep -c 'asks for permission' "$T/err")" 2 \
    'a permission that is taken back is asked for anew'
rm -f "$log"
feed 60 | studio --vts-swap 200ms -- chz-vts -v 2>"$T/err"
ok 'another model is taken up' grep -q 'model Sim 2' "$T/err"
echo '{"type":"reply","text":"x"}' | chz-vts --url ws://127.0.0.1:1 \
    2>/dev/null
is $? 75 'never reached: the pipe goes on, and at its end that is said'

studio -- chz-vts 2>/dev/null </dev/null
is $? 0 'reached when the input was over already: that is no failure'

export CHZ_VTS_DISCOVERY_PORT=$((20000 + $$ % 12000))
# Nothing at the default address: the broadcast tells where it is.
export XDG_STATE_HOME="$T/fresh"
mkdir -p "$T/fresh/chz"
(umask 077 && echo "another's" >"$T/fresh/chz/vts-ws---localhost-8001.token")
rm -f "$log"
feed 30 | studio --vts-announce -- env -u CHZ_VTS_URL chz-vts 2>"$T/err"
ok 'VTube Studio is found by its broadcast' grep -q 'found at ws://' "$T/err"
is "$(cat "$T/fresh/chz/vts-ws---localhost-8001.token")" "another's" \
    "... where another address's permission is neither used nor lost"
is "$(ls "$T/fresh/chz" | wc -l)" 2 '... and it has one of its own'
ok '... and moved' test "$(values MouthOpen | wc -l)" -gt 10
done_testing
