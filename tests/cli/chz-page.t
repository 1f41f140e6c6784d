#!/bin/sh
# chz-page: what goes into the page; tests/peer/page.t opens it.
. "${0%/*}/../tap.sh"
need perl

# data: what page.js finds in the page of standard input.
data() {
	perl -0777 -MMIME::Base64 -MCompress::Zlib -ne \
	    'print uncompress(decode_base64($1)) if m!id="data">([^<]*)<!'
}
page() { chz-page "$@" | data; }

cat >"$T/log" <<'EOF'
{"type":"live","stream_id":"s","channel":"봄하늘","title":"보스","opened_at":"2026-01-06T11:00:00.000Z"}
{"type":"chat","stream_id":"s","t_ms":1200,"user_id":"u1","user":"구름빵","text":"안녕 </script>"}
{"type":"chat","stream_id":"s","t_ms":1500,"user_id":"u2","user":"치즈","text":"둘"}
{"type":"chat","stream_id":"s","t_ms":900,"user_id":"u1","user":"다른 이름","text":"셋"}
{"type":"donation","stream_id":"s","t_ms":3000,"user_id":"u2","user":"치즈","text":"화이팅","amount":1000,"currency":"KRW"}
{"type":"link","stream_id":"s","t_ms":90000,"state":"resumed","gap_ms":30000}
{"type":"ts","stream_id":"s","sec":60,"bucket_sec":60,"chat_count":5,"user_count":3,"gap":true}
{"type":"peak","stream_id":"s","by":"scan","start_sec":1,"end_sec":9,"open":true}
{"type":"peak","stream_id":"s","by":"scan","start_sec":1,"end_sec":10,"peak_sec":4,"multiple":7.5,"suspect":"flood"}
{"type":"topic","stream_id":"s","start_sec":0,"end_sec":300,"keywords":["보스","가즈아"]}
{"type":"chat","channel_id":"c2","sent_at":"2026-01-06T11:00:05.000Z","text":"이름 없이"}
{"type":"chat","channel_id":"c2","sent_at":"2026-01-06T11:00:07.000Z","user":"a","text":"뒤"}
EOF
page "$T/log" >"$T/data"
get() { jq -c "$1" "$T/data"; }
is "$(get '.streams[0] | .id, .channel, .title, .opened' | xargs)" \
    's 봄하늘 보스 1767697200000' 'who, what and when'
is "$(get '.streams[0] | .t, .u, .x, .names')" '[12,3,-6]
[0,1,0]
["안녕 </script>","둘","셋"]
["구름빵","치즈"]' 'chats as columns, users by number'
is "$(get '.streams[0] | .gifts, .gaps, .ts')" '[[30,1,1000,"KRW","화이팅"]]
[[60,91]]
[[60,60,5,3,1]]' 'gifts, gaps, ts'
is "$(get '.streams[0] | .peaks, .topics')" \
    '[{"start":1,"end":10,"by":"scan","at":4,"multiple":7.5,"suspect":"flood"}]
[[0,300,["보스","가즈아"]]]' 'peaks that are over, topics'
is "$(get '.streams[1] | .id, .t, .u')" '"c2"
[0,20]
[-1,0]' 'a channel without times counts from its first message'
is "$(grep -c u1 "$T/data")" 0 'no user ids'
chz-page "$T/log" >"$T/page.html"
is "$(grep -c '<script' "$T/page.html") $(grep -c '</script>' "$T/page.html") $(grep -c '{{' "$T/page.html")" \
    '2 2 0' 'texts are not in the markup'
hash=$(perl -0777 -MDigest::SHA=sha256_base64 -ne 'm!<script>(.*)</script>!s; print sha256_base64($1)' "$T/page.html")
like "$(grep Content-Security "$T/page.html")" "*default-src 'none'*script-src 'sha256-$hash='*" \
    'only its own script may run'
