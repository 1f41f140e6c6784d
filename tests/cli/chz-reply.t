#!/bin/sh
# chz-reply: chat is answered by a simulated language model.
. "${0%/*}/../tap.sh"
unset CHZ_LLM_URL CHZ_LLM_MODEL CHZ_LLM_KEY CHZ_LLM_FALLBACK_KEY GROQ_API_KEY
export XDG_STATE_HOME="$T/state"
cd "$T" || exit 1

# sim [OPTION...] -- COMMAND: the command beside a model that need not think.
sim() { chz-sim --llm-delay 0 "$@"; }
# chat FIRST LAST [TEXT]: messages with these numbers.
chat() {
	awk -v from="$1" -v to="$2" -v text="${3:-보스 %d 어디 있어요?}" 'BEGIN {
		for (i = from; i <= to; i++) {
			printf("{\"type\":\"chat\",\"message_id\":\"m%d\"," \
			    "\"user_id\":\"u%d\",\"user\":\"이름%d\",\"text\":\"",
			    i, i % 7, i % 7)
			printf(text "\"}\n", i)
		}
	}'
}
chat 1 1 >one
chat 1 30 >thirty
# reply OPTION...: to a flood of thirty messages; faults in $fault.
reply() {
	sim --llm-log log ${fault:+--llm-fault "$fault"} -- \
	    chz-reply -v "$@" <thirty >out 2>err && got=0 || got=$?
	grep -v ' POST ' err >said
	return 0
}
fault=
key() { jq -r "$1" out | paste -sd ' '; }
ledger() { sed -n 's/^chz-reply: \(in .*\); .*/\1/p' err; }

# ---- misuse ----

misuse "--emotions: '' is not 1 to 32 names" --emotions ''
misuse "--budget: 'much' is not a list of ceilings such as 20000tokens/h,3000won/d" \
    --budget much
misuse '--budget in won needs --price' --budget 500won/h --dry-run
misuse '--once and --keep exclude each other' --once a -k
status 1 'a missing persona is an error' chz-reply -p nothing --once 안녕

# ---- a reply ----

reply
is "$got $(cat said)" "0 chz-reply: in 30 = answered 20 + dropped 10 + held 0; replies 1, excuses 0, failures 0" \
    'a flood has one answer, and all messages are accounted for'
is "$(key '[.type, .model, (.tokens > 0), (.to | length), .why[0]] | join(" ")')" \
    'reply openai/gpt-oss-120b true 20 question' \
    '... that says what it answers, and why'
like "$(key .text)" '*이름*보스*' '... and what was written'
is "$(jq -r .request.messages[-1].content log | grep -c '"says"')" 20 \
    'the model is shown what was chosen'
sim -- chz-reply --once '안녕하세요?' >out
like "$(key .text)" 'you님*안녕하세요?*' '--once'
sim -- sh -c 'chz-reply -k <thirty' >out
is "$(head -30 out | cmp - thirty) $(key .type | tr ' ' '\n' | sort | uniq -c | xargs)" \
    ' 30 chat 1 reply' '-k passes all through, byte for byte'
printf '%s\n' '{"type":"donation","message_id":"d","user":"큰손","text":"화이팅","amount":10000,"currency":"KRW"}' >paid
cat thirty paid | sim -- chz-reply --batch 1 >out
is "$(jq -rc '.to + .why' out | head -1)" '["d","paid"]' \
    'what was paid for comes first'
is "$(jq -c .priority out | head -1)" 1 '... and is urgent'
echo 'nope' | cat - one | sim -- chz-reply >out 2>err && got=0 || got=$?
is "$got $(wc -l <out) $(grep -c '<stdin>:1' err)" '1 1 1' \
    'a bad line is named, and the others answered'
: | sim -- chz-reply >out && got=0 || got=$?
is "$got $(cat out)" '0 ' 'silence has no answer'

# ---- who it is ----

sim --llm-log log -- chz-reply -p "$fixtures/llm/persona.txt" --names 보리 \
    --once '보리야 안녕' >out
like "$(jq -r .request.messages[0].content log)" '*작은 수달*Korean*' \
    'the model knows who it is'
is "$(jq -r '.request.messages | map(.role) | join(" ")' log)" \
    'system user assistant user assistant user' '... and how it speaks'
is "$(key '.why | join(" ")')" asked 'it hears its name'
sim -- chz-reply --emotions 평온,기쁨 --once 안녕 >out
like '평온 기쁨' "*$(key .emotion)*" 'emotions are a setting'
chz-reply --dry-run --once 안녕 >out 2>err && got=0 || got=$?
is "$got $(key '.model + " " + .response_format.type')$(cat err)" \
    '0 openai/gpt-oss-120b json_schema' '--dry-run shows the request, without a key'

