#!/bin/sh
# Redis over TLS: chz-bus and chz-room check its certificate, and show their
# own; Debian's redis-server is at the other end.
. "${0%/*}/../tap.sh"
need redis-server redis-cli openssl curl jq
unset CHZ_REDIS_URL CHZ_REDIS_USER CHZ_REDIS_PASSWORD SSL_CERT_FILE SSL_CERT_DIR

# An authority of our own, and what it has signed.
key() { openssl ecparam -name prime256v1 -genkey -noout -out "$T/$1.key"; }
authority() {
	key "$1"
	openssl req -x509 -new -key "$T/$1.key" -subj "/CN=$1" -days 2 \
	    -addext basicConstraints=critical,CA:TRUE -out "$T/$1.pem"
}
# signed NAME AUTHORITY ADDRESS DAYS
signed() {
	key "$1"
	printf 'subjectAltName=%s\n' "$3" >"$T/ext"
	openssl req -new -key "$T/$1.key" -subj "/CN=$1" |
	    openssl x509 -req -CA "$T/$2.pem" -CAkey "$T/$2.key" \
	    -CAcreateserial -days "$4" -extfile "$T/ext" -out "$T/$1.pem" \
	    2>"$T/log"
}
authority ca
authority other
signed good ca IP:127.0.0.1,DNS:localhost 2
signed name ca DNS:elsewhere.example 2
signed expired ca IP:127.0.0.1 -1
signed stranger other IP:127.0.0.1 2
signed us ca DNS:client 2
key own
openssl req -x509 -new -key "$T/own.key" -subj /CN=own -days 2 \
    -addext subjectAltName=IP:127.0.0.1 -out "$T/own.pem"

# A server on a port that is free, and on a socket to change its settings by.
answers() { redis-cli -s "$T/redis" ping >/dev/null 2>&1; }
answers_or_ended() { answers || ! kill -0 "$server" 2>/dev/null; }
for port in $(awk -v s=$$ 'BEGIN { srand(s); for (; n < 20; n++) print int(10000 + 20000 * rand()) }'); do
	redis-server --port 0 --tls-port "$port" --bind 127.0.0.1 \
	    --unixsocket "$T/redis" --save '' --dir "$T" \
	    --tls-cert-file "$T/good.pem" --tls-key-file "$T/good.key" \
	    --tls-ca-cert-file "$T/ca.pem" --tls-auth-clients no \
	    >"$T/server.log" 2>&1 &
	server=$!
	wait_for answers_or_ended
	if answers; then
		break
	fi
	ended $server
done
set_to() { redis-cli -s "$T/redis" config set "$@" >/dev/null; }
show() { set_to tls-cert-file "$T/$1.pem" tls-key-file "$T/$1.key"; }

at=rediss://127.0.0.1:$port
export CHZ_REDIS_CA="$T/ca.pem"
seq 3000 | awk '{ print "{\"type\":\"chat\",\"text\":\"안녕 " $1 "\"}" }' >"$T/sent"

# says COMMAND...: its status and its one complaint.
says() {
	got=0
	timeout 60 "$@" >"$T/out" 2>"$T/err" </dev/null || got=$?
	echo "$got $(sed -n '$p' "$T/err")"
}

is "$(says chz-bus --redis "$at" put chat "$T/sent")" '0 ' 'put over TLS'
chz-bus --redis "$at" get chat --once >"$T/got"
ok '... and got, byte for byte' cmp "$T/sent" "$T/got"
is "$(says chz-bus --redis "rediss://localhost:$port/1" info chat)" '0 ' \
    'by name, another database'
is "$(cat "$T/out")" '{"type":"bus","key":"chat","entries":0}' '... which is empty'
CHZ_REDIS_CA='' SSL_CERT_FILE="$T/ca.pem" says chz-bus --redis "$at" info chat \
    >"$T/said"
like "$(cat "$T/said")" '0 *' "the system's authorities will do"

