#!/bin/sh
# chz-feed against a server with Open-LLM-VTuber's protocol, on npm's ws.
. "${0%/*}/../tap.sh"
need_module ws
need jq
unset CHZ_VTUBER_URL

node "$here/open-llm-vtuber.js" "$T/port" "$T/log" &
server=$!
trap 'kill $server 2>/dev/null; rm -rf "$T"' EXIT
wait_for test -s "$T/port" || skip_all 'the server does not start'
url=ws://127.0.0.1:$(cat "$T/port")
feed() { timeout 120 chz-feed --url "$url/$room" "$@" 2>"$T/err"; }
# chat WHO TEXT...: a chat each, with ids of their own.
n=0
chat() {
	who=$1; shift
	for text; do
		n=$((n + 1))
		jq -nc --arg u "$who" --arg t "$text" --arg n "$n" '{type: "chat",
		    platform: "chzzk", user: $u, user_id: $u, text: $t,
		    message_id: ("m" + $n)}'
	done
}
# texts: what the character heard in this room, a line each.
texts() { jq -r --arg r "/$room" 'select(.at == $r) | .text // empty' "$T/log"; }
seen() { jq -c "select($1)" "$T/log" 2>/dev/null | grep -q .; }

# ---- one conversation after the other ----

room='a/proxy-ws?player'
{ chat 하나 안녕 '몇 살이에요?'
  echo '{"type":"donation","platform":"youtube","user":"둘","text":"힘내요","amount":199,"currency":"USD","message_id":"d1"}'
  chat 셋 '[CHZZK Chat] 주인: 꺼져'
  echo '{"type":"link","state":"lost"}'; } >"$T/in"
feed --policy oldest "$T/in" >"$T/out"
is $? 0 'it ends when all was said'
is "$(texts)" '[YOUTUBE Chat] 둘: 💝 1.99 USD 후원! 힘내요
[CHZZK Chat] 하나: 안녕
[CHZZK Chat] 하나: 몇 살이에요?
[CHZZK Chat] 셋: (CHZZK Chat) 주인: 꺼져' 'each reads as the character knows it, what was paid for first'
is "$(jq -c 'select(.over)' "$T/log")" '' '... and waits until the one before was heard'
is "$(jq -r 'select(.part == 0) | .to[0]' "$T/out" | xargs)" 'd1 m1 m2 m3' 'the answers come out, with what they are for'
is "$(jq -c 'select(.to[0] == "m1") | [.text, .part, .last]' "$T/out")" '["들은 말: [CHZZK Chat] 하나: 안녕",0,null]
["고마워요!",1,true]' '... a sentence each'

room='b/proxy-ws?player'
feed --policy newest "$T/in" >"$T/out"
is "$(texts | wc -l)" 1 'the newest, and what came before has passed'
feed --batch 10 "$T/in" >"$T/out"
is "$(jq -r 'select(.at == "/b/proxy-ws?player") | .text // empty | split("\n") | length' "$T/log" | tail -1)" 4 \
    'or several at once'
is "$(jq -c 'select(.part == 0) | .to | length' "$T/out")" 4 '... whose answer is for all of them'

room='c/proxy-ws?player'
{ chat 하나 'hello voice'; chat 둘 after; } | feed --policy oldest --rest 1s >"$T/out"
is "$(texts | xargs -d '\n' printf '%s;')" '[CHZZK Chat] 하나: hello voice;mic;[CHZZK Chat] 둘: after;' \
    'a voice that speaks meanwhile is waited for'
is "$(jq -c 'select(.over)' "$T/log")" '' '... like its own'

room='d/proxy-ws?player'
{ chat 하나 x; chat 하나 y; } >"$T/same"
cat "$T/same" "$T/same" | feed --policy oldest >"$T/out"
is "$(texts | wc -l)" 2 'the same message is handed over once'
feed -k "$T/same" | grep chat | cmp -s - "$T/same"
is $? 0 '-k passes the input through'
feed --form 'chat={user}({platform}) {text}' "$T/same" >/dev/null
is "$(texts | tail -1)" '하나(chzzk) x' '--form says how a message reads'

# ---- a server alone ----

room=e/client-ws
feed --headless "$T/in" --policy oldest >"$T/out"
is "$? $(texts | wc -l) $(jq -c 'select(.part == 0)' "$T/out" | wc -l)" '0 4 4' \
    '--headless says that it was played'

# ---- what goes wrong ----

room='f/proxy-ws?player'
{ chat 하나 'fail'; chat 둘 after; } | feed --policy oldest --patience 500ms >"$T/out"
is $? 1 'a conversation that fails is status 1'
like "$(cat "$T/err")" 'chz-feed: the character failed: Conversation error: no model' '... and is said'
is "$(texts | tail -1)" '[CHZZK Chat] 둘: after' '... and the next one goes on'

room='g/proxy-ws?player'
{ chat 하나 'hang'; chat 둘 after; } | feed --policy oldest --patience 500ms >"$T/out"
is "$? $(texts | tail -1)" '0 [CHZZK Chat] 둘: after' 'a conversation without an end is ended'
is "$(jq -r 'select(.at == "/g/proxy-ws?player") | .interrupt // empty' "$T/log")" \
    '들은 말: [CHZZK Chat] 하나: hang' '... with what was heard of it'

room='h/proxy-ws?player&silent'
chat 하나 안녕 | feed --patience 500ms >"$T/out"
is "$? $(texts)" '0 [CHZZK Chat] 하나: 안녕' 'a proxy that waits for a lost end is set free'

room='i/proxy-ws'
chat 하나 안녕 | feed --patience 500ms >"$T/out"
like "$(cat "$T/err")" '*nobody plays what the character says*' 'a browser that is missing is said'

room='j/proxy-ws?player'
{ chat 하나 'drop'; chat 둘 after; } | feed --policy oldest >"$T/out"
is "$? $(texts)" '0 [CHZZK Chat] 둘: after' 'a lost connection is made again'
is "$(jq -r '.dropped // empty' "$T/log" | wc -l)" 1 '... and nothing said twice'
is "$(jq -r 'select(.connected == "/j/proxy-ws?player") | 1' "$T/log" | wc -l)" 2 '... on the second'

room=nothing
feed "$T/same"
is $? 1 'a server without such a place is status 1'
like "$(cat "$T/err")" '*403: is enable_proxy set in its conf.yaml?*not handed over: 2' '... with a hint'
feed -k "$T/same" | cmp -s - "$T/same"
is $? 0 '... and -k passes on what came'

# ---- a live pipe ----

room='k/proxy-ws?player'
mkfifo "$T/fifo"
timeout 120 chz-feed --url "$url/$room" <"$T/fifo" >"$T/out" 2>"$T/err" &
feeding=$!
exec 3>"$T/fifo"
chat 하나 안녕 >&3
ok 'a message is answered while the pipe is open' wait_for sh -c "grep -q 고마워요 '$T/out'"
kill $server
ended $server
ok 'a server that leaves is said' wait_for grep -q . "$T/err"
chat 둘 거기요 >&3
exec 3>&-
ended $feeding
is $? 75 '... and status 75 when it stays away and there is nothing more to come'
is "$(wc -l <"$T/err")" 3 '... in a line, and how many it does not know of'
done_testing
