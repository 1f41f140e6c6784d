#!/bin/sh
# chz-words, end to end; and its keywords against labels, beside other ways.
. "${0%/*}/../tap.sh"

# The labelled broadcast as events, a part every five minutes.
awk '/^#/ { next }
    /^=/ { part++; next }
    { printf("{\"type\":\"chat\",\"stream_id\":\"s\",\"t_ms\":%d,\"text\":\"%s\"}\n",
      (part - 1) * 300000 + ++n * 100, $0) }' "$fixtures/words/chat" >"$T/events"
sed -n 's/^= //p' "$fixtures/words/chat" >"$T/labels"
chz-words -n 3 "$T/events" >"$T/topics"
jq -r '.keywords | join(" ")' "$T/topics" >"$T/ours"
for part in 1 2 3 4; do
	awk '/^#/ { next } /^=/ { part++; next } part == '$part \
	    "$fixtures/words/chat" | perl "$fixtures/words/nokchart.pl"
done >"$T/theirs"

# f1 FOUND: per cent, of three words a part against the labels.
f1() {
	paste -d'|' "$1" "$T/labels" | awk -F'|' '{
		n = split($1, found, " "); wanted += m = split($2, label, " ")
		all += n
		for (i = 1; i <= n; i++)
			for (k = 1; k <= m; k++)
				hits += found[i] == label[k]
	} END { printf("%d\n", 200 * hits / (all + wanted)) }'
}
ours=$(f1 "$T/ours") theirs=$(f1 "$T/theirs")
sed 's/^/# /' "$T/ours"
echo "# F1 $ours %; plain counts of words: $theirs %"
ok 'keywords: F1 of at least 80 % on the labelled broadcast' test "$ours" -ge 80
ok '... and 30 points above plain counts' test "$ours" -ge $((theirs + 30))

# A hundred labelled parts more: chz-words beside others; the second column is
# F1 over all, the third in Korean, the fourth in English.
"${0%/*}/../bench/words" --all >"$T/table"
sed 's/^/# /' "$T/table"
of() { awk -F'\t' -v way="$1" '$1 ~ "^" way " *$" { print int($'"$2"') }' "$T/table"; }
ok 'F1 of at least 88 % on a hundred parts' test "$(of chz-words 2)" -ge 88
ok '... as much in English' test "$(of chz-words 4)" -ge 88
ok '... above TF-IDF without stop words' test "$(of chz-words 4)" \
    -gt "$(of 'tf-idf, stop words' 4)"
ok '... and above plain counts' test "$(of chz-words 3)" -gt "$(of counts 3)"

is "$(jq -c '[.start_sec,.end_sec,.chat_count]' "$T/topics" | tr '\n' ' ')" \
    '[0,300,20] [300,600,20] [600,900,20] [900,1200,20] ' 'a record a segment'
is "$(jq '.samples | length' "$T/topics" | tr '\n' ' ')" '3 3 3 3 ' \
    'with three samples'
like "$(jq -r '.samples[0]' "$T/topics" | sed -n 3p)" '*고양이*' \
    'that are about the keywords'

is "$(chz-words -f "$T/events" | head -1 | jq -c '[.start_sec,.chat_count]')" \
    '[0,20]' '-f tells a segment when it has passed'
is "$(chz-words --segment 10m "$T/events" | wc -l)" 2 '--segment'
is "$(chz-words --samples 0 "$T/events" | jq -c .samples | sort -u)" '[]' \
    '--samples'
printf '치킨\n떡볶이\n' >"$T/stop"
is "$(chz-words -n 3 --stop "$T/stop" "$T/events" | grep -c '"치킨"\|"떡볶이"')" 0 \
    '--stop'
is "$(chz-words -k "$T/events" | grep -c '"chat"')" 80 '-k passes the input on'
sed 's/"s"/"b"/' "$T/events" | paste -d'\n' "$T/events" - | chz-words -n 3 |
    grep '"b"' | sed 's/"b"/"s"/' | cmp -s - "$T/topics"
is "$?" 0 'broadcasts do not touch each other'

{ cat "$T/events"; echo nope; } >"$T/bad"
status 1 'a bad line gives status 1' chz-words "$T/bad"
is "$(chz-words -n 3 "$T/bad" 2>/dev/null | cksum)" "$(cksum <"$T/topics")" \
    '... and spoils nothing'
is "$(sed 's/$/\r/' "$T/events" | chz-words -n 3 | cksum)" \
    "$(cksum <"$T/topics")" 'CRLF'
is "$(zstd -qc "$T/events" | chz-words -n 3 | cksum)" "$(cksum <"$T/topics")" \
    'zstd input'
is "$(chz-words </dev/null)" '' 'empty input'
status 2 'an unknown option' chz-words --nope
misuse "--top: '1000' is not a whole number from 0 to 64" -n 1000
misuse "--segment: '5ms' is not a duration from 1s up" --segment 5ms
status 1 'stop words that cannot be read' chz-words --stop "$T/none" "$T/events"
status 0 '--help' chz-words --help
done_testing
