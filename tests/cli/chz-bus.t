#!/bin/sh
# chz-bus against Debian's redis-server: what is put comes back, whatever
# happens between.
. "${0%/*}/../tap.sh"
need redis-server redis-cli jq
export XDG_CONFIG_HOME="$T/config"

# redis NAME ARGUMENT...: a server on $T/NAME; its process is $server.
redis() {
	redis_name=$1; shift
	mkdir -p "$T/$redis_name.d"
	redis-server --port 0 --unixsocket "$T/$redis_name" --save '' \
	    --dir "$T/$redis_name.d" "$@" >"$T/$redis_name.log" 2>&1 9>&- &
	server=$!
	wait_for redis_answers "$redis_name"
}
redis_answers() { redis-cli -s "$T/$1" ping 2>&1 | grep -q 'PONG\|NOAUTH'; }
cli() { redis-cli -s "$T/one" "$@"; }

# records FROM TO: chat, each with an id of its own.
records() {
	seq "$1" "$2" | awk '{ printf "{\"type\":\"chat\",\"stream_id\":\"s%d\"," \
	    "\"message_id\":\"m%d\",\"text\":\"안녕 %d\"}\n", $1 % 7, $1, $1 }'
}

# ---- misuse, and servers that are not there ----

misuse 'COMMAND is missing'
misuse "'fetch' is not put, get, ack or info" fetch chat
misuse 'put needs a KEY' put
misuse "ack needs --group and the entries' ids" ack chat 1-1
misuse '--hold needs --group' get chat --hold 1m
misuse "'localhost' is not redis://HOST[:PORT][/DATABASE], rediss://... or unix:PATH" \
    --redis localhost get chat
misuse "'@host' is not redis://HOST[:PORT][/DATABASE], rediss://... or unix:PATH" \
    --redis redis://:secret@host get chat
env -u CHZ_REDIS_URL timeout 5 chz-bus info chat >/dev/null 2>&1 && got=0 || got=$?
ok 'without a setting it is on this machine' test "$got" -lt 126
export CHZ_REDIS_URL="unix:$T/one"
status 75 'no server at the beginning is 75' chz-bus get chat
status 75 '... also to put' chz-bus put chat
status 75 '... and over TCP' chz-bus --redis redis://127.0.0.1:1 info chat

# ---- there and back ----

redis one
records 1 5000 >"$T/sent"
chz-bus put chat "$T/sent"
is "$?" 0 'records are put'
is "$(cli xlen chat)" 5000 '... each as an entry'
is "$(cli xrange chat - + count 1 | sed -n 2,3p)" "record
$(sed 1q "$T/sent")" '... with the line as its one field'
chz-bus get chat --once >"$T/got"
is "$?" 0 'they are got'
ok '... byte for byte, in order' cmp "$T/sent" "$T/got"
is "$(chz-bus get chat --once -n 3)" "$(head -3 "$T/sent")" '-n ends it'
second=$(cli xrange chat - + count 2 | sed -n 4p)
is "$(chz-bus get chat --once -n 1 --from "$second")" \
    "$(sed -n 3p "$T/sent")" '--from goes on behind an entry'
is "$(chz-ts "$T/sent" 2>/dev/null | cksum)" \
    "$(chz-bus get chat --once | chz-ts 2>/dev/null | cksum)" \
    'a tool answers as on a file'
chz-bus get chat >"$T/new" &
getter=$!
wait_for sh -c 'redis-cli -s "$1" client list | grep -q cmd=xread' sh "$T/one"
records 5001 5003 | chz-bus put chat
wait_for has 3 cat "$T/new"
kill $getter; ended $getter
is "$?" 143 'SIGTERM ends a reader as it should'
is "$(cat "$T/new")" "$(records 5001 5003)" \
    'without --from, a reader has what is new'

# ---- a pipe that goes on ----

mkfifo "$T/pipe"
chz-bus put slow <"$T/pipe" &
putter=$!
exec 9>"$T/pipe"
records 1 2 >&9
ok 'what has come is stored while the input waits' \
    wait_for has 4 cli xrange slow - +
records 3 3 >&9
kill $putter
ended $putter
exec 9>&-
is "$?,$(cli xlen slow | grep -c '[23]')" 0,1 'SIGTERM stores what was read'

# ---- an archive ----

mkdir -p "$T/archive/2026-01-06/a" "$T/archive/2026-01-07/b"
records 1 2 >"$T/archive/2026-01-06/a/events.jsonl"
records 3 5 | zstd -q >"$T/archive/2026-01-07/b/events.jsonl.zst"
chz-bus put old "$T/archive"
is "$(chz-bus get old --once)" "$(records 1 5)" 'an archive is put'
chz-bus put day --date 2026-01-07 "$T/archive"
is "$(chz-bus get day --once)" "$(records 3 5)" '... or a day of it'

