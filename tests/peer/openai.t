#!/bin/sh
# The npm packages openai and groq-sdk, as published, at the simulated language
# model: they retry what they should, and understand the rest.
. "${0%/*}/../tap.sh"
need_module openai groq-sdk

for name in openai groq-sdk; do
	got=$(chz-sim --llm-delay 0 --llm-key secret --llm-fault 429,503 -- \
	    timeout 60 node "$here/openai.js" $name 2>"$T/err")
	sed 's/^/# /' "$T/err"
	is "$got" 'plain stop true true
stream true stop true
form sad
tools tool_calls search 날씨 어때? JSON
missing NotFoundError 404
wrong BadRequestError 400
models true' "$name understands the simulator"
done
done_testing