while read -r certificate why; do
	show "$certificate"
	like "$(says chz-bus --redis "$at" put chat "$T/sent")" \
	    "1 chz-bus: redis: the certificate is not good: *$why*" \
	    "a server that shows $certificate is refused"
	like "$(says chz-room --redis="$at" -l 0)" \
	    "1 chz-room: redis: the certificate is not good: *$why*" \
	    '... by chz-room, too'
done <<'WHY'
name mismatch
expired expired
stranger local issuer
own self-signed
WHY
is "$(redis-cli -s "$T/redis" xlen chat)" 3000 'none of them was given a record'
like "$(CHZ_REDIS_CA=$T/own.pem says chz-bus --redis "$at" info chat)" '0 *' \
    'one that is its own authority is trusted as such'
show good
like "$(CHZ_REDIS_CA='' says chz-bus --redis "$at" info chat)" \
    '1 *the certificate is not good*' 'without the authority nobody is known'
like "$(CHZ_REDIS_CA=$T/none.pem says chz-bus --redis "$at" info chat)" \
    "1 chz-bus: redis: $T/none.pem: *" 'an authority that is not there'
like "$(says chz-bus --redis "redis://127.0.0.1:$port" info chat)" '75 *' \
    'no TLS where TLS is spoken'
like "$(says chz-bus --redis "unix:$T/redis" info chat)" '0 *' 'no TLS on a path'

# ---- who we are ----

set_to tls-auth-clients yes
like "$(says chz-bus --redis "$at" info chat)" '77 *certificate*' \
    'a server that wants a certificate of us'
like "$(says chz-room --redis="$at" -l 0)" '77 *certificate*' '... chz-room, too'
export CHZ_REDIS_CERT="$T/us.pem" CHZ_REDIS_CERT_KEY="$T/us.key"
like "$(says chz-bus --redis "$at" info chat)" '0 *' '... gets it'
like "$(CHZ_REDIS_CERT=$T/stranger.pem CHZ_REDIS_CERT_KEY=$T/stranger.key \
    says chz-bus --redis "$at" info chat)" '77 *' '... and not any'
like "$(CHZ_REDIS_CERT_KEY=$T/other.key says chz-bus --redis "$at" info chat)" \
    "1 chz-bus: redis: $T/other.key: *" 'a key of another certificate'
cat "$T/us.pem" "$T/us.key" >"$T/both.pem"
unset CHZ_REDIS_CERT_KEY
like "$(CHZ_REDIS_CERT=$T/both.pem says chz-bus --redis "$at" info chat)" '0 *' \
    'certificate and key in one file'
export CHZ_REDIS_CERT="$T/both.pem"

# ---- a room, and a connection that breaks ----

chz-room --redis="$at" -l 0 >"$T/out" 2>"$T/err" </dev/null &
room=$!
wait_for grep -q http: "$T/err"
url=$(sed -n 's/.*\(http:.*\)\//\1/p' "$T/err")
redis-cli -s "$T/redis" xadd chat:session:r '*' participant A \
    body '{"hd":{"event":"chat.message"},"bd":{"text":"말"}}' >/dev/null
texts() {
	curl -s "$url/v1/session/r/history" |
	    jq -r '.messages[]?.bd.text' 2>/dev/null
}
is "$(texts)" 말 'a room on Redis over TLS'
redis-cli -s "$T/redis" client kill type normal skipme yes >/dev/null
came_back() { test "$(texts)" = 말; }
ok '... which comes back after a break' wait_for came_back
kill $room; ended $room

mkfifo "$T/pipe"
chz-bus --redis "$at" put kept <"$T/pipe" 2>"$T/err" &
putter=$!
exec 9>"$T/pipe"
head -10 "$T/sent" >&9
wait_for has 20 redis-cli -s "$T/redis" xrange kept - +
redis-cli -s "$T/redis" client kill type normal skipme yes >/dev/null
tail +11 "$T/sent" >&9
exec 9>&-
ended $putter
is "$? $(chz-bus --redis "$at" get kept --once | sort -u | wc -l)" '0 3000' \
    'a connection that breaks costs no record'
kill $server; ended $server
done_testing
