#!/bin/sh
# Each line that a tool writes is a record as "chz schema --strict" describes
# them, as npm's ajv sees it.
. "${0%/*}/../tap.sh"
need_module ajv ws
need redis-server
unset CHZ_VTS_URL CHZ_TTS_URL CHZ_LLM_URL CHZ_LLM_KEY GROQ_API_KEY PULSE_SERVER
export XDG_STATE_HOME="$T/state"
build=$(dirname "$(command -v chz)")

# Tools whose output is no records.
others='chz-auth chz-config chz-doctor chz-export chz-mark chz-obs chz-page chz-plot chz-report chz-schema chz-send chz-store chz-sub chz-top chz-vmc chz-watch'

# What tools wrote: files by the tool's name, more of one with -WHAT behind it.
mkdir "$T/out"
cd "$T/out" || exit

# ---- where records come from ----

chz-sim --channels 3 --rate 600 --for 3s --ledger "$T/out/chz-sim-ledger" \
    --fault 'drop/1s,chat-id@1s' -- sh -c '
	chz-lives -m 0 >chz-lives
	chz-tap --raw --check 300ms --recent 20 <chz-lives >chz-tap 2>/dev/null
	chz-tap --status twitch:sim1 >chz-tap-status & tap=$!
	until grep -qs \"source\" chz-tap-status; do
		sleep .1
		test ! -s chz-tap-status || kill -USR1 $tap
	done
	kill $tap
	sed "s/.*\"channel_id\":\"\([^\"]*\).*/\1/" chz-lives | while read -r id; do
		chz-vod --list "$id"
	done >chz-vod-list'
chz-sim --channels 2 --rate 20 --start 2026-01-06T20:00:00+09:00 -- sh -c '
	chz-vod --to 10m 12345678 12345679 >chz-vod'
