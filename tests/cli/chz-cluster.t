#!/bin/sh
# chz-cluster, end to end.
. "${0%/*}/../tap.sh"

# tie A B JACCARD
tie() { printf '{"type":"overlap","a":"%s","b":"%s","jaccard":%s}\n' "$@"; }

# a, b and c are a chain; d and e a pair; c and d are hardly alike.
{
	tie a b 0.5
	tie b c 0.4
	tie c d 0.05
	tie e d 0.6
} >"$T/ties"
want='{"type":"cluster","id":"1","members":["d","e"],"mean_similarity":0.6}
{"type":"cluster","id":"2","members":["a","b","c"],"mean_similarity":0.3}'

is "$(chz-cluster --method link "$T/ties")" "$want" \
    'chains above 0.1, closest first, a missing pair counts 0'
is "$(sort -R "$T/ties" | chz-cluster)" "$want" 'the order of overlaps does not matter'
is "$(sed 's/"a":"\(.\)","b":"\(.\)"/"a":"\2","b":"\1"/' "$T/ties" | chz-cluster)" \
    "$want" '... nor which end is called a'
is "$(cat "$T/ties" "$T/ties" | chz-cluster)" "$want" 'a pair counts once'
is "$(chz-cluster --method link -t 0.05 "$T/ties" | jq -c .members)" '["a","b","c","d","e"]' \
    '-t lowers the threshold, which itself counts'
is "$(chz-cluster -t 0.55 "$T/ties" | jq -c .members)" '["d","e"]' '-t raises it'
is "$(chz-cluster "$T/ties")" "$want" 'leiden finds them without one'
is "$(sort -R "$T/ties" | chz-cluster --method leiden --seed 1)" "$want" \
    '... in any order'
is "$(chz-cluster --method leiden --resolution 9 "$T/ties" | wc -l)" 0 \
    'a high resolution leaves everyone alone'
# Everybody is as alike as any by Jaccard; the affinities say who belongs.
bots() {
	for pair in "a b 9" "a c 0.1" "a d 0.1" "b c 0.1" "b d 0.1" "c d 9"; do
		# shellcheck disable=SC2086
		tie $pair | sed 's/"jaccard":\(.*\)}/"jaccard":0.5,"affinity":\1}/'
	done
}
is "$(bots | chz-cluster | jq -c .members | tr '\n' ' ')" '["a","b"] ["c","d"] ' \
    'affinity weighs, where all have it'
is "$(bots | chz-cluster --measure jaccard | jq -c .members | tr '\n' ' ')" \
    '["a","b","c","d"] ' '... or the Jaccard index'
is "$(chz-cluster -k "$T/ties")" "$(cat "$T/ties")
$want" '-k passes the overlaps on'

is "$({ head -2 "$T/ties"; echo nope; tail -n +3 "$T/ties"; } | chz-cluster 2>/dev/null)" \
    "$want" 'a bad line in the middle changes nothing'
for bad in '"a":"x","b":"y"' '"a":"x","jaccard":0.5' '"a":"x","b":"x","jaccard":0.5' \
    '"a":"x","b":"y","jaccard":2'; do
	echo "{\"type\":\"overlap\",$bad}" >"$T/bad"
	status 1 "bad: $bad" chz-cluster "$T/bad"
done
is "$(sed 's/$/\r/' "$T/ties" | chz-cluster)" "$want" 'CRLF'
is "$(printf %s "$(cat "$T/ties")" | chz-cluster)" "$want" 'no final line end'
is "$(zstd -qc "$T/ties" | chz-cluster)" "$want" 'zstd'
status 0 'nothing in is no error' chz-cluster
is "$(echo '{"type":"node","id":"a"}' | chz-cluster 2>&1; echo $?)" 0 \
    'nor are audiences that share nobody'
status 0 '... for leiden either' chz-cluster --method leiden
status 2 'an unknown option is misuse' chz-cluster --nope
misuse "--method: 'louvain' is not one of link, leiden" --method louvain
misuse "--threshold: '2' is not a number from 0 to 1" -t 2
misuse "--resolution: '0' is not a number above 0" --resolution 0
status 0 '--help' chz-cluster --help
full=0
chz-cluster "$T/ties" >/dev/full 2>/dev/null || full=$?
is "$full" 1 'a full disk is noticed'
is "$(chz-cluster "$T/ties" | head -1)" "$(echo "$want" | head -1)" \
    'a reader that leaves early'
done_testing
