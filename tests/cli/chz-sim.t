#!/bin/sh
# chz-sim, end to end, with curl for a client.
. "${0%/*}/../tap.sh"

# sim OPTION... -- COMMAND: with time that stands still, so the same always.
sim() { chz-sim --start 2026-01-06T11:20:00Z "$@"; }
# get PATH: what the simulator answers, inside of it.
# shellcheck disable=SC2016
get='curl -s "$CHZ_API_URL$0"'
got() { sim --channels 5 -- sh -c "$get" "$1"; }

status 0 '--help' chz-sim --help
status 2 'an unknown option is misuse' chz-sim --nope
misuse "--channels: '0' is not a whole number from 1 to 100000" --channels 0
misuse "--rate: '0' is not a number above 0 and at most 10000000" --rate 0
misuse "--fault: 'drip' is not the name of a fault" --fault drip
misuse "--llm-fault: 'slip' is not a list of faults of the language model" \
	--llm-fault slip
status 127 'a command that there is not' chz-sim -- /nonexistent/command
status 7 'it ends as its command does' chz-sim -- sh -c 'exit 7'
status 139 '... by a signal, as a shell has it' chz-sim -- sh -c 'kill -SEGV $$'
like "$(chz-sim -- sh -c 'echo "$CHZ_CHAT_URL"')" \
	'ws://127.0.0.1:[1-9]*/chat' 'the command knows where to go'

# Without a command it prints what a shell evaluates, and serves on.
chz-sim >"$T/env" &
pid=$!
wait_for test -s "$T/env"
# shellcheck disable=SC1091
. "$T/env"
like "$(curl -s "$CHZ_API_URL/service/v1/lives")" '{"code":200,*' 'eval'
is "$CHZ_SIM_PID" "$pid" '... which tells the process'
kill "$pid"
ended "$pid"
is "$?" 143 'it dies of the signal that ends it'
# shellcheck disable=SC2016
is "$(timeout 20 sh -c 'eval "$(chz-sim &)"; kill $CHZ_SIM_PID; echo $?')" 0 \
	'eval does not wait for its end'

list=$(got '/service/v1/lives?size=2')
is "$(echo "$list" | grep -o '"liveId"' | wc -l)" 3 'a page, and its cursor'
like "$list" '*"next":{"concurrentUserCount":*' 'there is another page'
like "$(got '/service/v1/lives?size=50')" '*"page":null*' 'the last page'
id=$(echo "$list" | sed 's/.*"channelId":"\([0-9a-f]*\)".*/\1/')
like "$(got "/service/v3.3/channels/$id/live-detail")" \
	'*"status":"OPEN"*"chatChannelId":"N?????"*' 'live-detail'
like "$(got "/polling/v3.1/channels/$id/live-status")" \
	'*"chatChannelId":"N?????"*' 'live-status'
like "$(got "/service/v1/channels/$id/live-detail")" '*9004*' 'the old API'
like "$(got /service/v2/channels/00/live-detail)" '{"code":404,*' \
	'an unknown channel'
like "$(got /service/v1/channels/00)" '*"channelId":null*' \
	'... has a page all the same'
like "$(got '/service/v1/search/channels?keyword=%EB%B4%84')" \
	'*"channelName":"봄하늘"*' 'search'
like "$(got '/nng_main/v1/chats/access-token?channelId=N')" \
	'*"code":50001,*' 'no token for a chat that is none'
like "$(got "/service/v1/channels/$id/videos")" '*"videoNo":12345679*' 'replays'
like "$(got '/service/v1/videos/12345679/chats?playerMessageTime=0')" \
	'*"nextPlayerMessageTime":4*"playerMessageTime":-*' "a replay's chat"
like "$(got '/service/v1/search/lives?keyword=%EB%B4%84')" \
	'*"live":{"liveId":*"channelName":"봄하늘"*' 'search for broadcasts'
is "$(got '/service/v1/search/channels/auto-complete?keyword=%EB%B4%84' |
	jq -c .content.data)" '["봄하늘"]' 'a name is completed'
is "$(got /service/v1/home/recommendation-channels |
	jq '.content.recommendationChannels | length')" 5 'recommendations'
is "$(got /nng_main/v1/user/getUserStatus | jq .content.loggedIn)" false \
	'nobody is logged in'
is "$(got /nng_main/v1/chats/N/users/u1/profile-card | jq -r .content.nickname)" \
	u1 'the card of a user'
is "$(got '/service/v1/lives?size=1' | jq -c '.content.data[0] |
	[.liveImageUrl, .defaultThumbnailImageUrl] | map(type)')" \
	'["string","null"]' 'stills'
is "$(got "/polling/v2/channels/$id/live-status" |
	jq -c '.content | [.paidPromotion, .chatSlowModeSec]')" '[false,0]' \
	'what a status says of the chat'
# closed PATH FILTER: of the three that are not open to all.
# shellcheck disable=SC2016
closed() {
	sim --channels 2 --closed -- sh -c 'for id in $(curl -s \
	    "$CHZ_API_URL/service/v1/search/channels?keyword=$1" |
	    jq -r ".content.data[].channel.channelId"); do
		curl -s "$CHZ_API_URL/service/v3/channels/$id/live-detail"
	done' - "$1" | jq -c ".content | [$2]"
}
is "$(closed 야구 '.adult,.chatChannelId,.liveImageUrl,.userAdultStatus')" \
	'[true,null,null,"NOT_LOGIN_USER"]' '--closed: one for adults'
is "$(closed 치즈 '.krOnlyViewing,.chatChannelId,.blindType')" \
	'[true,null,"ABROAD"]' '... one for Korea only'
