#!/bin/sh
# chz-sync: a log on the clock of another.
. "${0%/*}/../tap.sh"
cd "$T" || exit 1

# made SEED: a live log, and what a recording has of it: it began 90 s late,
# lost 37 s after 25 minutes, and its clock is 2 s slow by the end.  Each lacks
# some messages; truth has the times of those that both have.
made() {
	awk -v seed="$1" '
	function put(file, t, extra) {
		printf("{\"type\":\"chat\",\"stream_id\":\"%s\"%s,\"t_ms\":%d," \
		    "\"message_id\":\"m%d\",\"user\":\"이름%d\",\"text\":\"%s\"}\n",
		    file, extra, t, i, u, text) >file
	}
	BEGIN {
		srand(seed)
		split("ㅋㅋㅋ|ㄷㄷ|와|굿|헐", common, "|")
		for (i = 0; t < 3000000; i++) {
			t += int(-log(1 - rand()) * 700)
			u = int(rand() * 200)
			text = rand() < .6 ? common[1 + int(rand() * 5)] : \
			    "말 " int(rand() * 3000) " \\\"둘\\\""
			r = t - 90000 + 2000 * t / 3000000 - (t > 1500000 ? 37000 : 0)
			there = r >= 0 && !(t > 1463000 && t <= 1500000)
			heard = rand() > .1; kept = there && rand() > .1
			if (heard) put("live", t, ",\"x\":[1, 2]")
			if (kept) put("rec", r + int(rand() * 300) - 150, "")
			if (heard && kept) printf("%d\n", r) >"truth"
		}
	}'
	jq -r .message_id rec >ids
	# What no id has cannot be compared with the truth.
	jq -r .message_id live | awk 'NR == FNR { in_rec[$0]; next }
	    { print ($0 in in_rec) }' ids - >both
}
# off FILE: how many of those that both have are off by more than half a second.
off() {
	jq .t_ms "$1" | paste - both | awk '$2 == 1 { print $1 }' | paste - truth |
	    awk '{ d = $1 - $2; n += d > 500 || d < -500 } END { print n + 0, NR }'
}
without() { sed -E "s/\"$1\":(\"([^\"\\\\]|\\\\.)*\"|[0-9]+),?//; s/,}/}/" "$2"; }

for seed in 1 2; do
	made $seed
	chz-sync rec live >synced 2>said
	is "$(off synced)" "0 $(wc -l <truth)" "seed $seed: by ids all are within half a second"
	like "$(cat said)" 'chz-sync: by message ids: * of * messages fit
chz-sync: 0:01:3? on: -?*.* s to -89.* s, * messages
chz-sync: 0:25:0? on: -12[56].* s to -12[45].* s, * messages*' '... and it is said'
	without message_id rec >rec2
	chz-sync rec2 live >synced 2>said
	ok '... by texts nearly all' test "$(off synced | cut -d' ' -f1)" -le 10
	like "$(cat said)" 'chz-sync: by texts: *' '... which is said'
	without text rec2 >rec3
	chz-sync rec3 live >synced 2>said
	ok '... by rates most' test "$(off synced | cut -d' ' -f1)" -le 60
	like "$(cat said)" 'chz-sync: by rates: *' '... which is said'
done

# All else stays as it came.
chz-sync -q rec live >synced
is "$(jq -c 'del(.t_ms)' synced | cksum)" "$(jq -c 'del(.t_ms)' live | cksum)" \
    'only t_ms changes'
like "$(tail -1 synced)" '*"x":\[1, 2\],"t_ms":*' '... byte by byte'
is "$(chz-sync -q rec <live | cksum)" "$(cksum <synced)" 'a log on standard input'
is "$(cat live | chz-sync -q rec | cksum)" "$(cksum <synced)" '... through a pipe'
zstd -q live rec
is "$(chz-sync -q rec.zst live.zst | cksum)" "$(cksum <synced)" '... or zstandard'
is "$(chz-sync -q rec - <live | cksum)" "$(cksum <synced)" '... or as -'
like "$(chz-sync rec live 2>&1 >"$T/o")" '*before the other begins: at 0' \
    'what is before the other begins is said'
{ echo '{"type":"live","stream_id":"live","title":"x"}'; cat live; echo nope; } >odd
chz-sync rec odd >o 2>said
is "$?" 1 'a bad line'
is "$(grep -c 'nope\|not a JSON' said)" 1 '... is named once'
is "$(head -1 o)" '{"type":"live","stream_id":"live","title":"x"}' 'other records pass'

# Times by the clock only.
jq -c 'del(.t_ms) + {sent_at: (1767697200 + .t_ms / 1000 | todate)}' live >clock
chz-sync -q rec clock >synced
is "$(jq -s 'map(select(.t_ms == null)) | length' synced)" 0 'without t_ms, one is added'
ok '... that fits' test "$(off synced | cut -d' ' -f1)" -le 300

made 4 && mv rec rec4 && made 5
without message_id rec4 >stranger
status 1 'two that have nothing in common' chz-sync stranger live
is "$(chz-sync stranger live 2>&1)" \
    'chz-sync: the two have too little in common: no offset fits' '... are told apart'
without text stranger >stranger2
status 1 '... also by their rates' chz-sync stranger2 live
is "$(chz-sync rec </dev/null)" '' 'nothing from nothing'
status 1 'a reference without chat' chz-sync /dev/null live
status 1 'a reference that is not there' chz-sync none live
sed 's/"live"/"other"/' live | cat live - >two
status 1 'two broadcasts in one log' chz-sync rec two
misuse 'the reference is a file; the log may be standard input' -
done_testing