is "$(grep -oE '(src|href)="[^"]*"|https?://[^"`]*' "$T/page.html" | grep -v data: | sort -u | sed 's/\$.*//' | xargs)" \
    'https://chzzk.naver.com/video/ https://www.twitch.tv/videos/ https://www.youtube.com/watch?v=' \
    'nothing is loaded from elsewhere'
is "$(chz-page "$T/log" | cksum)" "$(cksum <"$T/page.html")" 'the same again'
is "$(page --title T --replay https://x/y --offset 12s --lang en "$T/log" | jq -c '[.title, .replay, .offset, .lang]')" \
    '["T","https://x/y",12,"en"]' 'options'
misuse "--replay: 'javascript:alert(1)' is no web address" --replay 'javascript:alert(1)'
is "$(echo '{"type":"node"}' | chz-page 2>&1)" \
    'chz-page: nothing to show: no records of a broadcast' 'nothing to show'
status 1 '... is a failure' chz-page
status 1 'a full disk is noticed' sh -c 'chz-page "$0" >/dev/full' "$T/log"

# ---- maps ----

cat >"$T/net" <<'EOF'
{"type":"node","id":"a","name":"하나 </script>","users":100}
{"type":"node","id":"b","name":"둘","users":300}
{"type":"node","id":"c","users":50}
{"type":"overlap","a":"a","b":"b","inter":20,"union":380,"jaccard":0.0526}
{"type":"cluster","id":"1","members":["a","b"],"mean_similarity":0.05}
EOF
page --map "$T/net" >"$T/data"
is "$(get '.nodes | map(.[:3])')" '[["둘",300,0],["하나 </script>",100,0],["c",50,-1]]' \
    'a map: who, how many, which group'
is "$(get '.links, .drawn, (.nodes | map(.[3:] | map(type)) | flatten | unique)')" '[[0,1,0.0526],[0,1,0.0526]]
1
["number"]' '... what they share, and where they are'
is "$(chz-page --map "$T/net" | cksum)" "$(chz-page --map "$T/net" | cksum)" '... the same again'
is "$(chz-page --map "$T/log" 2>&1)" 'chz-page: nothing to show: no records of audiences' \
    'no audiences'
misuse '--map and --replay exclude each other' --map --replay https://x/

# ---- archives ----

need zstd
# broadcast NUMBER: its events.
broadcast() {
	printf '{"type":"live","stream_id":"%d_c","channel_id":"c","channel":"봄하늘","title":"제목 %d </script>","opened_at":"2026-01-0%dT11:00:00.000Z","status":"open"}\n' "$1" "$1" "$1"
	for ms in 1000 2000 61000; do
		printf '{"type":"chat","stream_id":"%d_c","channel_id":"c","t_ms":%d,"message_id":"%d.%d","user_id":"u%d","user":"나","text":"안녕 %d"}\n' "$1" $ms "$1" $ms $ms "$1"
	done
}
# site OPTION...: the archive's pages again; what it says of them.
site() { chz-page -o "$T/site" "$@" "$T/archive" 2>&1 | sed "s,$T/,,"; }
index() { data <"$T/site/index.html"; }
# inodes: of all pages; a page that is written again gets another.
inodes() { (cd "$T/site" && stat -c '%i %n' ./*.html); }
for i in 1 2 3; do broadcast $i; done | chz-store -q --zstd "$T/archive"
is "$(site)" 'chz-page: site/index.html: 3 pages made, 0 were there' 'an archive: a page each'
is "$(cd "$T/site" && ls)" '2026-01-01_봄하늘_200000_1_c.html
2026-01-02_봄하늘_200000_2_c.html
2026-01-03_봄하늘_200000_3_c.html
index.html' '... named by day, channel, time and stream'
is "$(index | jq -c '.broadcasts[0]')" \
    '{"page":"2026-01-01_봄하늘_200000_1_c.html","channel":"봄하늘","title":"제목 1 </script>","opened":1767265200000,"sec":61,"chats":3,"people":3,"gifts":0,"peaks":0,"best":[],"words":["안녕"],"curve":[2,1]}' \
    '... the index has its entry'
is "$(data <"$T/site/2026-01-02_봄하늘_200000_2_c.html" | jq -r '.streams[0].x[0], .home')" '안녕 2
index.html' '... the page its chat'
is "$(grep -c '<script' "$T/site/index.html") $(grep -oE '(src|href)="[^"]*"|https?://[^"`]*' "$T/site/index.html" | sort -u)" \
    '2 href="data:,"
http://www.w3.org/2000/svg' '... markup of its own, nothing from elsewhere'
inodes >"$T/before"
is "$(site)" 'chz-page: site/index.html: 0 pages made, 3 were there' 'again: nothing to do'
is "$(inodes)" "$(cat "$T/before")" '... and nothing was written'
broadcast 4 | chz-store -q --zstd "$T/archive"
is "$(site)" 'chz-page: site/index.html: 1 pages made, 3 were there' 'a new broadcast'
is "$(inodes | grep -cFf "$T/before")" 3 '... the others and their pages stay as they are'
is "$(index | jq '.broadcasts | length')" 4 '... and are in the index'
{ broadcast 1; echo '{"type":"chat","stream_id":"1_c","channel_id":"c","t_ms":99000,"text":"뒤"}'; } |
    chz-store -q --zstd "$T/archive"
is "$(site)" 'chz-page: site/index.html: 1 pages made, 3 were there' 'one that went on'
is "$(index | jq '.broadcasts[0].chats')" 4 '... is made again'
is "$(site --lang en)" 'chz-page: site/index.html: 4 pages made, 0 were there' 'in another language: all'
rm -r "$T"/archive/2026-01-02
echo mine >"$T/site/own.html"
is "$(site --lang en)" 'chz-page: site/index.html: 0 pages made, 3 were there' 'one that is gone'
is "$(cd "$T/site" && ls)" '2026-01-01_봄하늘_200000_1_c.html
2026-01-03_봄하늘_200000_3_c.html
2026-01-04_봄하늘_200000_4_c.html
index.html
own.html' '... goes; what is not ours stays'
is "$(chz-page -q --lang en -o "$T/site" "$T/archive" "$T/none" 2>&1; echo $?; index | jq '.broadcasts | length')" \
    "chz-page: $T/none: no directory
1
3" 'what cannot be listed is an error, and no page goes for it'
mkdir "$T/archive/2026-01-05" && mkdir "$T/archive/2026-01-05/live"
broadcast 5 >"$T/archive/2026-01-05/live/events.jsonl"
: >"$T/archive/2026-01-05/live/.open"
is "$(site --lang en)" 'chz-page: site/index.html: 0 pages made, 3 were there' 'one that is still open waits'
rm "$T/archive/2026-01-05/live/.open"
echo nope >>"$T/archive/2026-01-05/live/events.jsonl"
like "$(site --lang en)" '*events.jsonl:5: *not a JSON object*its page lacks something*1 pages made*' 'a bad line is named'
is "$(index | jq -r '.broadcasts[3] | .title, .chats' | xargs -d '\n')" '제목 5 </script> 3' '... and the page has the rest'
chz-page -q -o "$T/site" "$T/archive" 2>/dev/null & one=$!
chz-page -q -o "$T/site" "$T/archive" 2>/dev/null & two=$!
ended $one; ended $two
is "$(index | jq -c '.lang, (.broadcasts | length)' | xargs)" 'ko 4' 'two at once wait for one another'
is "$(cd "$T/site" && ls -A | grep '^\.')" .chz '... and leave nothing behind'
misuse "an archive's pages need a directory: -o DIR" "$T/archive"
misuse '--map, --replay and --offset are of one page' -o "$T/site" --map "$T/archive"
status 1 'a file where the directory should be' chz-page -o "$T/log" "$T/archive"
done_testing