is "$(closed 달빛 '.status,.chatChannelId')" '["CLOSE",null]' \
	'... one off the air'
like "$(got /nope)" 'not found' 'nothing else'
is "$(got '/service/v1/lives')" "$(got '/service/v1/lives')" \
	'the same seed, the same answer'
ok 'another seed, another answer' test "$(got '/service/v1/lives')" != \
	"$(sim --seed 2 --channels 5 -- sh -c "$get" /service/v1/lives)"

# A recorded log is a channel.
cat >"$T/log" <<'END'
{"type":"chat","channel_id":"aa","channel":"봄","stream_id":"5_aa","t_ms":1000,"sent_at":"2026-01-06T11:20:01.000Z","user_id":"u1","user":"하나","text":"안녕"}
not json
{"type":"chat","stream_id":"6_bb","t_ms":500,"received_at":"2026-01-06T11:20:02Z","user":"둘","text":"hi"}
END
is "$(chz-sim -i "$T/log" -- sh -c "$get" /service/v1/lives 2>"$T/err" |
	grep -o '"channelName":"[^"]*"' | sort | tr '\n' ' ')" \
	'"channelName":"bb" "channelName":"봄" ' 'channels of a log'
like "$(cat "$T/err")" 'chz-sim: *log:2: *' 'a bad line is named'
like "$(chz-sim -i "$T/log" -- sh -c "$get" \
	'/service/v1/videos/12345678/chats?playerMessageTime=0' 2>/dev/null)" \
	'*"content":"안녕"*"playerMessageTime":1000*' 'its replay is the log'
: >"$T/empty"
status 1 'a log with nothing in it' chz-sim -i "$T/empty" -- true
status 1 'a log that is not there' chz-sim -i "$T/none" -- true

# What goes wrong with requests: the first is hit, the second is not.
# shellcheck disable=SC2016
twice='for i in 1 2; do
	curl -s -o /dev/null -w "%{http_code} " "$CHZ_API_URL/service/v1/lives"
done'
is "$(chz-sim --fault 429@0s -- sh -c "$twice")" '429 200 ' 'too many requests'
is "$(chz-sim --fault 5xx=502@0s -- sh -c "$twice")" '502 200 ' 'unwell'
# shellcheck disable=SC2016
like "$(chz-sim --fault 429=5s@0s -- sh -c 'curl -si "$CHZ_API_URL/x"' |
	tr -d '\r')" '*retry-after: 5*' 'when to come back'
like "$(chz-sim --fault html@0s -- sh -c "$get" /service/v1/lives)" \
	'<!doctype html>*' 'a page instead of an answer'
like "$(chz-sim --fault slow=100ms@0s -- sh -c "$get" /service/v1/lives)" \
	'{"code":200,*' 'a late answer is the same answer'

# What a chat has beside messages, as chz-tap hears it.
# shellcheck disable=SC2016
chz-sim --channels 1 --rate 200 --speed 20 --for 3m -- \
	sh -c 'chz-lives -m 0 | chz-tap' >"$T/heard"
for action in blind unblind notice notice_end system chat_mode; do
	ok "a chat has $action" grep -q "\"action\":\"$action\"" "$T/heard"
done
ok '... missions with a number' grep -q '"donation_type":"mission".*"mission_id":"5' \
	"$T/heard"
ok '... and tiers with names' grep -q '"tier_name":"새싹"' "$T/heard"

# Whoever is stopped leaves nobody behind, and nobody outside can come in.
cat >"$T/nest" <<'EOF'
ss -ltn | grep ":${CHZ_API_URL##*:} " >"$T/listens"
sleep 300 & echo $! >"$T/orphan"
wait
EOF
# From a log, whose reader catches signals too.
T=$T chz-sim -i "$here/../fixtures/import/nokchart_events.jsonl" \
    -- sh "$T/nest" & sim=$!
wait_for test -s "$T/orphan"
kill -TERM $sim
ended $sim
gone() { ! kill -0 "$(cat "$T/orphan")" 2>/dev/null; }
ok 'what its command has started ends with it' wait_for gone
like "$(cat "$T/listens")" '* 127.0.0.1:*' 'it listens on loopback alone'

# The voices: pieces come as they are made.
cat >"$T/voices" <<'END'
speech() { curl -sN "$CHZ_TTS_URL/v1/audio/speech" -d "{\"input\":\"하나둘셋넷\"$1}"; }
speech | wc -c
speech ',"response_format":"wav"' | head -c 4
speech ',"response_format":"wav"' | wc -c
speech ',"stream_format":"sse"' | grep -c delta
curl -s "$CHZ_TTS_URL/synthesize" -d '{"text":"하나둘셋넷"}' | wc -c
curl -s -o /dev/null -w '%{http_code}' "$CHZ_TTS_URL/v1/audio/speech" -d '{}'
END
is "$(chz-sim --voice-rate 100 -- sh "$T/voices" | xargs)" \
    '36000 RIFF36044 10 36044 400' \
    'voices: samples, WAVs, events, whole and refused'
cat >"$T/voices" <<END
. "$here/../wait.sh"
curl -sN "\$CHZ_TTS_URL/v1/audio/speech" -d '{"input":"하나"}' >"$T/piece" &
wait_for sh -c "test \\\$(wc -c <$T/piece) -ge 3841" && wc -c <"$T/piece"
kill \$!
END
is "$(chz-sim --voice-rate 0.0001 --voice-delay 0s -- sh "$T/voices")" 3841 \
    'the first of a sound comes long before the last'
done_testing
