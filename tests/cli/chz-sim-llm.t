#!/bin/sh
# chz-sim's language model, with curl for a client.
. "${0%/*}/../tap.sh"

# ask BODY [CURL OPTION...]: what it answers, inside of the simulator.
# shellcheck disable=SC2016
ask='curl -s "$CHZ_LLM_URL/chat/completions" -d "$0" "$@"'
sim() { chz-sim --llm-delay 0 "$@"; }
asked() { body=$1; shift; sim "$@" -- sh -c "$ask" "$body"; }

hello='{"model":"m","messages":[{"role":"user","content":"안녕"}]}'
chat='{"model":"m","messages":[{"role":"system","content":"JSON"},{"role":"user","content":"<chat x>\n{\"n\":1,\"from\":\"하나\",\"says\":\"시험 망했어\"}\n</chat x>"}]'
content() { jq -r '.choices[0].message.content'; }

is "$(asked "$hello" | jq -c '[.object, .choices[0].finish_reason,
    .choices[0].message.role, .usage.prompt_tokens > 0]')" \
    '["chat.completion","stop","assistant",true]' 'it completes a chat'
is "$(asked "$hello" | content)" "$(asked "$hello" | content)" \
    'the same request has the same answer'
like "$(asked "$chat}" | content)" '?*? 하나님*시험 망했어*' \
    'it answers the first message of chat'
is "$(asked "$chat,\"response_format\":{\"type\":\"json_object\"}}" |
    content | jq -c 'keys')" '["emotion","response"]' 'an object when asked'
schema='{"type":"object","properties":{"emotion":{"type":"string","enum":["odd"]},"n":{"type":"integer"},"skip":{"type":"boolean"},"inner":{"type":"object","properties":{"text":{"type":["string","null"]}}}}}'
is "$(asked "$chat,\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"x\",\"strict\":true,\"schema\":$schema}}}" |
    content | jq -c '[.emotion, .n, .skip, (.inner.text | type)]')" \
    '["odd",1,false,"string"]' 'what a schema describes'

# Streams.
asked "$chat,\"stream\":true,\"stream_options\":{\"include_usage\":true}}" \
    >"$T/stream"
is "$(sed -n 's/^data: //p' "$T/stream" | grep -v '^\[DONE' |
    jq -rj '.choices[0].delta.content // empty')" "$(asked "$chat}" | content)" \
    'a stream has the same text'
is "$(tail -2 "$T/stream" | head -1)" 'data: [DONE]' '... and an end'
is "$(grep -c '"choices":\[\],"usage"' "$T/stream")" 1 '... and its usage'

# Tools.
tool='"tools":[{"type":"function","function":{"name":"search_web","parameters":{"type":"object","properties":{"query":{"type":"string"}}}}}]'
is "$(asked "{\"model\":\"m\",$tool,\"messages\":[{\"role\":\"user\",\"content\":\"날씨?\"}]}" |
    jq -c '.choices[0] | [.finish_reason, .message.content,
    .message.tool_calls[0].function.arguments]')" \
    '["tool_calls",null,"{\"query\":\"날씨?\"}"]' 'a question calls a tool'
like "$(asked "{\"model\":\"m\",$tool,\"messages\":[{\"role\":\"user\",\"content\":\"날씨?\"},{\"role\":\"tool\",\"tool_call_id\":\"1\",\"content\":\"맑음\"}]}" |
    content)" '*맑음*' 'what it returns is in the answer'

# What is refused.
code() { body=$1; shift; sim "$@" -- sh -c "$ask" "$body" -w ' %{http_code}' |
    tail -1 | sed 's/.* //'; }
is "$(code "$chat,\"stream\":true,\"response_format\":{\"type\":\"json_object\"}}")" \
    400 'a form and a stream at once are refused'
is "$(code '{"model":"m","messages":[{"role":"user","content":"x"}],"response_format":{"type":"json_object"}}')" \
    400 'an object without the word is refused'
is "$(code '{"model":"m","messages":[{"role":"user","name":"a","content":"x"}]}')" \
    400 'names are refused'
is "$(code '{"model":"no-such","messages":[]}')" 404 'an unknown model is refused'
is "$(code nonsense)" 400 'nonsense is refused'
is "$(code "$hello" --llm-key secret)" 401 'without its key nobody is let in'
is "$(sim --llm-key secret -- sh -c "$ask" "$hello" \
    -H 'Authorization: Bearer secret' -o /dev/null -w '%{http_code}')" 200 \
    '... with it everybody is'

# Limits.
# shellcheck disable=SC2016
twice='curl -s "$CHZ_LLM_URL/chat/completions" -d "$0" -o /dev/null -w "%{http_code} %header{x-ratelimit-remaining-tokens}\n"'
is "$(sim --llm-limit 30 -- sh -c "$twice; $twice" "$hello")" '200 7
429 ' 'a limit is kept, and told'
is "$(code "$hello" --llm-limit 5)" 413 'what can never fit is too large'

# Faults, one after the other.
# shellcheck disable=SC2016
many='for i in 1 2 3 4 5; do curl -s "$CHZ_LLM_URL/chat/completions" -d "$0" -o /dev/null -w "%{http_code} %{exitcode} "; done'
is "$(sim --llm-fault 429=2s,ok,502,cut -- sh -c "$many" "$hello")" \
    '429 0 200 0 502 0 200 18 200 0 ' 'faults come in turn, and end'
is "$(sim --llm-fault '503*' -- sh -c "$many" "$hello")" \
    '503 0 503 0 503 0 503 0 503 0 ' '... or not'
is "$(asked "$hello" --llm-fault empty | content)" '' 'an empty answer'
like "$(asked "$hello" --llm-fault think | content)" '<think>*</think>*' \
    'thoughts in front'
is "$(asked "$hello" --llm-fault no-choices | jq -c .choices)" '[]' \
    'an answer without choices'

# The log.
asked "$hello" --llm-log "$T/log" >"$T/answer"
is "$(jq -c '[.type, .status, .request.model, .content]' "$T/log")" \
    "[\"llm\",200,\"m\",$(jq '.choices[0].message.content' "$T/answer")]" \
    'what it was asked is written down'
done_testing