# ---- bad input ----

{ records 1 2; echo 'no json'; records 3 3; } >"$T/bad"
chz-bus put bad "$T/bad" 2>"$T/err"
is "$?,$(cli xlen bad)" 1,3 'a bad line is left out, status 1'
like "$(cat "$T/err")" "*bad:3: *" '... and named'
cli set text x >/dev/null
status 1 'a key of another kind is refused' chz-bus put text "$T/sent"
status 1 '... also to read' chz-bus get text --once
cli xadd foreign '*' body hello >/dev/null
chz-bus get foreign --once >"$T/out" 2>"$T/err"
is "$?,$(wc -c <"$T/out")" 1,0 "others' entries are left out, status 1"
like "$(cat "$T/err")" 'chz-bus: entry *-0 has no record' '... and named'
is "$(chz-bus get nothing --once; echo $?)" 0 'no stream is an empty one'
for size in 1048577 104857600; do
	cli eval "return redis.call('xadd', 'long', '*', 'record',
	    string.rep('x', ARGV[1]))" 0 $size >/dev/null
done
sed 1q "$T/sent" | chz-bus put long
chz-bus get long --once >"$T/out" 2>"$T/err"
is "$?" 1 'an entry of 100 MB, or of more than a record may have, is left out'
is "$(cat "$T/out")" "$(sed 1q "$T/sent")" '... and no other'
like "$(sed 1q "$T/err")" 'chz-bus: entry *-0 is longer than 1048576 bytes' \
    '... and named'
cli del long >/dev/null
printf '{"type":"chat","stream_id":"s","t_ms":0,"text":"\303"}\n' >"$T/ill"
chz-bus put ill "$T/ill" 2>"$T/err"
is "$?,$(cli exists ill)" 1,0 'ill-formed UTF-8 is not put'
for record in 'no json' "$(cat "$T/ill")" '{"type":"chat","stream_id":"s","t_ms":0}'; do
	cli xadd ill '*' record "$record" >/dev/null
done
is "$(chz-bus get ill --once | chz-ts 2>/dev/null | jq -r .chat_count) $?" '1 0' \
    '... and if others do it, who reads leaves it out'

# ---- twice is once ----

records 1 30 >"$T/few"
chz-bus put ids --dedup "$T/few"
chz-bus put ids --dedup=1h "$T/few"
is "$?,$(cli xlen ids)" 0,30 'what is known by its id is not stored again'
cat "$T/few" "$T/few" | chz-bus put twice
is "$(cli xlen twice),$(chz-bus get twice --once --dedup | wc -l)" 60,30 \
    '... nor given twice with get --dedup'

# ---- keeping some ----

chz-bus put some --max-entries 100 "$T/sent"
some=$(cli xlen some)
ok '--max-entries drops the oldest' test "$some" -ge 100 -a "$some" -le 300
is "$(chz-bus get some --once | tail -1)" "$(tail -1 "$T/sent")" \
    '... and not the newest'

# ---- shards ----

chz-bus put wide --shards 4 "$T/sent"
is "$(cli keys 'wide:{[0-3]}' | wc -l)" 4 '--shards spreads them'
is "$(for i in 0 1 2 3; do
	chz-bus get "wide:{$i}" --once | jq -r .stream_id | sort -u
done | sort | uniq -d)" '' 'a broadcast is in one shard'
is "$(chz-bus get 'wide:{0}' 'wide:{1}' 'wide:{2}' 'wide:{3}' --once |
    sort | cksum)" "$(sort "$T/sent" | cksum)" 'all are read together'

# ---- groups ----

chz-bus put work "$T/sent"
chz-bus get work -g counting --once --consumer a -n 1000 >"$T/a"
chz-bus get work -g counting --once --consumer b >"$T/b"
is "$(cat "$T/a" "$T/b" | sort -u | wc -l)" 5000 \
    'a group shares the entries, and none is missing'
is "$(wc -l <"$T/a"),$(wc -l <"$T/b")" 1000,4000 '... each for one reader'
is "$(chz-bus info work)" '{"type":"bus","key":"work","entries":5000,"group":"counting","consumers":2,"pending":0,"lag":0}' \
    'all are acknowledged, says info'
is "$(chz-bus info bad)" '{"type":"bus","key":"bad","entries":3}' \
    '... also of a stream without groups'

