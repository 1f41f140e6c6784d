#!/bin/sh
# A certificate is always checked: no client says a word to a server whose own
# is for another name, has expired, or comes from nobody.
. "${0%/*}/../tap.sh"
need node openssl

# An authority of our own, and what it has signed.
config() { printf 'basicConstraints=%s\nsubjectAltName=%s\n' "$1" "$2"; }
key() { openssl ecparam -name prime256v1 -genkey -noout -out "$T/$1.key"; }
key ca
openssl req -x509 -new -key "$T/ca.key" -subj /CN=chz-tests -days 2 \
    -addext basicConstraints=critical,CA:TRUE -out "$T/ca.pem"
# signed NAME ADDRESS DAYS
signed() {
	key "$1"
	config CA:FALSE "$2" >"$T/ext"
	openssl req -new -key "$T/$1.key" -subj "/CN=$1" |
	    openssl x509 -req -CA "$T/ca.pem" -CAkey "$T/ca.key" \
	    -CAcreateserial -days "$3" -extfile "$T/ext" -out "$T/$1.pem" 2>"$T/log"
}
signed good IP:127.0.0.1 2
signed name DNS:elsewhere.example 2
signed expired IP:127.0.0.1 -1
key own
openssl req -x509 -new -key "$T/own.key" -subj /CN=own -days 2 \
    -addext subjectAltName=IP:127.0.0.1 -out "$T/own.pem"

node "$here/tls.js" "$T" "$T/seen" &
server=$!
wait_for test -s "$T/ports"
port() { sed -n "s/^$1 //p" "$T/ports"; }
api=http://127.0.0.1:$(port api)
id=a1b2c3d4e5f60718293a4b5c6d7e8f90
export SSL_CERT_FILE="$T/ca.pem" XDG_RUNTIME_DIR="$T"

# asks TOOL NAME: runs it at the server NAME; its status, and what was seen.
asks() {
	: >"$T/seen"
	got=0
	at=${where:-127.0.0.1}:$(port "$2")
	case $1 in
	chz-lives) CHZ_API_URL=https://$at timeout 60 chz-lives ;;
	chz-vod) CHZ_API_URL=https://$at timeout 60 chz-vod 1234 ;;
	chz-tap) CHZ_API_URL=$api CHZ_GAME_API_URL=$api CHZ_CHAT_URL=wss://$at \
	    timeout 60 chz-tap --max-retries 1 $id ;;
	chz-say) echo 하나 | CHZ_TTS_URL=https://$at timeout 60 chz-say --text \
	    -e openai --no-fallback -o "$T/a.wav" ;;
	esac >"$T/out" 2>"$T/err" || got=$?
	echo "$got $(sort -u "$T/seen")"
}

while read -r tool request trusted; do
	is "$(asks "$tool" good)" "$trusted good $request" \
	    "$tool asks a server that the authority knows"
	for name in name expired own; do
		is "$(asks "$tool" $name)" '1 ' "$tool does not ask the server $name"
		like "$(tr A-Z a-z <"$T/err")" '*certificate*' '... and says why'
	done
done <<'END'
chz-lives GET 1
chz-vod GET 1
chz-tap upgrade 77
chz-say POST 1
END

# The certificate is for the address, not for the name of this machine.
for tool in chz-lives chz-tap; do
	is "$(where=localhost asks $tool good)" '1 ' "$tool asks whom it was told to"
done

# Without the authority nobody is known.
SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
is "$(asks chz-lives good)" '1 ' 'an authority that nobody named is none'

# https and wss begin with TLS, whatever the other end speaks.
for tool in chz-lives chz-vod chz-tap chz-say; do
	like "$(asks $tool clear)" '* clear TLS' "$tool says nothing in clear"
done
kill $server
ended $server
done_testing
