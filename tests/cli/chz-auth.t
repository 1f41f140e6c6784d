#!/bin/sh
# chz-auth: logging in at a simulated platform, and twenty processes that all
# want a new token.
. "${0%/*}/../tap.sh"
need curl jq
export XDG_STATE_HOME="$T/state"
cd "$T" || exit 1
kept=$T/state/chz/chzzk.json

# ---- misuse ----

misuse "'enter' is not login, status, refresh, logout or token" enter chzzk
misuse 'login needs one service' login
misuse "'twitch' is not chzzk or youtube" login twitch
misuse '--from and --open exclude each other' login chzzk --from x --open
status 77 'without an application there is no login' chz-auth login chzzk
like "$(chz-auth login chzzk 2>&1)" '*set CHZ_CHZZK_ID*' '... which is said'
status 77 'nobody is logged in' chz-auth status chzzk
export CHZ_CHZZK_ID=a CHZ_CHZZK_SECRET=b
CHZ_OPENAPI_URL=http://example.com status 2 'tokens go over https only' \
    chz-auth refresh chzzk
unset CHZ_CHZZK_ID CHZ_CHZZK_SECRET

# ---- the platform ----

# login SERVICE [OPTION...]: in the background; its address is in $T/said.  False
# when it ends before it has one.
login() {
	: >said
	chz-auth login "$@" >said 2>err 9>&- &
	login=$!
	wait_for eval 'test -s said || ! kill -0 $login 2>/dev/null'
	test -s said
}
url() { head -1 said; }
# outcome: how it ended.
outcome() { wait $login && got=0 || got=$?; }

(: >"$T/sim.env"
exec chz-sim --auth-life 1d >"$T/sim.env" 2>"$T/sim.err") &
sim=$!
trap 'kill $sim 2>/dev/null; rm -rf "$T"' EXIT
wait_for grep -q YOUTUBE_SECRET sim.env
wait_for grep -q CHZ_OPENAPI_URL sim.env
. ./sim.env

# ---- login ----

login chzzk
curl -s "${callback:=$(url | sed 's/.*redirectUri=\([^&]*\).*/\1/; s/%3A/:/g; s/%2F/\//g')}?code=x&state=y" >page
is "$(cat page)" 'not of this login' 'a page with another state is refused'
is "$(curl -s -o page -w '%{http_code}' "${callback%callback}other?code=x")" 404 \
    '... so is another page'
like "$(grep 'core file size' /proc/$login/limits | awk '{ print $5, $6 }')" '[01] [01]' \
    'a crash leaves no core'
curl -sL "$(url)" >page
outcome
like "$got $(cat page)" '0 *Logged in*' 'the browser comes back with a code'
like "$(sed -n 2p said)" 'chzzk: logged in as *(*), token until *' '... and it is said who that is'
is "$(stat -c %a "$kept") $(jq -r '.access_token + " " + .refresh_token' "$kept")" \
    '600 chzzk-access-1 chzzk-refresh-1' '... the tokens are for their owner'
like "$(chz-auth status chzzk)" 'chzzk: logged in as *' 'status'
is "$(chz-auth token chzzk)" chzzk-access-1 'token'
is "$(curl -s -H "Authorization: Bearer $(chz-auth token chzzk)" "$CHZ_OPENAPI_URL/open/v1/users/me" |
    jq -r .content.channelId)" "$(jq -r .channel_id "$kept")" '... opens the API'
chz-auth refresh chzzk
is "$(chz-auth token chzzk)" chzzk-access-2 'refresh'
chmod 644 "$kept"
status 77 'tokens that others can read are refused' chz-auth token chzzk
chmod 600 "$kept"
echo '{"torn' >"$T/torn"
status 77 'no tokens in a file' chz-auth login chzzk --from torn

# ---- a race ----

# old: the access token is at its end, as far as the file says.
old() {
	jq -c '.expires_at = "2026-01-01T00:00:00.000Z"' "$kept" >old &&
	    chmod 600 old && mv old "$kept"
}
# race COMMAND: twenty at once; their statuses, each with its number.
race() {
	rm -f race.*
	racers=
	for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		{
			chz-auth "$1" chzzk >race.$i 2>>race.err && n=0 || n=$?
			echo $n >race.$i.status
		} &
		racers="$racers $!"
	done
	# shellcheck disable=SC2086
	wait $racers
	sort race.*.status | uniq -c | xargs
}
old
is "$(race token) $(cat race.? race.?? | sort | uniq -c | xargs)" \
    '20 0 20 chzzk-access-3' 'of twenty that want a new token one asks'