# ---- sentences ----

reply --stream
is "$(key .part) $(key 'select(.last) | .part')" '0 1 2 3 3' \
    'a stream comes in sentences, and the last says so'
is "$(key .reply_id | tr ' ' '\n' | sort -u | wc -l) $(jq -s 'map(select(.to)) | length' out)" \
    '1 1' '... of one reply'
like "$(jq -rs 'map(.text) | add' out)" '*반가워요!*' '... none is lost'
fault='endless*'
reply --stream --sentences 2
is "$got $(jq -s 'length' out) $(key 'select(.last) | .part')" '0 9 8' \
    'one without end is heard for a while'
fault='stream-error'
reply --stream
is "$got $(key 'select(.last) | .part')" '0 1' 'one that breaks is brought to an end'

# ---- what models send ----

for fault in 503 cut think prose loose plain bad-emotion bad-json bad-tool \
    no-form no-choices garbage bad-utf8 '429=10ms' 'slow=10ms' 500,502; do
	reply --timeout 2s
	is "$got $(ledger)" \
	    '0 in 30 = answered 20 + dropped 10 + held 0' "$fault is got over"
	like "$(key .text)" '?*' '... with an answer'
done
fault='bad-utf8*'
reply
is "$got $(iconv -f UTF-8 -t UTF-8 out | wc -l)" '0 1' \
    'bytes that are no text do not spoil the rest'
fault=413,413
reply
is "$got $(key '.to | length')" '0 5' \
    'a request that is too large is made again with less'
for fault in 'empty*' 'leak*'; do
	reply
	like "$got $(key '.emotion + " " + .text')" '0 neutral ?*' \
	    "$fault: an excuse"
done
fault='leak*'
reply -p "$fixtures/llm/persona.txt"
is "$(grep -c -e 수달 -e 조개 out)" 0 \
    'who it is stays private'
reply -p "$fixtures/llm/persona.txt" --stream
is "$(grep -c 조개 out)" 0 '... in streams, too'
echo 재밌네요 >words
fault=
reply --words words --excuse '다음!'
is "$(key .text)" '다음!' 'a word that it may not say'
echo 보스 >words
reply --words words
is "$(ledger) $(wc -l <out)" 'in 30 = answered 0 + dropped 30 + held 0 0' \
    '... nor anybody else'

# ---- what ends it ----

fault='401*'
reply
is "$got $(sed 1q said)" '77 chz-reply: openai/gpt-oss-120b: Invalid API Key' \
    'a wrong key is status 77'
fault='404*'
reply
is "$got $(sed 1q said)" '1 chz-reply: openai/gpt-oss-120b: The model does not exist' \
    'an unknown model is status 1'
fault='503*'
reply
is "$got $(sed 1q said)" '75 chz-reply: no answer: over capacity' \
    'a server that is away is status 75'
is "$(ledger)" 'in 30 = answered 0 + dropped 30 + held 0' '... and nothing is lost sight of'
status 75 'nobody there' chz-reply --url http://127.0.0.1:1 --once 안녕
fault=404
reply --fallback other
is "$got $(key .model)" '0 other' 'another model stands in'
sim -- sh -c 'chz-reply --url http://127.0.0.1:1/v1 --fallback "m2@$CHZ_LLM_URL" --once 안녕' >out
is "$(key .model)" m2 '... of another server'
fault=

# ---- files ----

sim -- chz-reply one >out
is "$(key .to[])" "$(jq -r .message_id one)" 'chat is read from a file'
zstd -q one -o one.zst
sim -- chz-reply -k one.zst nothing >out 2>err && got=0 || got=$?
is "$got $(key .type) $(cat err)" '1 chat reply chz-reply: nothing: No such file or directory' \
    '... from a compressed one, beside one that is not there'
sim --llm-log log -- sh -c 'chz-reply one - <thirty' >out
is "$(jq -s '[.[].request.messages[-1].content | split("\n") | length - 2] | add' log)" \
    "$(jq -s '[.[].to | length] | add' out)" '... and standard input behind it'
is "$(chz-reply --dry-run one thirty | jq -r '.messages[-1].content' | grep -c '"n"')" 20 \
    'files are one batch'
mkfifo fifo
status 2 'a pipe has to be standard input' chz-reply --dry-run fifo
status 2 '--once takes no file' chz-reply --dry-run --once a one

# ---- keys ----

