#!/bin/sh
# chz-stats, end to end.
. "${0%/*}/../tap.sh"

cat >"$T/events" <<'EOF'
{"type":"chat","channel_id":"c1","channel":"봄하늘","stream_id":"s1","user_id":"u1","user":"구름빵","received_at":"2026-01-06T11:20:00Z","message_id":"1"}
{"type":"chat","channel_id":"c1","channel":"봄하늘","stream_id":"s1","user_id":"u2","user":"여행자","received_at":"2026-01-06T11:21:00Z","message_id":"2"}
{"type":"chat","channel_id":"c1","channel":"봄하늘","stream_id":"s1","user_id":"u2","user":"여행자","received_at":"2026-01-06T11:21:00Z","message_id":"2"}
{"type":"donation","channel_id":"c1","stream_id":"s1","user_id":"u3","user":"치즈냥","amount":1000,"received_at":"2026-01-06T11:22:00Z","message_id":"3"}
{"type":"link","channel_id":"c1","stream_id":"s1","state":"resumed","gap_ms":1500}
{"type":"chat","channel_id":"c1","stream_id":"s2","user_id":"u2","user":"여행자","sent_at":"2026-01-07T11:20:00Z"}
{"type":"chat","channel_id":"c1","stream_id":"s2","user_id":"u4","user":"여행자"}
EOF
first='{"type":"stats","channel_id":"c1","channel":"봄하늘","stream_id":"s1","messages":2,"users":3,"nicknames":3,"first_at":"2026-01-06T11:20:00.000Z","last_at":"2026-01-06T11:22:00.000Z","duration_sec":120,"per_minute":1,"donations":1,"donation_amount":1000,"subscriptions":0,"reconnects":1,"gap_ms":1500,"top_users":[{"user_id":"u1","user":"구름빵","messages":1},{"user_id":"u2","user":"여행자","messages":1},{"user_id":"u3","user":"치즈냥","messages":0}]}'
is "$(chz-stats <"$T/events" | head -1)" "$first" 'a broadcast, a repeat left out'
is "$(chz-stats --by channel -n 1 "$T/events" | jq -c '[.messages,.users,.nicknames,.top_users[].user_id]')" \
    '[4,4,3,"u2"]' '--by channel, --top'
is "$(chz-stats --by user "$T/events" | jq -c '[.user_id,.messages,.nicknames]' | tr '\n' ' ')" \
    '["u2",2,1] ["u1",1,1] ["u4",1,1] ["u3",0,1] ' '--by user, the busiest first'
is "$(chz-stats --by nick -n 1 "$T/events" | jq -c '[.user,.messages,.users]')" \
    '["여행자",3,2]' '--by nick'

# The same name composed and taken apart.
printf '{"type":"chat","stream_id":"s","user":"%s"}\n' \
    "$(printf '\352\260\200')" "$(printf '\341\204\200\341\205\241')" >"$T/nfd"
is "$(chz-stats "$T/nfd" | jq .nicknames)" 1 'names are compared composed'

# Any cut into parts gives what one run gives.
for by in stream channel user nick; do
	for at in 1 3 5; do
		chz-stats --by $by --partial "$T/events" >/dev/null
		{
			head -$at "$T/events" | chz-stats --by $by --partial
			tail -n +$((at + 1)) "$T/events" | grep -v '"2"' |
			    chz-stats --by $by --partial
		} | chz-stats --by $by --merge >"$T/merged"
		awk 'NR <= '$at' || !/"2"/' "$T/events" | chz-stats --by $by |
		    cmp -s - "$T/merged" || echo "$by $at"
	done
done >"$T/differ"
is "$(cat "$T/differ")" '' 'merged parts are the whole'

# Money of several currencies.
i=0
for money in 1000,KRW 199,USD 500,KRW 20,EUR 3,; do
	i=$((i + 1))
	printf '{"type":"donation","stream_id":"s%d","user_id":"u%d","user":"n","message_id":"%d","amount":%d,"currency":"%s"}\n' \
	    $((i / 5)) $((i % 2)) $i "${money%,*}" "${money#*,}"
done >"$T/money"
sums() { jq -c '[.donations,.donation_amount,.amounts]' | tr '\n' ' '; }
is "$(chz-stats "$T/money" | sums)" \
    '[4,null,{"EUR":20,"KRW":1500,"USD":199}] [1,3,null] ' 'each currency has its sum'
is "$(chz-stats --by user "$T/money" | sums)" \
    '[2,null,{"EUR":20,"USD":199}] [3,null,{"XXX":3,"KRW":1500}] ' '... of users too'
for by in stream channel user nick; do
	chz-stats --by $by "$T/money" >"$T/whole"
	{ head -2 "$T/money" | chz-stats --by $by --partial
	tail -n +3 "$T/money" | chz-stats --by $by --partial; } |
	    chz-stats --by $by --merge >"$T/merged"
	ok "... and merged parts, by $by" cmp -s "$T/whole" "$T/merged"
