#!/bin/sh
# chz-reply and a server of chat completions that others wrote: npm's
# @dwmkerr/mock-llm.
. "${0%/*}/../tap.sh"
need_module @dwmkerr/mock-llm
need curl
unset CHZ_LLM_URL CHZ_LLM_MODEL CHZ_LLM_KEY CHZ_LLM_FALLBACK_KEY GROQ_API_KEY
export XDG_STATE_HOME="$T/state"
cd "$T" || exit 1

# The last rule that matches counts; what chat says is in the last message.
cat >rules.yaml <<'EOF'
streaming: { chunkSize: 7, chunkIntervalMs: 1 }
rules:
  - path: "/v1/chat/completions"
    match: "@"
    response:
      status: 200
      content: '{"id":"1","object":"chat.completion","model":"{{jmes request body.model}}","choices":[{"index":0,"message":{"role":"assistant","content":"{\"emotion\":\"happy\",\"response\":\"반가워요! 잘 왔어요.\"}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":20,"completion_tokens":10,"total_tokens":30}}'
  - path: "/v1/chat/completions"
    match: "contains(body.messages[-1].content, '소리')"
    response:
      status: 200
      content: '{"id":"1","object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"[sad] 에고 어떡해요. 힘내세요! 조개 드릴게요."},"finish_reason":"stop"}]}'
  - path: "/v1/chat/completions"
    match: "contains(body.messages[-1].content, '열쇠')"
    response:
      status: 401
      content: '{"error":{"message":"Incorrect API key provided.","type":"invalid_request_error","code":"invalid_api_key"}}'
  - path: "/v1/chat/completions"
    match: "contains(body.messages[-1].content, '모델')"
    response:
      status: 404
      content: '{"error":{"message":"The model does not exist","code":"model_not_found"}}'
  - path: "/v1/chat/completions"
    match: "contains(body.messages[-1].content, '고장')"
    response:
      status: 503
      content: '{"error":{"message":"over capacity"}}'
  - path: "/v1/chat/completions"
    match: "body.tools && body.messages[-1].role == 'user'"
    response:
      status: 200
      content: '{"choices":[{"message":{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"look","arguments":"{\"query\":\"날씨\"}"}}]},"finish_reason":"tool_calls"}]}'
  - path: "/v1/chat/completions"
    match: "body.messages[-1].role == 'tool'"
    response:
      status: 200
      content: '{"choices":[{"message":{"role":"assistant","content":"{{jmes request body.messages[-1].tool_call_id}} 맑대요"},"finish_reason":"stop"}]}'
  - path: "/v1/chat/completions"
    match: "headers.authorization == 'Bearer geheim'"
    response:
      status: 200
      content: '{"choices":[{"message":{"content":"{\"emotion\":\"excited\",\"response\":\"열쇠가 맞아요\"}"},"finish_reason":"stop"}]}'
EOF
port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1",
	() => { console.log(s.address().port); s.close(); })')
HOST=127.0.0.1 PORT=$port node "$NODE_PATH/@dwmkerr/mock-llm/dist/main.js" \
    --config rules.yaml >server.log 2>&1 &
server=$!
trap 'kill $server 2>/dev/null; rm -rf "$T"' EXIT
wait_for curl -sf -o health "http://127.0.0.1:$port/health"
export CHZ_LLM_URL="http://127.0.0.1:$port/v1"

once() { chz-reply "$@" >out 2>err && got=0 || got=$?; }
said() { jq -rs 'map(.text) | add' out; }

once --once 안녕
is "$got $(jq -r '[.emotion, .text, .tokens] | join("|")' out)" \
    '0 happy|반가워요! 잘 왔어요.|30' 'an answer'
once --once '소리 들려?'
is "$(jq -r '[.emotion, .text] | join("|")' out)" \
    'sad|에고 어떡해요. 힘내세요! 조개 드릴게요.' 'one that is text'
once --stream --once '소리 들려?'
is "$(jq -r '[.part, .emotion, .text] | join("|")' out | head -2)" '0|sad|에고 어떡해요.
1|sad|힘내세요!' 'sentences of a stream'
is "$(said)" '에고 어떡해요.힘내세요!조개 드릴게요.' '... all of them'
once --once 열쇠
is "$got $(cat err)" \
    '77 chz-reply: openai/gpt-oss-120b: Incorrect API key provided.' 'a wrong key'
CHZ_LLM_KEY=geheim once --once 열쇠
is "$got $(said)" '0 열쇠가 맞아요' '... and the right one'
once --once 모델
is "$got" 1 'no such model'
once --once 고장
is "$got $(cat err)" '75 chz-reply: no answer: over capacity' 'a server out of order'
once --tool look=cat --once 날씨
is "$got $(said)" '0 c1 맑대요' 'a tool is called'
done_testing
