#!/bin/sh
# chz-overlay: its server, as scripts, strangers and broken clients see it.
. "${0%/*}/../tap.sh"
unset CHZ_OVERLAY_TOKEN
need curl
need jq

# serve OPTION...: starts one that stays; $url is its address.
serve() {
	: >"$T/err"
	chz-overlay -l 0 --stay "$@" </dev/null >"$T/out" 2>"$T/err" &
	server=$!
	wait_for grep -q http: "$T/err"
	url=$(sed -n 's/.*\(http:[^ ]*\)\/ and.*/\1/p' "$T/err" | sed 's/0\.0\.0\.0/127.0.0.1/')
	port=${url##*:}
}
stop() { kill $server; ended $server; }
# get PATH [OPTION...]
get() { tap_path=$1; shift; curl -s --max-time 20 --path-as-is "$@" "$url$tap_path"; }
# code PATH [OPTION...]: the status alone.
code() { tap_path=$1; shift; get "$tap_path" -o "$T/body" -w '%{http_code}' "$@"; }
post() { get "$@" -X POST; }
chat() { printf '{"type":"chat","message_id":"%s:1:0","user_id":"%s","user":"%s","text":"%s"}\n' "$1" "$1" "$1" "$2"; }
shown() { get /api/state | jq -c '[.viewer_messages[].message]'; }
# events SECONDS [OPTION...]: what a reader of events is sent in that time.
events() { tap_s=$1; shift; curl -sN --max-time "$tap_s" "$@" "$url/events"; }
numbers() { sed -n 's/^id: .*-//p' | xargs; }

misuse "--listen: 'nowhere' is not ADDRESS:PORT" -l nowhere
misuse "--listen: '1.2.3.4:99999' is not ADDRESS:PORT" -l 1.2.3.4:99999
misuse 'others can reach 0.0.0.0: it needs --token' -l 0.0.0.0:0
misuse "--pictures: 'a;b' are no hosts" --pictures 'a;b'
status 1 'a theme that is not there is an error' chz-overlay --theme "$T/none/"

# ---- records ----

{ chat a 하나; chat b 둘; chat a 하나; echo nope; } >"$T/log"
serve "$T/log"
is "$(shown)" '["하나","둘"]' 'a file is shown, what was met before is not'
like "$(cat "$T/err")" '*log:4: *not a JSON object*' '... a bad line is named'
is "$(chat c 셋 | get /events -T -)" '{"ok":true,"records":1}' 'records are posted as a stream'
is "$(chat d 넷 | get /events --data-binary @-)" '{"ok":true,"records":1}' '... or whole'
is "$(code /events -d nope)" 400 '... or are none'
is "$(shown)" '["하나","둘","셋","넷"]' '... and are there'
echo '{"type":"reply","text":"네","to":["b:1:0"]}' | get /events -T - >/dev/null
is "$(get /api/state | jq -c '.assistant_messages[0].message, [.viewer_messages[].processed]' | xargs)" \
    '네 [false,true,false,false]' 'a reply marks what it answers'
echo '{"type":"reply","reply_id":"r","text":"","part":1,"last":true}' | get /events -T - >/dev/null
is "$(get /api/state | jq -c '[.assistant_messages[].message]')" '["네"]' \
    '... and one that only ends another says nothing'
mkfifo "$T/pipe"
get /events -T - <"$T/pipe" >"$T/answer" &
{
	chat e 다섯
	wait_for eval 'get /api/state | grep -q 다섯'
	chat f 여섯
	wait_for eval 'get /api/state | grep -q 여섯'
} >"$T/pipe"
wait_for test -s "$T/answer"
is "$(cat "$T/answer")" '{"ok":true,"records":2}' 'a stream is shown while it lasts'

# ---- what scripts ask for ----

is "$(post /api/toggle_streamer_chat)$(get /api/state | jq .ignore_streamer_chat)" \
    '{"ignore_streamer_chat":true}true' 'the streamer is hidden'
is "$(post /api/show_streamer)$(get /api/state | jq .ignore_streamer_chat)" \
    '{"ok":true}false' '... and shown'
is "$(post '/api/hide?message_id=c:1:0')" '{"ok":true}' 'a message is hidden by its id'
is "$(post '/api/hide?id=1')" '{"ok":true}' '... or number'
is "$(code '/api/hide?id=1' -X POST) $(code /api/hide -X POST) $(code /api/dance -X POST)" \
    '404 404 404' '... once; and no other'
is "$(shown)" '["둘","넷","다섯","여섯"]' '... and is gone'
is "$(code /api/clear) $(code / -X POST) $(code /api/state -X DELETE)" '405 405 405' \
    'methods are kept to'
is "$(post /api/clear)$(shown)" '{"ok":true}[]' 'all is cleared'
stop

# ---- events ----

serve -n 3 "$T/log"
first=$(events 1)
like "$first" 'retry: 1000

event: greeting
data: {*"anew":true*' 'events begin with a greeting'
is "$(echo "$first" | numbers)" '1 2' '... then what there is'
run=$(echo "$first" | sed -n 's/^id: \(.*\)-1$/\1/p')
chat g 일곱 | get /events -T - >/dev/null
is "$(events 1 -H "Last-Event-ID: $run-2" | numbers)" 3 'who comes back gets what is new'
like "$(events 1 -H "Last-Event-ID: $run-2")" '*"anew":false*' '... and goes on'
for bad in "$run-9" "$run-0x" other-2 - '' "$run--1"; do
	like "$(events 1 -H "Last-Event-ID: $bad")" '*"anew":true*' "... or begins anew: '$bad'"
done
for i in 1 2 3 4 5 6; do chat "x$i" "$i"; done | get /events -T - >/dev/null
is "$(events 1 | numbers)" '7 8 9' 'the last few are kept'
is "$(events 1 -H "Last-Event-ID: $run-2" | numbers)" '7 8 9' '... all of them where too much is missed'
stop

# ---- strangers ----

serve
is "$(code / -H 'Host: evil.example') $(code /api/state -H "Host: evil.example:$port") $(code / -H "Host: localhost:$port")" \
    '403 403 200' 'a host of another name is refused'
is "$(code /api/clear -X POST -H 'Origin: https://evil.example') $(code /api/clear -X POST -H 'Origin: null') $(code /api/clear -X POST -H "Origin: $url")" \
    '403 403 200' 'so are pages of others'
is "$(code /events -H 'Origin: https://evil.example' -d "$(chat h 나쁜)")" 403 '... with records too'
is "$(code /live/none-0 -H 'Origin: https://evil.example' -H 'Connection: Upgrade' -H 'Upgrade: websocket' \
    -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==')" 403 '... and WebSockets'
like "$(get / -I)" "*content-security-policy: default-src 'none'; script-src 'self';*frame-ancestors 'none'*" \
    'pages have a policy'
like "$(get / -I)" '*x-content-type-options: nosniff*' '... and a type'
for path in /../../etc/passwd /theme/../../etc/passwd /theme/..%2f..%2fetc%2fpasswd /theme/%2e%2e/x.css \
    /theme//etc/passwd.css /theme/.hidden.css /overlay.html /.git/config; do
	is "$(code $path)" 404 "nothing at $path"
done
stop

mkdir "$T/theme"
echo 'b{}' >"$T/theme/theme.css"
echo secret >"$T/theme/notes.txt"
echo secret >"$T/secret.css"
ln -s / "$T/theme/root"
serve --theme "$T/theme"
is "$(get /theme/theme.css)" 'b{}' "a theme of one's own"
is "$(code /theme/notes.txt) $(code /theme/../secret.css) $(code /theme/root/etc/passwd)" '404 404 404' \
    '... and no more than that'
stop

serve -l 0.0.0.0:0 --token "$T/token"
token=$(cat "$T/token")
is "$(stat -c %a "$T/token") ${#token}" '600 32' 'a token is made'
is "$(code /api/state) $(code /events -d x) $(code "/api/state?token=$token") $(code /api/state -H "Authorization: Bearer $token") $(code "/api/state?token=${token}x")" \
    '401 401 200 200 401' '... and asked for'
is "$(chat i 몰래 | get /events -T -)" '{"error":"a token is needed"}' '... of streams before their end'
is "$(code / -H 'Host: 192.168.0.9:8765') $(code '/api/clear' -X POST -H "Origin: $url" -H "Host: other:1")" '200 403' \
    '... under any name of the host'
is "$(grep -c "$token" "$T/err")" 0 '... and not shown'
stop
chmod 644 "$T/token"
status 77 'a token that others can read is refused' chz-overlay -l 0 --token "$T/token"

# ---- broken clients ----

serve
# As many as are allowed that say nothing, half of them in the middle of a
# request; one that floods its headers; one that reads nothing.
cat >"$T/clients.pl" <<'EOF'
use IO::Socket::INET;
my ($port, @held) = shift;
sub dial { IO::Socket::INET->new(PeerAddr => "127.0.0.1:$port") or die "dial: $!\n" }
for my $i (1 .. 500) {
	my $s = dial();
	print $s $i % 2 ? "" : "GET /events HTTP/1.1\r\nHost: 127.";
	$s->flush;
	push @held, $s;
}
local $SIG{PIPE} = 'IGNORE';
my $flood = dial();
for (1 .. 5000) { print $flood "X-$_: " . "y" x 1000 . "\r\n" or last }
my $deaf = dial();
print $deaf "GET /events HTTP/1.1\r\nHost: 127.0.0.1:$port\r\n\r\n";
$deaf->flush;
$| = 1;
print "ready\n";
<STDIN>;
my ($n, $piece) = 0;
$n += length $piece while sysread $deaf, $piece, 1 << 20;
print "deaf $n\n";
EOF
mkfifo "$T/hold"
perl "$T/clients.pl" "$port" <"$T/hold" >"$T/clients" 2>&1 &
clients=$!
exec 9>"$T/hold"
wait_for grep -q ready "$T/clients"
is "$(code /)" 200 'five hundred silent clients and a flood: it answers'
long=$(printf '%01500d' 0)
awk -v t="$long" 'BEGIN { for (i = 0; i < 20000; i++)
	printf("{\"type\":\"chat\",\"user\":\"u\",\"text\":\"%d %s\"}\n", i, t) }' >"$T/many"
is "$(get /events -T "$T/many")" '{"ok":true,"records":20000}' 'one that reads nothing is not waited for'
exec 9>&-
ended $clients
ok '... nor is all kept for it: it is cut off' \
    test "$(sed -n 's/deaf //p' "$T/clients")" -lt 20000000
is "$(shown | jq length)" 50 '... and all goes on without them'
stop

# ---- ends ----

is "$(chat j 여덟 | chz-overlay -q -l 0 -k)" "$(chat j 여덟)" '-k passes the input on, and ends with it'
status 0 'without -k it ends with its input, too' chz-overlay -q -l 0
serve
is "$(chz-overlay -l "$port" </dev/null 2>&1; echo $?)" "chz-overlay: 127.0.0.1:$port: cannot listen
1" 'a port that is taken is an error'
kill -INT $server
got=0
ended $server || got=$?
is $got 130 'it dies of its signal'
done_testing