chz-reply --once 안녕 >out 2>err && got=0 || got=$?
like "$got $(cat err)" '77 chz-reply: no key for https://api.groq.com/*GROQ_API_KEY*' \
    'without a key there is no asking Groq'
(umask 077; echo geheim >key)
sim --llm-key geheim -- env -u CHZ_LLM_KEY chz-reply --key-file key --once 안녕 >out
is "$(wc -l <out)" 1 'a key in a file'
sim --llm-key geheim -- chz-reply --once 안녕 >out
is "$(wc -l <out)" 1 '... in the environment'
sim --llm-key geheim -- env -u CHZ_LLM_KEY GROQ_API_KEY=geheim chz-reply --once 안녕 \
    >out 2>err && got=0 || got=$?
is "$got" 77 "Groq's key is not for others"
sim --llm-key geheim -- sh -c 'chz-reply --fallback "m@${CHZ_LLM_URL%%127*}localhost${CHZ_LLM_URL#*1}" -vv --once 안녕' \
    >out 2>err
is "$(grep -c geheim err)" 0 'no word of the key'
chmod 644 key
status 77 'a key that others can read is refused' chz-reply --key-file key --once 안녕
status 77 'no key in the file' chz-reply --key-file nothing --once 안녕

# ---- tools ----

tools=$here/../../contrib/tools
misuse "--tool: 'x' is not NAME=COMMAND, the name of letters, digits, _ and -" \
    --tool x --dry-run
misuse "--tool-about: 'x=y' is not NAME=TEXT of a tool" --tool-about x=y --dry-run
# use COMMAND [OPTION...]: what a tool returned, as the model was shown it.
use() {
	command=$1; shift
	sim --llm-log log -- chz-reply --tool "look=$command" "$@" \
	    --once '오늘 날씨 어때?' >out 2>err && got=0 || got=$?
	jq -r '.request.messages[] | select(.role == "tool") | .content' log |
	    tail -1
}
is "$(use cat)" '{"query":"오늘 날씨 어때?"}' 'a tool is given what the model says'
is "$(wc -l <out) $(key .text | grep -c query)" '1 1' '... and the answer has it'
is "$(jq -rc '.request.tools[0].function.name' log | head -1)" look \
    '... which it is offered'
is "$(use "echo '\$HOME'")" "'\$HOME'" 'no shell sees its words'
printf '#!/bin/sh\nenv | cut -d= -f1 | grep -v ^_ | sort | paste -sd " "\n' >show
chmod +x show
is "$(GROQ_API_KEY=x CHZ_LLM_KEY=x use ./show | tr ' ' '\n' |
    grep -vx -e PATH -e HOME -e LANG -e LC_ALL -e LC_CTYPE -e TZ -e TMPDIR -e PWD \
    -e SHLVL -e OLDPWD)" '' '... nor our environment'
is "$(use false) $(cat err)" '{"error":"ended with status 1"} chz-reply: look: ended with status 1' \
    'one that fails is told of'
is "$(use 'sleep 60' --tool-timeout 100ms) $(wc -l <out)" \
    '{"error":"no answer in time"} 1' '... one that hangs'
is "$(use yes)" '{"error":"it says too much"}' '... one that does not end'
is "$(use ./nothing)" '{"error":"./nothing: no such file or directory"}' '... one that is not there'
is "$(use "$tools/tarot" | jq -c '[(.cards | length), (.cards[0] | keys)]')" \
    '[3,["card","reversed"]]' 'tarot: cards, upright or not'
is "$(echo '{"query":"카드 78장 중 5장"}' | "$tools/tarot" |
    jq -c '[.cards[].card] | length == (unique | length)')" true \
    '... none of them twice'
cat >curl <<'EOF'
#!/bin/sh
printf '%s\n' "$@" >asked
echo '{"results":[{"title":"서울","content":"맑음"},{"title":"부산","content":null}]}'
EOF
chmod +x curl
is "$(PATH=$T:$PATH use "$tools/search-web http://search.example")" \
    '{"results":["서울: 맑음","부산: "]}' 'search-web: what a search finds'
is "$(grep -c -x -e 'q=오늘 날씨 어때?' -e http://search.example/search asked)" 2 \
    '... for the words that were asked'

# ---- memory ----

talk() { sim --llm-log log -- chz-reply --history memory "$@" <one >out 2>err; }
talk
talk
is "$(jq -r '.request.messages | map(.role) | join(" ")' log)" \
    'system user assistant user' 'what was said is remembered over a restart'
is "$(stat -c %a memory memory/turns.jsonl | xargs)" '700 600' '... for its owner'
echo '{"torn' >>memory/turns.jsonl
talk
is "$(jq '.request.messages | length' log) $(ls memory)" \
    '6 turns.jsonl
