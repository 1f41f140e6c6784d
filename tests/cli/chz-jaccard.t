#!/bin/sh
# chz-jaccard, end to end.
. "${0%/*}/../tap.sh"

# say CHANNEL USER...: a chat of each user.
say() {
	channel=$1
	shift
	for user; do
		printf '{"type":"chat","channel_id":"%s","channel":"%s TV",' \
		    "$channel" "$channel"
		printf '"stream_id":"vod_%s","user_id":"%032d",' "$channel" "$user"
		printf '"sent_at":"2026-01-06T11:%02d:00.000Z"}\n' "$user"
	done
}

# Three channels: a and b share 2 of 5, b and c 1 of 4, a and c nobody.
{
	say a 1 2 3
	say b 2 3 4 5
	say c 5
	say a 1 1
} >"$T/events"

is "$(chz-jaccard <"$T/events")" \
'{"type":"node","id":"a","name":"a TV","users":3,"messages":5}
{"type":"node","id":"b","name":"b TV","users":4,"messages":4}
{"type":"node","id":"c","name":"c TV","users":1,"messages":1}
{"type":"overlap","a":"a","b":"b","inter":2,"union":5,"jaccard":0.4,"distance":0.6,"overlap":0.666667,"affinity":2,"low":0.117621,"high":0.769276}
{"type":"overlap","a":"b","b":"c","inter":1,"union":4,"jaccard":0.25,"distance":0.75,"overlap":1,"affinity":1,"low":0.045587,"high":0.699358}' \
'nodes by id, and each pair that shares someone'

overlaps() { chz-jaccard "$@" "$T/events" 2>/dev/null | grep overlap | jq -r '.a + .b' | tr '\n' ' '; }
nodes() { chz-jaccard "$@" "$T/events" 2>/dev/null | grep node | jq -r .id | tr '\n' ' '; }

is "$(overlaps -n 1)" 'ab ' '-n 1 keeps the closest pair'
is "$(overlaps --per-node 1)" 'ab bc ' '--per-node keeps the closest of each end'
is "$(overlaps -t 0.3)" 'ab ' '-t leaves out what is further'
is "$(overlaps --min-overlap 0.7)" 'bc ' '--min-overlap goes by the overlap coefficient'
is "$(nodes --min-users 3)" 'a b ' '--min-users leaves out small audiences'
is "$(nodes --max-users 3)" 'a c ' '--max-users leaves out large ones'
is "$(chz-jaccard -m 2 "$T/events" | jq -r '.users' | tr '\n' ' ')" '1 0 0 ' \
    '-m 2 keeps who wrote twice'
is "$(overlaps --max-nodes 1)" '' '--max-nodes leaves out who was at two'
like "$(chz-jaccard --max-nodes 1 "$T/events" 2>&1 >/dev/null)" \
    '*3 users left out*' '... and says how many'
printf '# friends\n\nb\r\n' >"$T/blacklist"
is "$(nodes --blacklist "$T/blacklist")" 'a c ' '--blacklist leaves out its ids'
is "$(nodes --by stream)" 'vod_a vod_b vod_c ' '--by stream takes broadcasts'
is "$(chz-jaccard --during 2026-01-06T11:03:00Z/2026-01-06T11:05:00Z "$T/events" |
    jq -r .users | tr '\n' ' ')" '1 2 null ' '--during FROM/TO is half open'

# Legacy documents.
is "$(chz-jaccard -F graph "$T/events")" \
'{"updateTime":"2026-01-06 20:05:00","nodes":[{"id":"b","name":"b TV","follower":0,"chat_count":4},{"id":"a","name":"a TV","follower":0,"chat_count":3},{"id":"c","name":"c TV","follower":0,"chat_count":1}],"links":[{"source":"b","target":"c","inter":1,"distance":1},{"source":"a","target":"b","inter":2,"distance":0.666667}]}' \
    '-f graph: by users, and by overlap'
is "$(chz-jaccard -F related --per-node 1 "$T/events")" \
'{"a":[{"target":"b","inter":2,"distance":0.666667}],"b":[{"target":"a","inter":2,"distance":0.666667}],"c":[{"target":"b","inter":1,"distance":1}]}' \
    '-f related: the closest of each, in both directions'
is "$(chz-jaccard -F related --measure overlap --per-node 1 "$T/events" | jq -c .b)" \
    '[{"target":"c","inter":1,"distance":1}]' '... by overlap'
is "$(overlaps --min-cell 2)" 'ab ' '--min-cell withholds what one user shares'
# User 9 is at all four, 8 at c and d only: 1/3 of a user, and 1 more.
is "$({ cat "$T/events"; say d 8; say c 8; for at in a b c d; do say $at 9; done; } |
    chz-jaccard | grep overlap | jq -r '.a + .b + " " + (.affinity | tostring)' | tr '\n' ' ')" \
    'ab 2.333 ac 0.333 ad 0.333 bc 1.333 bd 0.333 cd 1.333 ' \
    'who is everywhere counts little'
sed 's/vod_a/vod_11/;s/vod_b/vod_12/;s/vod_c/vod_13/' "$T/events" >"$T/vods"
is "$(chz-jaccard -F related --by stream -t 0.3 "$T/vods")" \
'{"11":[{"video_no":12,"similarity":0.4,"shared_users":2}],"12":[{"video_no":11,"similarity":0.4,"shared_users":2}]}' \
    '-f related --by stream: replays by number'

