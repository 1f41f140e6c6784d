#!/bin/sh
# A tap that takes a broadcast over from one that died says what it missed.
. "${0%/*}/../tap.sh"
need jq

cat >"$T/command" <<'END2'
. "$1"
T=$2
chz-lives -m 0 | head -1 >"$T/live"
past() { date -u -d "-$1 seconds" +%FT%T.000Z; }

# tapped NAME KEY=VALUE... (jq): taps the broadcast, with those keys set, until
# somebody has spoken.
spoke() { grep -q '"type":"chat"' "$1"; }
tapped() {
	jq -c "$2" "$T/live" | chz-tap -q >"$T/$1" &
	tap=$!
	wait_for spoke "$T/$1"
	kill $tap
	wait $tap
}
tapped first .
tapped over ".heard_at = \"$(past 100)\""
tapped other ".heard_at = \"$(past 100)\" |
    .stream_id = \"1_other\" | del(.chat_channel_id)"
tapped whose "del(.stream_id) | .heard_at = \"$(past 100)\""
END2
chz-sim -q --channels 1 --rate 40 --for 1h -- \
    sh "$T/command" "$here/../wait.sh" "$T" 2>"$T/err"

links() {
	jq -r 'select(.type == "link") | "\(.stream_id) \(.state) \(.gap_ms)"' \
	    "$T/$1"
}
id=$(jq -r .stream_id "$T/live")
is "$(links first)" "$id open null
$id close null" 'a broadcast is begun and left'
like "$(links over)" "$id resumed [1-9]*
$id close null" 'one that was taken over goes on'
gap=$(links over | sed -n '1s/.* //p')
ok '... and what may be missing is said' test "$gap" -ge 50000 -a "$gap" -le 900000
like "$(links other)" "1_other close [1-9]*
$id open null
$id close null" 'one that has ended meanwhile is closed, and the next one begun'
is "$(links whose | sed -n 1p)" "$id open null" \
    'without its name it is not known to be the same'
done_testing