turns.jsonl.torn' 'a torn line costs no turn, and is kept'
like "$(cat err)" 'chz-reply: memory/turns.jsonl: torn; kept as *' '... and told'
if [ "$(id -u)" != 0 ]; then
	chmod 500 memory
	talk
	like "$(cat err)" '*only kept in memory' 'a history that cannot be written to'
	chmod 700 memory
fi
: >file
sim -- chz-reply --history file/memory <one >out 2>err && got=0 || got=$?
like "$got $(wc -l <out) $(cat err)" \
    '0 1 chz-reply: file/memory: Not a directory;*only kept in memory' \
    'without a history, chat is answered all the same'
# Turns that are too many are summed up.
feed() {
	for i in 1 2 3 4 5 6 7 8; do
		chat $i $i
		wait_for has $i cat out
	done
}
: >out
feed | sim --llm-log log -- chz-reply --history short --memory 150 >out
ok 'old turns are summed up' test -s short/summary.json
is "$(ls short/summaries | head -1 | sed 's/[0-9]/0/g')" \
    summary_00000000_000000.json '... each time in a file of its own'
ok '... and leave' test "$(wc -l <short/turns.jsonl)" -lt 8
sim --llm-log log -- chz-reply --history short <one >out
is "$(jq -r '.request.messages[1].role' log)" system '... and the summary stays'

# Notes on viewers.
sim -- chz-reply --viewers people <thirty >out
is "$(stat -c %a people) $(jq -r .type people | sort | uniq -c | xargs)" \
    '600 7 viewer' 'who wrote is remembered'
sim -- chz-reply --history all --viewers people <thirty >out
echo u3 >ids
is "$(cat people all/turns.jsonl | grep -c '"u3"') $(chz-filter -q --forget ids people all/turns.jsonl |
    grep -c '"u3"')" '2 0' '... and can be erased'
chmod 644 people
status 77 'notes that others can read are refused' \
    sim -- chz-reply --viewers people --once 안녕

# ---- ceilings ----

budget() { sim -- chz-reply --history poor --budget 3000tokens/d -v <one >>out 2>err; }
: >out
for i in 1 2 3 4 5 6; do
	budget && got=0 || got=$?
done
spent=$(jq .day_tokens poor/spending.json)
is "$spent" "$(jq -s 'map(.tokens) | add' out)" 'what was spent is kept over restarts'
ok '... and never passes the ceiling' test "$spent" -gt 1000 -a "$spent" -le 3000
is "$got $(ledger)" '75 in 1 = answered 0 + dropped 0 + held 1' \
    '... then chat is held, and status 75 says so'
like "$(cat err)" '*nothing can be asked for * min: a limit is met*' '... in words, too'

# ---- what peaks were about ----

# Two hours of quiet, and a minute in which everybody writes.
awk 'BEGIN { for (i = 0; i < 7200; i += 5) {
	n = i >= 3600 && i < 3660 ? 30 : 1
	while (n-- > 0)
		printf("{\"type\":\"chat\",\"stream_id\":\"s\",\"t_ms\":%d,\"user_id\":\"u%d\",\"user\":\"이름\",\"text\":\"%s %d\"}\n",
		    i * 1000, n, i >= 3600 && i < 3660 ? "펜타킬" : "조용", n)
} }' >evening
chz-ts -k evening | chz-peaks -k --by z >peaks
sim --llm-log log -- chz-reply --summarise <peaks >out 2>err && got=0 || got=$?
is "$got $(cat err)" '0 ' 'peaks are summed up'
is "$(wc -l <out) $(key '.type + " " + (.title | type) + " " + (.summary | type)' | tr ' ' '\n' | sort -u | xargs)" \
    "$(jq -r 'select(.type == "peak" and (.open | not)) | .type' peaks | wc -l) string topic" \
    '... each in one topic, with a title and a summary'
ok '... out of what was written then' test "$(jq -r '.request.messages[1].content' log | grep -c 펜타킬)" -ge 30
is "$(key '[.stream_id, .start_sec] | join(" ")')" \
    "$(jq -r 'select(.type == "peak" and (.open | not)) | [.stream_id, .start_sec] | join(" ")' peaks | paste -sd ' ')" \
    '... in their places'