is "$(race refresh)" '20 0' 'twenty refresh: no refresh token is used twice'
ok '... and the last is good' test "$(chz-auth token chzzk)" != chzzk-access-3
status 0 '... also to get the next' chz-auth refresh chzzk

# ---- the ends ----

cp -p "$kept" stale
chz-auth refresh chzzk
cp -p stale "$kept"
chz-auth refresh chzzk 2>err && got=0 || got=$?
is "$got $(cat err)" '77 chz-auth: chzzk: the login has ended; log in again (INVALID_TOKEN)' \
    'a refresh token that was used is refused, and the user told'
login chzzk
curl -sL "$(url)" >page
outcome
jq -c '{access_token, refresh_token}' "$kept" >monitor.json
chmod 600 monitor.json
chz-auth login chzzk --as bori --from monitor.json >said 2>err
is "$? $(jq -r .refresh_token "$T/state/chz/chzzk-bori.json" | cut -d- -f1,2)" \
    '0 chzzk-refresh' "a monitor's tokens are taken over, for an account of its own"
status 0 logout chz-auth logout chzzk --as bori
ok '... leaves nothing' test ! -e "$T/state/chz/chzzk-bori.json"
status 77 '... and is no login' chz-auth token chzzk --as bori

# ---- where the browser comes back to ----

like "$(CHZ_CHZZK_REDIRECT=https://example.com/cb chz-auth login chzzk 2>&1)" \
    '*https://example.com/cb is not of this machine: use --paste' \
    "another machine's address is pasted"
like "$(CHZ_CHZZK_REDIRECT=https://example.com/cb?x=1 \
    chz-auth login chzzk --paste 2>/dev/null </dev/null)" \
    '*redirectUri=https%3A%2F%2Fexample.com%2Fcb%3Fx%3D1&*' '... as it was registered'
# open_at PORT: a login with an address that has no slash at its end; one of the
# next ports where that one is taken.
open_at() {
	port=$1
	until CHZ_CHZZK_REDIRECT=http://localhost:$port login chzzk ||
	    test "$port" -ge $(($1 + 20)); do
		outcome
		port=$((port + 1))
	done
}
open_at $((20000 + $$ % 12000))
like "$(url)" "*redirectUri=http%3A%2F%2Flocalhost%3A$port&*" \
    "this machine's, too, letter by letter"
curl -sL "$(url)" >page
outcome
is "$got" 0 '... and the browser finds it'

# ---- paste, YouTube, no ----

# back: where the browser would be sent.
back() { curl -s -o page -w '%{redirect_url}' "$1"; }
paste_back() {
	wait_for test -s said
	echo 'http://127.0.0.1:8089/?code=x&state=wrong'
	back "$(url)"
}
: >said
paste_back | chz-auth login youtube --paste >said 2>err && got=0 || got=$?
is "$got $(jq -r .access_token "$T/state/chz/youtube.json") $(grep -c 'its state is another' err)" \
    '0 google-access-1 1' 'YouTube by a pasted address; a wrong one is no end'
like "$(url)" '*code_challenge=*S256*' '... with PKCE'
login youtube
curl -sL "$(url)" >page
outcome
is "$got" 0 '... by a browser'
chz-auth refresh youtube
is "$(jq -r '.access_token + " " + .refresh_token' "$T/state/chz/youtube.json")" \
    'google-access-3 google-refresh-2' 'a refresh token that stays is kept'
echo 'nothing' | chz-auth login chzzk --paste >said 2>err && got=0 || got=$?
is "$got $(tail -1 err)" '77 chz-auth: chzzk: nobody has logged in' 'nothing pasted'
status 77 'nobody comes' chz-auth login chzzk --timeout 100ms
chz-auth login chzzk --as secret -vvv --paste >said 2>err </dev/null
chz-auth refresh youtube -vvv 2>>err
is "$(grep -c -e sim-client-secret -e google-access -e google-refresh err)" 0 \
    'no secret is in the messages, however many'

kill $sim
ended $sim
chz-auth logout chzzk 2>err && got=0 || got=$?
is "$got $(test -e "$kept" && echo kept)" '75 kept' 'a platform that is away: the tokens stay'
: >said
chz-sim --auth-deny -- sh -c '
	chz-auth login chzzk >said 2>err & login=$!
	. "$0"
	wait_for test -s said
	curl -sL "$(head -1 said)" >page
	wait $login' "$here/../wait.sh" && got=0 || got=$?
like "$got $(cat err)" '77 *access_denied*' 'the user says no'
done_testing
