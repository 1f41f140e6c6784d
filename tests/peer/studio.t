#!/bin/sh
# chz-vts against a VTube Studio written from its documents, with all that can
# go wrong there.
. "${0%/*}/../tap.sh"
need_module ws
unset CHZ_VTS_URL
export XDG_STATE_HOME="$T/state"

node "$here/studio.js" "$T/port" "$T/log" &
server=$!
trap 'kill $server; rm -rf "$T"' EXIT
wait_for test -s "$T/port" || skip_all 'the server does not start'
url=ws://127.0.0.1:$(cat "$T/port")
mkfifo "$T/in"

# begin MODE OPTION...: chz-vts there; its input is fd 3.
begin() {
	mode=$1
	shift
	: >"$T/log"
	chz-vts --url "$url/$mode" "$@" <"$T/in" 2>"$T/err" &
	vts=$!
	exec 3>"$T/in"
}
end() {
	exec 3>&-
	wait $vts
}
seen() { jq -c "select($1)" "$T/log" 2>/dev/null | grep -q .; }
count() { jq -s "map(select($1)) | length" "$T/log"; }
reply() { echo "{\"type\":\"reply\",\"text\":\"x\",\"emotion\":\"$1\"}" >&3; }

begin plain
ok 'it is let in, and moves' wait_for seen '.taken == "plain"'
end
is $? 0 '... and ends well'
ok '... with a close of 1000' wait_for seen '.closed == 1000'

begin revoke
ok 'a permission that is taken back is asked for again' \
    wait_for sh -c "test \$(grep -c '\"name\":\"AuthenticationToken\"' $T/log) = 2"
: >"$T/log"
ok '... and it moves on' wait_for seen '.taken == "revoke"'
end
is "$? $(grep -c refuses "$T/err")" '0 0' '... errors that were under way are no denial'

begin taken
ok 'one input that another plugin has does not stop the others' \
    wait_for seen '.taken == "taken" and (.names | length) > 5 and
        all(.names[]; . != "FaceAngleX")'
end
begin named
ok 'a name in the message is a whole one' \
    wait_for seen '.taken == "named" and any(.names[]; . == "MouthOpen") and
        all(.names[]; . != "VoiceVolumePlusMouthOpen")'
end

begin off
ok 'an API that is off is waited for' wait_for seen '.taken == "off"'
like "$(cat "$T/err")" "*API is off: switch it on there*" '... and said'
end
: >"$T/empty"
chmod 600 "$T/empty"
begin plain --token "$T/empty"
ok 'an empty token file is asked for anew' wait_for seen '.taken == "plain"'
like "$(cat "$T/err")" "*$T/empty is empty*" '... and said'
end
like "$(cat "$T/empty")" 'token-*' '... and filled'

begin halfopen
ok 'a far side that has gone is noticed' \
    wait_for grep -q 'does not answer any more' "$T/err"
ok '... and looked for' \
    wait_for sh -c "test \$(grep -c opened $T/log) = 2"
end

cat >"$T/poses" <<'END'
[neutral]
MouthSmile = 0.3
[happy]
expression = smile.exp3.json
hotkey = Wave
BrowLeftY = 1.5
ChzEars = 0.4
END
begin swap --poses "$T/poses"
reply happy
ok 'a hotkey from before the connection is kept' \
    wait_for seen '.name == "HotkeyTrigger"'
ok 'an expression is put on again for another model' wait_for sh -c \
    "test \$(grep -c '\"expressionFile\":\"smile.exp3.json\",\"active\":true' $T/log) = 2"
reply happy
reply neutral
ok 'and taken off with its emotion' \
    wait_for seen '.name == "ExpressionActivation" and .data.active == false'
end
is "$(count '.name == "HotkeyTrigger"')" 1 'a hotkey is for a change of emotion'
is "$(count '.name == "ParameterCreation" and .data.parameterName == "ChzEars"')" \
    1 'an input that only [happy] names is created'
is "$(grep -c 'BrowLeftY = 1.5 is beyond 0 to 1' "$T/err")" 1 \
    'what is beyond the range is said once'
ok 'what [happy] omits is as in [neutral]' \
    seen '.taken == "swap" and .values.MouthSmile > 0.29 and .values.MouthSmile < 0.31'

exec 3>&- # nobody is at home
chz-vts --url ws://127.0.0.1:1 </dev/null 2>"$T/err"
is $? 75 'never reached is said at the end'
done_testing