sim -- chz-reply -k --summarise <peaks | chz-plot -o chart.svg
ok 'and drawn' test -s chart.svg
sim --llm-fault 'prose,empty,empty' -- chz-reply --summarise <peaks >out 2>err && got=0 || got=$?
ok 'an answer without a title is asked for again' test -s out
sim --llm-fault '401*' -- chz-reply --summarise <peaks >out 2>err && got=0 || got=$?
is "$got $(cat err)" '77 chz-reply: a peak has no title: Invalid API Key' 'a wrong key'

# ---- live ----

# A server that is away and comes back, while chat goes on.
away() {
	chat 1 3
	wait_for grep -q 'no answer' err
	chat 4 6
	wait_for has 1 cat out
}
: >out; : >err
away | sim --llm-fault 500,500,500,500 -- chz-reply -v >out 2>err && got=0 || got=$?
is "$got $(ledger)" '0 in 6 = answered 3 + dropped 3 + held 0' \
    'what was asked in vain is dropped, what comes later answered'
like "$(cat err)" '*no answer: *the model answers again*' '... and the user knows'
# The ledger on demand.
heard() {
	kill -USR1 "$(cat pid)"
	grep -q "^chz-reply: in $1 " err
}
asked() {
	chat 1 3
	wait_for has 1 cat out
	wait_for heard 3
}
: >out; : >err
asked | sim -- sh -c 'echo $$ >pid; exec chz-reply' >out 2>err
is "$(ledger | tail -1)" 'in 3 = answered 3 + dropped 0 + held 0' 'SIGUSR1 shows the ledger'
# Nobody writes.
quiet() { wait_for has 1 cat out; }
: >out
quiet | sim --llm-log log -- chz-reply --idle-talk 1s >out
is "$(key .type) $(key .to)" 'reply null' 'it speaks by itself when nobody does'
# One reply ahead of its reader, and no more.
mkfifo pipe
ahead() {
	chat 1 3
	wait_for has 1 cat log
	chat 4 9
	wait_for has 2 cat log
	chat 10 30
	wait_for heard 30
	cp log at_most
	: >go
}
rm -f pid go
: >log
ahead | sim --llm-log log -- sh -c 'echo $$ >pid; exec chz-reply -v' >pipe 2>err &
{
	sed -n 1q <&3
	wait_for test -e go
	cat <&3 >rest
} 3<pipe &
wait
is "$(wc -l <at_most)" 2 'no more is asked while the last reply is not taken'
is "$(ledger | tail -1 | sed 's/answered.*held/held/')" 'in 30 = held 0' \
    '... and then all that has come, at once'
is "$(wc -l <rest)" 2 '... in one reply'
# But for what was paid for.
donated() {
	chat 1 3
	wait_for has 1 cat log
	chat 4 9
	wait_for has 2 cat log
	chat 10 30
	wait_for heard 30
	cat paid
	wait_for has 3 cat log
	: >go
}
rm -f pid go
: >log
donated | sim --llm-log log -- sh -c 'echo $$ >pid; exec chz-reply -v' >pipe 2>err &
{
	sed -n 1q <&3
	wait_for test -e go
	cat <&3 >rest
} 3<pipe &
wait
is "$(jq -c '.priority // 0' rest | xargs)" '0 1' \
    'what was paid for is answered before the last reply is taken'
# A signal.
long() {
	chat 1 3
	wait_for test -s log
	kill "$(cat pid)"
	wait_for test -e ended
}
: >log
rm -f ended
long | { sim --llm-log log --llm-fault 'mute*' -- sh -c 'echo $$ >pid; exec chz-reply -v' 2>err
    echo $? >ended; }
is "$(cat ended) $(ledger | sed 's/answered.*//')" '143 in 3 = ' 'SIGTERM ends it, and it says what it did'

# ---- strangers ----

# Whatever is written, one reply comes, of a known emotion, and nobody hears
# who it is.
jq -c '{type: "chat", user: "손님", user_id: "x", text: .says}' \
    "$fixtures/llm/injections.jsonl" >bad
is "$(wc -l <bad | xargs)" 237 'a corpus of injections'
sim --llm-log log -- sh -c 'while read -r line; do
	printf "%s\n" "$line" | chz-reply -p "$0/llm/persona.txt" || echo failed
done <bad' "$fixtures" >out 2>err
is "$(jq -r .type out | uniq -c | xargs)" '237 reply' 'each has one reply'
is "$(jq -r .emotion out | grep -vc -e happy -e sad -e angry -e surprised \
    -e neutral -e excited)" 0 '... of a known emotion'
is "$(grep -c -e '작은 수달' -e 조개와 out)$(cat err)" 0 '... that does not say who it is'
is "$(jq -r '.request.messages[-1].content' log | grep -c '^<')" 474 \
    '... and no line of chat ends the quoting'
done_testing
