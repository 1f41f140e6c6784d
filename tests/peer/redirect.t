#!/bin/sh
# What a login is for stays with the server that it is for.
. "${0%/*}/../tap.sh"
need node

node "$here/redirect.js" "$T/port" "$T/seen" &
server=$!
wait_for test -s "$T/port"
NID_AUT=secret-aut NID_SES=secret-ses \
    CHZ_API_URL=http://127.0.0.1:$(cat "$T/port") \
    timeout 20 chz-lives -m 0 >"$T/out" 2>"$T/err"
is "$?" 0 'a redirection is followed'
kill $server
ended $server
like "$(sed -n 1p "$T/seen")" 'first /service/v1/lives *secret-aut*' \
    'the platform has the cookies'
like "$(sed -n 2p "$T/seen")" 'first /own *secret-aut*' \
    'on a path of its own too'
is "$(sed -n 3p "$T/seen")" 'second /elsewhere none none' \
    'another server does not get them'
done_testing
