#!/bin/sh
# chz-obs against a server written from obs-websocket's documents, which npm's
# obs-websocket-js takes for OBS too.
. "${0%/*}/../tap.sh"
need_module obs-websocket-js ws
unset CHZ_OBS_URL
password=비밀-pass

node "$here/obs.js" "$T/port" "$T/log" "$password" &
server=$!
trap 'kill $server; rm -rf "$T"' EXIT
wait_for test -s "$T/port" || skip_all 'the server does not start'
url=ws://127.0.0.1:$(cat "$T/port")
export CHZ_OBS_PASSWORD="$password"

is "$(node "$here/obs-client.js" "$url/plain" "$password")" 'wrong 4009
rpc 1
scene Main
scene Party
item 3
text hi
clip 501
nowhere 600' "obs-websocket-js takes the server for OBS"

mkfifo "$T/in"
# begin MODE: chz-obs there with the sheet $T/cues; its input is fd 3.
begin() {
	: >"$T/log"
	chz-obs --cues "$T/cues" --url "$url/$1" <"$T/in" 2>"$T/err" &
	obs=$!
	exec 3>"$T/in"
}
end() {
	exec 3>&-
	wait $obs
}
seen() { jq -c "select($1)" "$T/log" 2>/dev/null | grep -q .; }
# asked: the requests that change something, in order.
asked() {
	jq -r 'select(.request) | select(.request | startswith("Get") | not) |
	    [.request, (.data | .sceneName, .sceneItemId, .sceneItemEnabled,
		.inputName, .inputSettings.text, .hotkeyName)] |
	    map(select(. != null)) | join(" ")' "$T/log"
}

cat >"$T/cues" <<'END'
# What a rehearsal has.
[donation amount>=10000 anonymous!=true]
show = Party/Fireworks
text Subtitle = {user}: {text} ({amount}) {nothing}
[donation amount<10000]
hotkey = Wave
[reply emotion=happy]
scene = Party
[peak]
clip
END
begin plain
ok 'it is let in by the password' wait_for seen '.identified == "plain"'
is "$(jq -c 'select(.identified) | .events' "$T/log")" 0 '... and wants no events'
cat >&3 <<'END'
{"type":"chat","user":"a","text":"안녕"}
{"type":"donation","user":"하나","text":"힘내요\n{user}","amount":12000}
{"type":"donation","user":"둘","text":"x","amount":12000,"anonymous":true}
{"type":"donation","user":"셋","amount":500}
{"type":"reply","text":"네","emotion":"sad"}
{"type":"reply","text":"네","emotion":"happy"}
{"type":"peak","peak_id":"p"}
END
end
is $? 1 'what OBS refuses is status 1'
is "$(cat "$T/err")" 'chz-obs: clip: Replay buffer is not active.' '... and is said'
is "$(asked | sort)" 'SaveReplayBuffer
SetCurrentProgramScene Party
SetInputSettings Subtitle 하나: 힘내요 {user} (12000) 
SetSceneItemEnabled Party 3 true
TriggerHotkeyByName Wave' 'each record does what its cues say'

cat >"$T/cues" <<'END'
[speech state=start]
text Subtitle = {text}
show = Fireworks
scene = Party
for = 300ms
END
begin plain
cat >&3 <<'END'
{"type":"reply","reply_id":"r1","text":"하나"}
{"type":"reply","reply_id":"r2","text":"둘"}
{"type":"speech","reply_id":"r1","state":"start"}
END
end
is $? 0 'it ends when all is undone'
is "$(asked | sort)" 'SetCurrentProgramScene Main
SetCurrentProgramScene Party
SetInputSettings Subtitle 
SetInputSettings Subtitle 하나
SetSceneItemEnabled Main 7 false
SetSceneItemEnabled Main 7 true' 'for a time: text, item and scene, there and back'

begin user
echo '{"type":"speech","reply_id":"r1","state":"start"}' >&3
end
is "$(asked | grep Scene.Main || :)" '' "a scene that the user chose stays"

cat >"$T/cues" <<'END'
[chat]
text Subtitle = {text}
every = 1h
[donation]
show = Nowhere/Thing
[reply]
text Subtitle = {text}
for = 1h
END
begin plain
cat >&3 <<'END'
{"type":"chat","text":"하나"}
{"type":"chat","text":"둘"}
{"type":"donation","amount":1}
{"type":"reply","text":"셋"}
END
ok 'a text is shown' wait_for seen '.data.inputSettings.text == "셋"'
kill -TERM $obs
ended $obs
is $? 143 'it ends by SIGTERM'
is "$(asked)" 'SetInputSettings Subtitle 하나
SetInputSettings Subtitle 셋
SetInputSettings Subtitle ' '... and takes the text away, which was for an hour'
is "$(cat "$T/err")" 'chz-obs: show Nowhere/Thing: No source was found by the name of `Nowhere`.' \
    'a name that OBS does not know is said'
exec 3>&-

begin drop
for i in 1 2 3; do echo "{\"type\":\"reply\",\"text\":\"$i\"}" >&3; done
ok 'a lost connection is made again' \
    wait_for sh -c "test \$(grep -c identified $T/log) = 2"
echo '{"type":"reply","text":"다시"}' >&3
ok '... and goes on' wait_for seen '.data.inputSettings.text == "다시"'
kill -TERM $obs
ended $obs
exec 3>&-

export CHZ_OBS_PASSWORD=wrong
begin plain
ok 'a wrong password is said' wait_for grep -q 'has another password' "$T/err"
echo '{"type":"reply","text":"x"}' >&3
end
is $? 77 '... and not tried again'
unset CHZ_OBS_PASSWORD
begin plain
ok 'so is one that is missing' wait_for grep -q 'set CHZ_OBS_PASSWORD' "$T/err"
end
is $? 77 '... with the same status'
begin open
ok 'without a lock it needs none' wait_for seen '.identified == "open"'
end
is $? 0 '... and ends well'
done_testing
