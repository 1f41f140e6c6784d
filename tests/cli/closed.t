#!/bin/sh
# Broadcasts that have closed leave memory, and may go on.
. "${0%/*}/../tap.sh"

# broadcasts FIRST LAST: twenty chats of each, and its close.
broadcasts() {
	awk -v first="$1" -v last="$2" 'BEGIN {
	    for (b = first; b <= last; b++) {
		of = sprintf("\"channel_id\":\"c%d\",\"stream_id\":\"b%d\"", b, b)
		for (i = 0; i < 20; i++)
			printf("{\"type\":\"chat\",%s,\"t_ms\":%d,\"received_at\":\"2026-09-28T%02d:%02d:%02d.%03dZ\",\"user_id\":\"u%d\",\"message_id\":\"%d-%d\",\"text\":\"치킨 먹고 게임 %d\"}\n",
			    of, i * 3000, b / 3600, b / 60 % 60, b % 60, i, i % 7, b, i, i % 5)
		printf("{\"type\":\"link\",%s,\"t_ms\":58000,\"received_at\":\"2026-09-28T%02d:%02d:%02d.500Z\",\"state\":\"close\"}\n",
		    of, b / 3600, b / 60 % 60, b % 60)
	    } }'
}
# chat T_MS USER: of the first one.
chat() {
	printf '{"type":"chat","channel_id":"c1","stream_id":"b1","t_ms":%s,"received_at":"2026-09-28T23:00:00.000Z","user_id":"%s","message_id":"late-%s","text":"치킨 치킨 %s"}\n' \
	    "$1" "$2" "$1" "$2"
}
keys() { jq -r "[$1] | join(\" \")"; }

broadcasts 1 1500 >"$T/all"
broadcasts 1 1000 >"$T/some"

# ---- memory ----

# The records of chz-words wait for their turn; what they came from does not.
memory() {
	broadcasts 1 12000 >"$T/many"
	while read -r each tool; do
		# shellcheck disable=SC2086
		few=$(peak $tool "$T/all")
		# shellcheck disable=SC2086
		many=$(peak $tool "$T/many")
		ok "$tool: at most $each bytes a broadcast ($few, $many KiB)" \
		    test $(((many - few) * 1024)) -lt $((10500 * each))
	done <<END
800 chz-ts -j1
1500 chz-words -j1
800 chz-words -f -j1
END
	rm "$T/many"
}
if is_sanitized; then
	skip 'memory' 'not under a sanitizer'
else
	memory
fi

# ---- what is said is the same ----

is "$(chz-ts "$T/all" | sort | cksum)" \
    "$(grep -v '"close"' "$T/all" | chz-ts | sort | cksum)" \
    'chz-ts: the same counts as without the closes'
is "$(chz-words "$T/all" | cksum)" \
    "$(grep -v '"close"' "$T/all" | chz-words | cksum)" \
    'chz-words: the same topics, in the same order'
for tool in chz-ts chz-words; do
	split -n l/3 "$T/all" "$T/third."
	for part in "$T"/third.*; do
		$tool --partial "$part" >"$part.part"
	done
	is "$($tool --merge "$T"/third.*.part | cksum)" \
	    "$($tool "$T/all" | cksum)" "$tool: parts find the same"
	rm "$T"/third.*
done

# ---- one that goes on ----

chat 59500 x >"$T/soon"
is "$(cat "$T/some" "$T/soon" | chz-ts -b 60s 2>&1 | grep '"b1"' |
    keys .sec,.chat_count)" '0 21' \
    'chz-ts: of the last thousand, one goes on as if it had not closed'
{ chat 30000 y; chat 60500 x; chat 61500 z; } >"$T/later"
cat "$T/all" "$T/later" | chz-ts -b 60s >"$T/out" 2>"$T/err"
is "$?,$(cat "$T/err")" \
    "1,chz-ts: <stdin>:31501: later than --lateness allows" \
    'after more, what is in buckets that have left is late'
is "$(grep '"b1"' "$T/out" | keys .sec,.chat_count)" '0 20
60 2' '... and the rest goes on'
is "$(cat "$T/all" "$T/later" | sed 's/"close"/"resumed"/' | chz-ts -b 60s |
    grep '"b1"' | keys .sec,.chat_count)" '0 21
60 2' 'one that is back has not closed'

{ chat 30000 y; chat 300500 x; chat 301500 z; } >"$T/later"
cat "$T/all" "$T/later" | chz-words >"$T/out" 2>"$T/err"
is "$?,$(cat "$T/err")" \
    "1,chz-words: <stdin>:31501: late: its broadcast closed long before" \
    'chz-words: so it is with segments'
is "$(grep '"b1"' "$T/out" | keys .start_sec,.chat_count)" '0 20
300 2' '... and the rest goes on'
is "$(cat "$T/some" "$T/later" | chz-words 2>&1 | grep '"b1"' |
    keys .start_sec,.chat_count)" '0 21
300 2' '... of the last thousand, all'
done_testing
