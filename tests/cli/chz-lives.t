#!/bin/sh
# chz-lives against the simulator, and against servers that misbehave.
. "${0%/*}/../tap.sh"

sim() { chz-sim --seed 4 "$@"; }
fields() { grep -o "\"$1\":\"[^\"]*\"" "$2" | cut -d'"' -f4; }

sim --channels 60 -- chz-lives -m 0 >"$T/all"
is "$?" 0 'two pages of broadcasts'
is "$(wc -l <"$T/all")" 60 'each is a record'
is "$(grep -c '"status":"open".*"chat_channel_id":"N' "$T/all")" 60 \
	'... with what chz-tap needs'
is "$(fields channel_id "$T/all" | sort -u | wc -l)" 60 'none comes twice'
grep -o '"viewers":[0-9]*' "$T/all" | cut -d: -f2 >"$T/viewers"
is "$(sort -rn "$T/viewers")" "$(cat "$T/viewers")" 'most viewers first'

least=$(sed -n 10p "$T/viewers")
sim --channels 60 -- chz-lives -m "$least" >"$T/some"
is "$(wc -l <"$T/some")" "$(awk -v n="$least" '$1 >= n' "$T/viewers" | wc -l)" \
	'-m: at least that many viewers'
MIN_LIVE_USER=$least sim --channels 60 -- chz-lives >"$T/env"
is "$(fields live_id "$T/env")" "$(fields live_id "$T/some")" \
	'MIN_LIVE_USER is its default'
is "$(sim --channels 60 -- chz-lives -m 0 -n 7 | wc -l)" 7 '-n: at most that many'

id=$(fields channel_id "$T/all" | sed -n 3p)
name=$(fields channel "$T/all" | sed -n 3p)
sim --channels 60 -- chz-lives -c "chzzk:$id" >"$T/one"
is "$(fields channel_id "$T/one")" "$id" '-c: one channel'
printf 'channels:\n  - "%s"  # me\n' "$id" >"$T/channels.yaml"
is "$(sim --channels 60 -- chz-lives -c "$T/channels.yaml" | wc -l)" 1 \
	"-c: NokChart's channels.yaml"
printf '# mine\n%s somebody\nnonsense\n' "$id" >"$T/list"
sim --channels 60 -- chz-lives -c "$T/list" >"$T/out" 2>"$T/err"
is "$?" 1 'a bad line of a list is an error'
is "$(wc -l <"$T/out")" 1 '... and the others are looked at'
is "$(cat "$T/err")" "chz-lives: $T/list:3: not a channel id: nonsense" \
	'... and it is named'
awk 'BEGIN { for (i = 0; i < 500; i++) print "bad" i }' >>"$T/list"
sim --channels 60 -- chz-lives -c "$T/list" >"$T/out" 2>"$T/err"
is "$(wc -l <"$T/err"),$(tail -1 "$T/err")" \
	"11,chz-lives: 491 more bad lines" '... or the sum of very many'
sim --channels 60 -- chz-lives --name "$name" >"$T/out"
ok '--name finds a channel' grep -q "$id" "$T/out"

unknown=0123456789abcdef0123456789abcdef
sim -- chz-lives -c "$unknown" >"$T/out" 2>"$T/err"
is "$?,$(wc -c <"$T/out"),$(wc -l <"$T/err")" 1,0,1 \
	'an unknown channel: one line, status 1'

# The simulator's time begins with its first reader.
sim --channels 2 --for 1s -- sh -c 'timeout 20 chz-lives -m 0 -f 300ms |
	sed -u 4q | tee "$0" | chz-tap >/dev/null' "$T/follow" 2>/dev/null
is "$(grep -c '"status":"open"' "$T/follow")" 2 '-f: what is on air, once'
is "$(jq -r 'select(.status == "close") | .stream_id' "$T/follow" | sort)" \
	"$(jq -r 'select(.status == "open") | .stream_id' "$T/follow" | sort)" \
	'... and the end of the same broadcasts'

# ---- misbehaviour ----

# answered STATUS BYTES NAME: chz-lives against a server that says BYTES.
answered() {
	# shellcheck disable=SC2059
	printf "$2" >"$T/answer"
	mkfifo "$T/hold"
	"$here/../answer.pl" "$T/answer" <"$T/hold" >"$T/port" &
	exec 9>"$T/hold"
	wait_for test -s "$T/port"
	got=0
	CHZ_API_URL=http://127.0.0.1:$(cat "$T/port") chz-lives >"$T/out" \
		2>"$T/err" || got=$?
	exec 9>&-
	wait
	rm "$T/hold" "$T/port"
	is "$got,$(wc -c <"$T/out"),$(wc -l <"$T/err")" "$1,0,1" "$3: one line"
}

ok200='HTTP/1.1 200 OK\r\nConnection: close\r\n'
answered 1 "$ok200\r\n<html>busy</html>" 'a page instead of JSON'
answered 1 "$ok200\r\n{\"code\":200,\"message\":null,\"content\":{}}" \
	'JSON of another shape'
answered 1 "${ok200}Content-Encoding: gzip\r\n\r\n\037\213\010\000cut" \
	'damaged gzip'
answered 77 'HTTP/1.1 401 No\r\nConnection: close\r\n\r\n{"code":401,"message":"login"}' \
	'a login is needed'
answered 1 'HTTP/1.1 302 There\r\nLocation: file:///etc/passwd\r\nConnection: close\r\n\r\n' \
	'a redirect to a file'

CHZ_API_URL=http://127.0.0.1:1 chz-lives >"$T/out" 2>"$T/err"
is "$?,$(wc -l <"$T/err")" 75,1 'nobody there: 75'
CHZ_API_URL=http://chz.invalid chz-lives >"$T/out" 2>"$T/err"
is "$?,$(wc -l <"$T/err")" 75,1 'a name that does not exist: 75'

# ---- as in every tool ----

status 0 '--help' chz-lives --help
status 2 'an unknown option is misuse' chz-lives --nope
misuse "unwanted argument 'something'" something
misuse "--follow: 'something' is not a duration above 0" -f something
misuse "--follow: '0' is not a duration above 0" --follow=0
misuse "--min-viewers: 'few' is not a whole number" -m few
status 2 'a list that is not there is misuse' chz-lives -c "$T/none"
status 1 'a full output is an error' sim -- sh -c 'chz-lives -m 0 >/dev/full'
sim -- sh -c 'chz-lives -m 0 -f 1s | head -1' >"$T/out" 2>"$T/err"
is "$(wc -l <"$T/out"),$(cat "$T/err")" 1, 'a reader that leaves ends it'
done_testing