# --during a broadcast: 11 is live 11:01-11:03, 12 until 11:05, 13 an hour later.
sed 's/11:05:00/12:05:00/' "$T/vods" | sed '/vod_12/s/12:05:00/11:05:00/' >"$T/times"
is "$(chz-jaccard --by stream --during 11 "$T/times" | jq -rc '[.id, .a, .b]')" \
'["vod_11",null,null]
["vod_12",null,null]
[null,"vod_11","vod_12"]' '--during a broadcast: those live at its time, pairs with it'
like "$(chz-jaccard --by stream --during 99 "$T/times" 2>&1)" '*--during 99*' \
    'a broadcast that is not there is named'

# Parts.
chz-jaccard "$T/events" >"$T/whole"
head -4 "$T/events" | chz-jaccard --partial >"$T/p1"
tail -n +5 "$T/events" | chz-jaccard --partial >"$T/p2"
is "$(cat "$T/p2" "$T/p1" | chz-jaccard --merge)" "$(cat "$T/whole")" \
    '--merge of parts equals one pass'
is "$(cat "$T/p1" "$T/p2" | sort -R | chz-jaccard --merge --partial)" \
    "$(chz-jaccard --partial "$T/events")" '--merge --partial is the part of the whole'
is "$(cat "$T/p1" "$T/p2" | chz-jaccard --merge -m 2)" \
    "$(chz-jaccard -m 2 "$T/events")" '... with a rule given at the merge'
is "$(cat "$T/p1" "$T/p2" | chz-jaccard --merge -F graph)" \
    "$(chz-jaccard -F graph "$T/events")" '... and as a document'
# Who else a user of a sketch follows is not known.
sed 's/,"affinity":[0-9.]*//' "$T/whole" >"$T/estimate"
is "$(chz-jaccard --approx "$T/events")" "$(cat "$T/estimate")" \
    '--approx is exact while all fit'
head -4 "$T/events" | chz-jaccard --partial --approx >"$T/s1"
tail -n +5 "$T/events" | chz-jaccard --partial --approx >"$T/s2"
is "$(chz-jaccard --merge --approx "$T/s1" "$T/s2")" "$(cat "$T/estimate")" \
    'sketches merge'
status 1 'a sketch does not merge with whole audiences' chz-jaccard --merge "$T/s1"
printf '%s\n' '{"type":"audience","id":"a","users":"AgA="}' >"$T/damaged"
status 1 'a damaged audience is a bad record' chz-jaccard --merge "$T/damaged"

# Names: the one most messages carry.
{ say a 1 2; say a 3 | sed 's/a TV/new/'; say a 4 | sed 's/,"channel":"a TV"//'; } >"$T/names"
is "$(chz-jaccard "$T/names" | jq -r .name)" 'a TV' 'the usual name'
is "$(sort -r "$T/names" | chz-jaccard | jq -r .name)" 'a TV' '... in any order'
{ echo '{"type":"live","channel_id":"a","followers":70}'; cat "$T/names"; } >"$T/live"
is "$(chz-jaccard "$T/live" | jq -r .followers)" 70 'live records tell the followers'

# Missing and shared ids.
cat >"$T/odd" <<'END'
{"type":"chat","stream_id":"77_0123456789abcdef0123456789abcdef","user_id":"1"}
{"type":"donation","channel_id":"0123456789abcdef0123456789abcdef","user_id":"anonymous"}
{"type":"chat","channel_id":"0123456789abcdef0123456789abcdef","user_id":""}
{"type":"moderation","channel_id":"x","user_id":"2"}
END
is "$(chz-jaccard "$T/odd")" \
'{"type":"node","id":"0123456789abcdef0123456789abcdef","users":1,"messages":3}' \
    'the channel in a stream_id; nobody in particular is no user'
like "$(echo '{"type":"chat","user_id":"1"}' | chz-jaccard 2>&1)" \
    '*<stdin>:1: no channel_id*' 'a message without a channel is named'

# What every tool keeps.
{ head -3 "$T/events"; echo nope; tail -n +4 "$T/events"; } >"$T/bad"
is "$(chz-jaccard "$T/bad" 2>/dev/null)" "$(cat "$T/whole")" \
    'a bad line in the middle changes nothing'
status 1 '... but the status' chz-jaccard "$T/bad"
is "$(sed 's/$/\r/' "$T/events" | chz-jaccard)" "$(cat "$T/whole")" 'CRLF'
is "$(printf %s "$(cat "$T/events")" | chz-jaccard)" "$(cat "$T/whole")" 'no final line end'
is "$(zstd -qc "$T/events" | chz-jaccard)" "$(cat "$T/whole")" 'zstd'
is "$(sort -R "$T/events" | chz-jaccard)" "$(cat "$T/whole")" 'the order of events does not matter'
is "$(chz-jaccard </dev/null)" '' 'nothing in, nothing out'
status 0 '... which is no error' chz-jaccard
status 2 'an unknown option is misuse' chz-jaccard --nope
misuse "--format: 'csv' is not one of jsonl, graph, related" -F csv
misuse "--by: 'user' is not one of channel, stream" --by user
misuse "--during: 'soon/' is not two times as FROM/TO, nor a broadcast" \
    --during soon/
misuse "--approx: '7' is not a whole number from 8 to 16777216" --approx=7
misuse '--approx and --min-messages exclude each other' --approx -m 2
status 2 'a broadcast among channels' chz-jaccard --during 12345678
status 1 'a blacklist that is not there' chz-jaccard --blacklist "$T/none"
status 0 '--help' chz-jaccard --help
full=0
chz-jaccard "$T/events" >/dev/full 2>/dev/null || full=$?
is "$full" 1 'a full disk is noticed'
is "$(chz-jaccard "$T/events" | head -1)" "$(head -1 "$T/whole")" 'a reader that leaves early'
done_testing