# A reader that takes and dies: it has what it got, and nobody else does.
cli xgroup create work late 0 >/dev/null
cli xreadgroup group late dead count 10 streams work '>' >/dev/null
id=$(cli xpending work late - + 1 | sed 1q)
status 0 'an entry is acknowledged by hand' chz-bus ack work -g late "$id"
status 1 '... but only once' chz-bus ack work -g late "$id"
chz-bus get work -g late --claim 1s --consumer live >"$T/late" &
getter=$!
wait_for has 4999 cat "$T/late"
kill $getter; ended $getter
is "$(sort -u "$T/late" | wc -l)" 4999 'a dead reader has a successor'
is "$(chz-bus info work | jq -r 'select(.group == "late").pending')" 0 \
    '... and nothing is left'

# What is held is for others when its reader goes, and not before.
records 1 5 | chz-bus put targets
chz-bus get targets -g taps --hold 1h --claim 1s --consumer one >"$T/held" &
one=$!
wait_for has 5 cat "$T/held"
chz-bus get targets -g taps --hold 1h --claim 1s --consumer two >"$T/taken" &
two=$!
# It looks every half a second for what is nobody's any more, after a second.
looks() { test "$(cli info commandstats | sed -n 's/^cmdstat_xautoclaim:calls=\([0-9]*\).*/\1/p')" -ge "$1"; }
looked=$(cli info commandstats | sed -n 's/^cmdstat_xautoclaim:calls=\([0-9]*\).*/\1/p')
wait_for looks $((looked + 10))
is "$(wc -l <"$T/taken")" 0 'what one holds, the other does not get'
kill -9 $one; ended $one
ok '... until it is gone' wait_for has 5 cat "$T/taken"
kill $two; ended $two
chz-bus get targets -g taps --once --claim 1s >"$T/after"
is "$(wc -l <"$T/after")" 5 'one that ends lets go at once'

# A broadcast that is taken over comes with when it was last heard.
now() { date -u +%FT%T.%3NZ; }
heard() { jq -r 'select(.type == "live").heard_at' "$1"; }
between() { printf '%s\n' "$1" "$2" "$3" | LC_ALL=C sort -c; }
echo '{"type":"live","platform":"chzzk","channel_id":"a","stream_id":"1_a"}' |
    chz-bus put lives
get_lives() { chz-bus get lives -g taps --hold 1h --claim 1s "$@"; }
chz-bus get lives -g taps --hold 1h --consumer one >"$T/held" &
one=$!
wait_for has 1 cat "$T/held"
is "$(heard "$T/held")" null 'a broadcast that nobody had is as it was put'
kill -9 $one; ended $one
died=$(now)
get_lives --consumer two -n 1 >"$T/taken"
ok '... one that is taken over says when it was last heard' \
    between 2020 "$(heard "$T/taken")" "$(now)"
is "$(jq -c 'del(.heard_at)' "$T/taken")" "$(cat "$T/held")" \
    '... and is the same otherwise'
left=$(now)
get_lives --consumer three -n 1 >"$T/next"
ok '... which is when its reader ended, if it did so by itself' \
    between "$died" "$(heard "$T/next")" "$(now)"
get_lives --consumer three -n 1 >"$T/again"
ok '... or when we did' between "$left" "$(heard "$T/again")" "$(now)"

# ---- a server that goes and comes ----

kill $server; ended $server
redis one --appendonly yes --appendfsync always
mkfifo "$T/long"
chz-bus put keep <"$T/long" 2>"$T/err" &
putter=$!
chz-bus get keep -g all --from 0 >"$T/kept" 2>/dev/null &
getter=$!
exec 9>"$T/long"
records 1 3000 >&9
wait_for has 100 cat "$T/kept"
kill -9 $server; ended $server
records 3001 6000 >&9 &
writer=$!
redis one --appendonly yes --appendfsync always
ended $writer
records 6001 6010 >&9
exec 9>&-
ended $putter
is "$?" 0 'a server that dies and comes back is waited for'
like "$(cat "$T/err")" '*trying again*' '... with a word'
ok 'every record arrives' wait_for \
    sh -c 'test "$(sort -u "$1" | wc -l)" = 6010' sh "$T/kept"
kill $getter; ended $getter

# ---- logins ----

kill $server; ended $server
redis one --requirepass open-sesame
chz-bus info chat 2>"$T/err"
is "$?" 77 'a login that is missing is 77'
like "$(cat "$T/err")" '*NOAUTH*' '... and is said'
mkdir -p "$XDG_CONFIG_HOME/chz"
echo CHZ_REDIS_PASSWORD=wrong >"$XDG_CONFIG_HOME/chz/config"
chmod 600 "$XDG_CONFIG_HOME/chz/config"
status 77 'so is a wrong one' chz-bus info chat
echo CHZ_REDIS_PASSWORD=open-sesame >"$XDG_CONFIG_HOME/chz/config"
is "$(chz-bus info chat)" '{"type":"bus","key":"chat","entries":0}' \
    'the right one is read from the settings'