done
is "$(chz-stats --table "$T/money" | tail -2 | tr -s ' ' | cut -d' ' -f7-)" \
'€0.20 + ₩1,500 + $1.99
3' 'a table shows them all'
is "$(grep KRW "$T/money" | chz-stats --table | tail -1 | tr -s ' ' | cut -d' ' -f7-)" \
    1500 '... won as a number'
# A part that was cut short is no part; one of parts is one.
chz-stats --partial "$T/events" >"$T/part"
chz-stats "$T/events" >"$T/whole"
for cut in '1d' '2d' '$d'; do
	sed "$cut" "$T/part" | chz-stats --merge >"$T/merged" 2>"$T/err"
	is "$? $(wc -c <"$T/merged")" '1 0' "a part without its line $cut is refused"
	like "$(cat "$T/err")" 'chz-stats: * records *' '... and why is said'
done
is "$(chz-stats --by channel --merge "$T/part" 2>&1 >/dev/null | head -1)" \
    "chz-stats: $T/part:$(wc -l <"$T/part"): a part of another tool or with other settings" \
    'so is one that was counted by something else'
split -n l/3 "$T/part" "$T/piece."
for piece in "$T"/piece.*; do
	chz-stats --merge --partial "$piece"
done | chz-stats --merge >"$T/merged"
ok 'pieces of a part may be joined first' cmp -s "$T/whole" "$T/merged"

seq 40000 | sed 's/.*/{"type":"chat","stream_id":"s","user_id":"u&","user":"n&"}/' \
    >"$T/many"
is "$(chz-stats "$T/many" | jq -c '[.users,.nicknames]')" '[40000,40000]' \
    'distinct users, exactly'
ok '--approx is within three standard errors' test "$(chz-stats --approx "$T/many" |
    jq '(.users - 40000 | fabs) < 972 and .approx')" = true
{ head -25000 "$T/many" | chz-stats --approx --partial
tail -25000 "$T/many" | chz-stats --approx --partial; } |
    chz-stats --approx --merge | jq .users >"$T/merged"
is "$(cat "$T/merged")" "$(chz-stats --approx "$T/many" | jq .users)" \
    'sketches merge'

is "$(chz-stats --table "$T/events")" \
'NAME                   MESSAGES     /MIN    USERS    NAMES    GIFTS     AMOUNT
봄하늘                        2        1        3        3        1       1000
s2                            2        -        2        1        0          0' \
    'a table with Hangul two columns wide'
is "$(chz-stats -f "$T/events" | tail -1 | cut -d' ' -f1)" s2 '-f shows it at the end'

chz-store "$T/archive" "$T/events"
chz-store --zstd "$T/packed" "$T/events"
is "$(chz-stats "$T/archive" | jq -c '[.stream_id,.messages]' | tr '\n' ' ')" \
    '["s1",2] ["s2",2] ' 'a directory is walked'
is "$(chz-stats "$T/packed" | cksum)" "$(chz-stats "$T/archive" | cksum)" \
    'compressed or not'
is "$(chz-stats --date 2026-01-07 "$T/archive" | jq -r .stream_id)" s2 '--date'
misuse "--date: 'yesterday' is not a date, YYYY-MM-DD, or two with .. between" --date yesterday "$T/archive"
is "$(chz-stats --date 2020-01-01 "$T/archive")" '' 'a date without broadcasts'

{ cat "$T/events"; echo 'nope'; head -1 "$T/events" | tr -d '\n'; } >"$T/bad"
chz-stats "$T/bad" 2>"$T/err" >/dev/null
is "$(chz-stats "$T/bad" 2>/dev/null | cksum)" "$(chz-stats "$T/events" | cksum)" \
    'a bad line spoils nothing'
status 1 '... but the status' chz-stats "$T/bad"
like "$(cat "$T/err")" "chz-stats: $T/bad:8: *" '... and is named'
is "$(sed 's/$/\r/' "$T/events" | chz-stats | cksum)" \
    "$(chz-stats "$T/events" | cksum)" 'CRLF'
is "$(zstd -qc "$T/events" | chz-stats | cksum)" \
    "$(chz-stats "$T/events" | cksum)" 'zstd input'
is "$(chz-stats </dev/null)" '' 'empty input'
misuse "--by: 'week' is not one of stream, channel, user, nick" --by week
misuse '--partial and --table exclude each other' --partial --table
status 2 'an unknown option' chz-stats --nope
status 0 '--help' chz-stats --help
status 1 'a file that is not there' chz-stats "$T/none"
status=0
chz-stats "$T/events" >/dev/full 2>/dev/null || status=$?
is "$status" 1 'a full output'
done_testing