for log in "$fixtures"/import/*; do
	case $log in *.masked.log | *replays*) continue ;; esac
	chz-import "$log" >>chz-import
done

# ---- what is done with them ----

cat chz-vod chz-lives chz-tap >"$T/in"
chz-filter --bots "$T/in" >chz-filter
chz-filter --mark --no-links --min-length 4 "$T/in" >chz-filter-mark
(umask 077; echo 0123456789abcdef >"$T/key")
chz-filter --anon "$T/key" "$T/in" >chz-filter-anon
chz-import "$fixtures/import/chatLog-12345678.log" >"$T/log"
chz-sync -q "$T/log" "$T/log" >chz-sync
chz-ts -k --bucket 1,60 "$T/in" >chz-ts
chz-ts --by all chz-tap >chz-ts-all
chz-peaks -k --by scan,words,z,volume,surge chz-ts >chz-peaks
chz-words -k --segment 1m "$T/in" >chz-words
chz-ts --partial "$T/in" >chz-ts-partial
chz-ts --merge chz-ts-partial >chz-ts-merge
chz-words --partial "$T/in" >chz-words-partial
chz-words --merge chz-words-partial >chz-words-merge
chz-stats "$T/in" >chz-stats
chz-stats --by user "$T/in" >chz-stats-user
chz-stats --partial "$T/in" >chz-stats-partial
chz-stats --partial --approx "$T/in" >chz-stats-approx
chz-stats --merge chz-stats-partial >chz-stats-merge
chz-jaccard "$T/in" >chz-jaccard
chz-jaccard --by stream --approx=64 "$T/in" >chz-jaccard-approx
chz-jaccard --partial "$T/in" >chz-jaccard-partial
chz-jaccard --partial --approx=64 "$T/in" >chz-jaccard-hashes
chz-jaccard --merge chz-jaccard-partial >chz-jaccard-merge
chz-cluster -k -t 0 chz-jaccard >chz-cluster
redis-server --port 0 --unixsocket "$T/redis" --save '' --dir "$T" \
    >"$T/redis.log" 2>&1 &
redis=$!
export CHZ_REDIS_URL="unix:$T/redis"
wait_for chz-bus -q put chat "$T/in" 2>/dev/null
chz-bus get chat --once >chz-bus
chz-bus get chat -g readers --once >chz-bus-group
chz-bus info chat >chz-bus-info
(exec chz-room -l 0 --redis="unix:$T/redis" >chz-room 2>"$T/room" </dev/null) &
room=$!
wait_for grep -q 'http:' "$T/room"
node -e '
	const WebSocket = require("ws");
	const url = process.argv[1].replace("http", "ws");
	const socket = new WebSocket(url + "v1/session/chat?sid=r&role=A");
	const say = (event) => socket.send(
	    JSON.stringify({ hd: { event, user_name: "나" }, bd: { text: "뭐" } }));
	socket.on("open", () => { say("chat.message"); say("llm.invoke"); });
	let heard = 0;
	socket.on("message", () => { if (++heard === 2) socket.close(); });
' "$(sed -n 's/.*\(http:.*\)/\1/p' "$T/room")"
wait_for has 2 cat chz-room
kill $room; ended $room
kill $redis; ended $redis
mkdir "$T/archive"
chz-store -k "$T/archive" "$T/in" >chz-store-kept

# ---- answers ----

printf '%s\n' '{"type":"reply","reply_id":"r1","text":"하나"}' \
    '{"type":"reply","reply_id":"r2","text":"옛날","sent_at":"2020-01-01T00:00:00.000Z"}' |
    chz-say -k --max-age 60s -o "$T/say.wav" >chz-say
echo '{"type":"control","action":"clear"}' | chz-overlay -q -l 0 -k >chz-overlay
chz-sim --vts-log "$T/out/chz-sim-vts" -- sh -c '
	chz-vts list >chz-vts-list
	chz-vts hotkey wave
	chz-vts --hold 500ms set MouthSmile=1' 2>/dev/null

chz-sim --llm-delay 0 --llm-fault 503 --llm-log "$T/out/chz-sim-llm" -- sh -c '
	for i in 1 2; do
		curl -s -o "$0" "$CHZ_LLM_URL/chat/completions" -d "{\"model\":\"m\",
		    \"messages\":[{\"role\":\"user\",\"content\":\"안녕\"}]}"
	done' "$T/answer"

chz-sim --llm-delay 0 -- sh -c '
	chz-reply -k --history memory --viewers people <chz-import >chz-reply
	chz-reply --stream --once "안녕?" >chz-reply-stream
	chz-reply --summarise <chz-peaks >chz-reply-topics' 2>/dev/null
chz-ts --progress json chz-import 2>chz-ts-progress >/dev/null
chz-sim -q -- chz-feed -k --policy oldest <chz-import >chz-feed
cp memory/turns.jsonl chz-reply-turns
cp people chz-reply-viewers

# ---- chz-records(5) itself ----

sed -n '/^\.Bd -literal/,/^\.Ed/p' "$here/../../man/chz-records.5" |
    grep -v '^\.' | jq -c . >"$T/examples"

# ---- the verdict ----

chz-schema --strict >"$T/schema"
node "$here/schema.js" "$T/schema" chz-* >"$T/said"
is "$?" 0 'ajv takes the schema'
for file in chz-*; do
	ok "$file has lines" test -s "$file"
	is "$(grep "^$file:" "$T/said" | head -3)" '' '... and all of them are good'
done
is "$(tail -1 "$T/said" | tr ' ' '\n' | tail -n +2)" \
    "$(jq -r '."$defs" | keys[]' "$T/schema")" 'every type was written'
is "$(node "$here/schema.js" "$T/schema" "$T/examples")" \
    "types $(jq -r '."$defs" | keys | join(" ")' "$T/schema")" \
    "the manual's examples are good, and have every type"
for path in "$build"/chz-*; do
	tool=${path##*/}
	case " $others " in *" $tool "*) continue ;; esac
	ok "$tool wrote some" sh -c 'ls "$1" "$1"-* 2>/dev/null | grep -q .' sh "$tool"
done

# The schema finds what is wrong.
echo '{"type":"chat","text":7,"hue":1}' >"$T/bad"
like "$(node "$here/schema.js" "$T/schema" "$T/bad")" \
    'bad:1: data must NOT have additional properties, data/text must be string*' \
    'an unknown key and a wrong type are found'
chz-schema >"$T/open"
echo '{"type":"chat","hue":1}' >"$T/good"
is "$(node "$here/schema.js" "$T/open" "$T/good")" 'types chat' \
    'without --strict there is room for other keys'
done_testing