chmod 644 "$XDG_CONFIG_HOME/chz/config"
status 77 '... unless others can read them' chz-bus info chat
chmod 600 "$XDG_CONFIG_HOME/chz/config"

# ---- a full server ----

redis-cli -s "$T/one" -a open-sesame --no-auth-warning \
    config set maxmemory 1 >/dev/null
chz-bus put full "$T/few" 2>"$T/err" &
putter=$!
wait_for grep -q OOM "$T/err"
redis-cli -s "$T/one" -a open-sesame --no-auth-warning \
    config set maxmemory 0 >/dev/null
ended $putter
is "$?,$(chz-bus info full | jq .entries)" 0,30 \
    'a full server is waited for, and nothing is lost'
kill $server; ended $server

# ---- a cluster ----

# Three nodes; each has a third of the keys, and sends who asks for others on.
unset CHZ_REDIS_URL
rm -r "$XDG_CONFIG_HOME"
nodes='' servers=''
# Their bus is 10,000 ports above: below those that connections get.
first=$((12000 + $$ % 8000))
for port in "$first" $((first + 1)) $((first + 2)); do
	mkdir "$T/$port"
	redis-server --port "$port" --bind 127.0.0.1 --cluster-enabled yes \
	    --cluster-announce-ip 127.0.0.1 --save '' --dir "$T/$port" \
	    >"$T/$port.log" 2>&1 &
	servers="$servers $!"
	nodes="$nodes 127.0.0.1:$port"
	wait_for redis-cli -p "$port" ping >/dev/null 2>&1
done
# shellcheck disable=SC2086
redis-cli --cluster create $nodes --cluster-yes >"$T/cluster.log" 2>&1
whole() { redis-cli -p "$1" cluster info | grep -q state:ok; }
for port in "$first" $((first + 1)) $((first + 2)); do
	wait_for whole "$port"
done
for key in a b c d; do
	chz-bus --redis redis://127.0.0.1:$first put $key "$T/few"
	chz-bus --redis redis://127.0.0.1:$first get $key --once >"$T/$key"
done
is "$(cat "$T"/[abcd] | sort | uniq -c | awk '$1 != 4' | wc -l)" 0 \
    'in a cluster, every key is found'
chz-bus --redis redis://127.0.0.1:$first put wide --shards 6 --dedup "$T/sent"
is "$(for i in 0 1 2 3 4 5; do
	chz-bus --redis redis://127.0.0.1:$first get "wide:{$i}" --once
done | sort | cksum)" "$(sort "$T/sent" | cksum)" \
    '... and shards are on all nodes'
chz-bus --redis redis://127.0.0.1:$first get a b --once >"$T/out" 2>"$T/err"
is "$?,$(cat "$T/err")" '1,chz-bus: the keys are on different nodes of the cluster: read each by itself' \
    'keys of two nodes are not one read, and that is said'
chz-bus --redis redis://127.0.0.1:$first put '{a}:1' "$T/few"
chz-bus --redis redis://127.0.0.1:$first put '{a}:2' --dedup "$T/few"
is "$(chz-bus --redis redis://127.0.0.1:$first get '{a}:1' '{a}:2' --once | wc -l)" \
    60 '... those of one are'
for key in 'a{' 'a{b}c{d}' 'a}{b}'; do
	chz-bus --redis redis://127.0.0.1:$first put "$key" --dedup "$T/few"
	chz-bus --redis redis://127.0.0.1:$first put "$key" --dedup "$T/few"
	echo "$? $(chz-bus --redis redis://127.0.0.1:$first get "$key" --once | wc -l)"
done >"$T/out" 2>&1
is "$(sort -u "$T/out")" '0 30' 'ids are remembered beside any key'
chz-bus --redis redis://127.0.0.1:$first put 'a{}b' --dedup "$T/few" 2>"$T/err"
like "$?,$(head -1 "$T/err")" '1,*--dedup*braces*' \
    '... but some of empty braces, and why is said'
rooms() {
	got=0
	timeout 60 chz-room --redis=redis://127.0.0.1:$first -l 0 "$@" \
	    >/dev/null 2>"$T/err" </dev/null || got=$?
}
rooms
like "$got,$(cat "$T/err")" '1,*in a cluster the rooms have to be on one node*' \
    'rooms that a cluster would scatter are refused'
chz-room --redis=redis://127.0.0.1:$first -l 0 --key '{chat}:session:%s' \
    --other-key '{chat}:old:%s' >/dev/null 2>"$T/err" </dev/null &
room=$!
ok '... those of one node are open' wait_for grep -q http: "$T/err"
kill $room; ended $room
for server in $servers; do kill "$server"; ended "$server"; done
done_testing
