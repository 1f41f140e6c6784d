#!/bin/sh
# chz-tap at the simulated YouTube: what was said is heard, through all that goes
# wrong, once.
. "${0%/*}/../tap.sh"
need jq

# round NAME OPTION...: three seconds of two channels.
round() {
	name=$1; shift
	timeout 120 chz-sim --rate 60 --for 3s --ledger "$T/$name.sent" "$@" -- \
		chz-tap youtube:@sim1 youtube:UCsim0000000000000000002 \
		>"$T/$name.heard" 2>"$T/$name.err"
	echo $? >"$T/$name.status"
}

# judged NAME: how the round ended, the verdict and its status.
judged() {
	cat "$T/$1.status"
	"$here/../verdict.pl" "$T/$1.sent" "$T/$1.heard"
	echo $?
} 2>&1

round calm &
round cut --fault 'drop*@1s,close*@1500ms,garbage*@2s' &
round pages --youtube-pages --youtube-poll 200ms \
	--fault 5xx@500ms,429=100ms@1s,html@1500ms,slow=1s@2s &
round quota --youtube-quota 13 &
# spent NAME SIM-OPTION TAP-OPTION: one chat, and too little to read it.
spent() {
	timeout 120 chz-sim $2 -- chz-tap $3 youtube:@sim1 \
	    >"$T/$1.heard" 2>"$T/$1.err"
	echo $? >"$T/$1.status"
}
spent theirs '--youtube-quota 7' '' &
spent ours '' '--quota 7' &
wait

for name in calm cut pages; do
	like "$(judged $name | xargs)" \
		'0 sent [1-9]* reported 0 + lost in silence 0; twice 0, never sent 0 0' \
		"$name: all was heard"
done
is "$(jq -r 'select(.type == "link") | .state' "$T/calm.heard" | sort | uniq -c |
	xargs)" '2 close 2 open' 'calm: two chats, from open to close'
ok 'cut: losses are made good' grep -q '"state":"resumed".*"gap_ms":0' \
	"$T/cut.heard"
is "$(cat "$T/quota.status")" 1 'quota: one chat is tapped, one is not'
like "$(cat "$T/quota.err")" "*YouTube's quota is spent*" '... for want of it'
# A day of it begins at midnight in Los Angeles.
back='it is given back at 20??-??-?? 0[78]:00:00*'
like "$(cat "$T/theirs.status" "$T/theirs.err")" "75
chz-tap: *: YouTube's quota is spent (* units here); $back" \
    'theirs: a quota that is spent is 75, and when it returns'
like "$(cat "$T/ours.status" "$T/ours.err")" "75
chz-tap: *: the quota for YouTube, --quota, is spent (* units here); $back" \
    'ours: so is our own'

# ---- by a login ----

need curl
cat >"$T/run" <<'END'
. "$1"
unset CHZ_YOUTUBE_KEY
kept=$XDG_STATE_HOME/chz/youtube.json
# with CHANGE: the tokens' file, changed.
with() { jq "$1" "$kept" >new && chmod 600 new && mv new "$kept"; }
: >said
chz-auth login youtube >said 2>login.err &
login=$!
wait_for test -s said
curl -sL "$(head -1 said)" >page
wait $login || exit 1
eval "$2"
END
# within NAME COMMAND OPTION...: without a key, and logged in.
within() {
	name=$1 command=$2
	shift 2
	mkdir "$T/$name"
	cd "$T/$name" || exit 1
	XDG_STATE_HOME="$T/$name/state" timeout 120 \
	    chz-sim --rate 60 --for 2s --ledger "$T/$name.sent" "$@" -- \
	    sh ../run "$here/../wait.sh" "$command" >"$T/$name.heard" \
	    2>"$T/$name.err"
	echo $? >"$T/$name.status"
}

within mine 'chz-tap youtube:mine' &
within token 'chz-tap youtube:@sim1 youtube:@sim2' &
within stale 'with ".access_token = \"x\" | .expires_at = \"2036-01-01T00:00:00Z\""
    chz-tap youtube:mine youtube:@sim2' &
within old 'with ".expires_at = \"2026-01-01T00:00:00Z\""; chz-tap youtube:@sim1' &
within short 'chz-tap youtube:@sim1' --auth-life 1s --youtube-pages \
    --youtube-poll 200ms &
wait
for name in mine token stale old short; do
	like "$(judged $name | xargs)" \
	    '0 sent [1-9]* reported 0 + lost in silence 0; twice 0, never sent 0 0' \
	    "$name: all was heard, by a login"
done
is "$(jq -r 'select(.type == "link" and .state == "open") | .channel_id' "$T/mine.heard" |
    uniq | wc -l)" 1 'mine: one broadcast is mine'
ok 'short: tokens that end all the time are replaced' \
    sh -c '! grep -q "access-1\"" "$1"' - "$T/short/state/chz/youtube.json"

within over 'cp -p "$kept" kept; chz-auth logout youtube; cp -p kept "$kept"
    with ".expires_at = \"2026-01-01T00:00:00Z\""; chz-tap youtube:mine' &
within foreign 'with ".access_token = \"x\" | .refresh_token = \"x\" | del(.expires_at)"
    chz-tap youtube:mine' &
within nobody 'chz-auth logout youtube; chz-tap youtube:@sim1' &
within keyed 'CHZ_YOUTUBE_KEY=chz-sim CHZ_YOUTUBE_ID= chz-tap youtube:mine' &
within none 'CHZ_YOUTUBE_ID= chz-tap youtube:@sim1' &
wait
# refused NAME WHAT: who is refused, how and why.
refused() {
	is "$(cat "$T/$1.status" "$T/$1.err")" "77
chz-tap: $2" "$1: status 77, and why"
}
ended='the login has ended; log in again (Bad Request)'
refused over "mine: no login for YouTube: $ended"
refused foreign "mine: no login for YouTube: $ended
chz-tap: YouTube: 1 units of quota spent"
refused nobody '@sim1: no login for YouTube: not logged in'
refused keyed "mine: one's own broadcasts are for a login; see chz-auth(1)"
refused none '@sim1: YouTube wants a key, CHZ_YOUTUBE_KEY in ~/.config/chz/config, or a login; see chz-auth(1)'
done_testing
