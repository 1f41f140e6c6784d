#!/bin/sh
# chz-send: replies go into a simulated chat, where chz-tap hears them.
. "${0%/*}/../tap.sh"
need curl jq
export XDG_STATE_HOME="$T/state"
cd "$T" || exit 1

misuse '--text and --keep exclude each other' --text -k
misuse "--rate: 'fast' is not N/DUR, such as 1/2s" --rate fast
status 77 'without a login nothing is sent' chz-send /dev/null

# ---- what would be sent ----

# reply TEXT...: a record each.
reply() { for text; do jq -nc --arg t "$text" '{type: "reply", text: $t}'; done; }
long=$(awk 'BEGIN { for (i = 1; i <= 12; i++) printf("문장 %d번은 열두 글자쯤 돼요. ", i) }')
reply 하나 '둘
셋' "$long" >replies
echo '{"type":"chat","text":"남의 말"}' >>replies
chz-send --dry-run replies >out
is "$(head -2 out)" '하나
둘 셋' 'a reply is a message, in one line'
is "$(grep -c '남의' out)" 0 '... other records are none'
is "$(jq -R 'select(length > 100)' out | wc -l) $(tail -n +3 out | grep -vc '요\.$')" '0 0' \
    'a long one goes in several, between sentences'
is "$(tail -n +3 out | paste -sd ' ')" "${long% }" '... and nothing of it is lost'
word=$(awk 'BEGIN { for (i = 0; i < 150; i++) printf("가") }')
is "$(reply "$word" | chz-send --dry-run | jq -R length | xargs)" '100 50' \
    '... or within a word'
printf 'a\n\nb' | chz-send --text --dry-run >out
is "$(xargs <out)" 'a b' 'lines of text'
echo c >lines
is "$(echo d | chz-send --text --dry-run lines - | xargs)" 'c d' '... from files, and standard input'
status 1 '... a file that is not there' chz-send --text --dry-run nothing

# ---- what is sent ----

cat >run <<'E2'
. "$1"
chz-auth login chzzk >said 2>login.err &
login=$!
wait_for test -s said
curl -sL "$(head -1 said)" >page
wait $login || exit 1
chz-lives | chz-tap >heard 2>tap.err &
tap=$!
wait_for test -s heard
eval "$2"
wait_for eval "$3"
kill $tap
wait $tap 2>/dev/null
E2
# within COMMAND UNTIL: with a login, and a tap that hears.
within() {
	rm -f said heard
	chz-sim --rate 50 -- sh run "$here/../wait.sh" "$@"
}
mine() { jq -r 'select(.role == "streamer") | .text' heard; }
within 'chz-send -v -k --rate 20/1s replies >passed 2>err; echo $? >status' \
    'grep -q "열두 글자쯤" heard && test "$(grep -c streamer heard)" -ge 5'
is "$(cat status) $(grep -c 'sent [0-9]*, lost 0, held 0' err)" '0 1' 'all is sent'
is "$(mine | paste -sd ' ')" "하나 둘 셋 ${long% }" '... and heard, in order'
ok '-k passes the input through' cmp replies passed
# The token's end, while it runs: another one is asked for, once.
reply 처음 >first
reply 나중 >later
within '(cat first; wait_for grep -q 처음 heard; chz-auth refresh chzzk; cat later) |
    chz-send --rate 20/1s 2>err; echo $? >status' 'grep -q 나중 heard' 2>&1
is "$(cat status) $(mine | xargs)$(cat err)" '0 처음 나중' 'a token that ends meanwhile is replaced'
within 'chz-auth logout chzzk; chz-send replies 2>err; echo $? >status' 'test -s status'
is "$(cat status) $(cat err)" '77 chz-send: not logged in' 'nobody is logged in'
within 'chz-auth login chzzk --as x --paste </dev/null 2>/dev/null; cp state/chz/chzzk.json state/chz/chzzk-x.json
    chz-send --as x --rate 20/1s -vvv replies 2>err; echo $? >status' 'test "$(grep -c streamer heard)" -ge 5'
is "$(cat status) $(grep -c -e chzzk-access -e chzzk-refresh -e sim-client-secret err)" '0 0' \
    'another account; no secret in its messages'

# ---- what the platform does not want ----

# answer NAME STATUS CODE MESSAGE [CONTENT]: a file of that name.
answer() {
	body=$(printf '{"code":%s,"message":"%s","content":%s}' "$3" "$4" "${5-null}")
	printf 'HTTP/1.1 %s X\r\nConnection: close\r\nContent-Length: %s\r\n\r\n%s' \
	    "$2" ${#body} "$body" >"$1"
}
answer good 200 200 OK '{"messageId":"1"}'
answer forbidden 403 403 FORBIDDEN
answer unknown 401 401 INVALID_TOKEN
answer bad 400 400 INVALID_PARAMETER
answer pair 200 200 OK '{"accessToken":"a2","refreshToken":"r2","tokenType":"Bearer","expiresIn":86400,"scope":""}'
export CHZ_CHZZK_ID=x CHZ_CHZZK_SECRET=y
mkdir -p state/chz
reply 하나 둘 >two
# answered FILE...: two messages, and what they are answered with.
answered() {
	(umask 077; echo '{"access_token":"a","refresh_token":"r"}' >state/chz/chzzk.json)
	rm -f hold
	mkfifo hold
	"$here/../answer.pl" "$@" <hold >port &
	server=$!
	exec 9>hold
	wait_for test -s port
	CHZ_OPENAPI_URL=http://127.0.0.1:$(cat port) chz-send --rate 20/1s two 2>err 9>&- &&
	    got=0 || got=$?
	exec 9>&-
	wait $server
	: >port
	echo "$got $(cat err)"
}
is "$(answered forbidden)" '77 chz-send: the account may not write: FORBIDDEN' 'a login for something else'
is "$(answered unknown pair unknown)" '77 chz-send: the login is not good: INVALID_TOKEN' 'a token that a new one does not replace'
is "$(answered unknown unknown)" '77 chz-send: the login has ended; log in again (INVALID_TOKEN)' 'a login that was taken back'
is "$(answered unknown pair good)" '0 ' '... while another token mends it'
is "$(answered bad good)" '1 chz-send: a message was refused: INVALID_PARAMETER' 'one that is refused; the next goes on'
done_testing
