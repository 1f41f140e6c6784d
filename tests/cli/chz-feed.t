#!/bin/sh
# chz-feed: what it refuses, and a character that chz-sim plays.
# tests/peer/open-llm-vtuber.t has the rest.
. "${0%/*}/../tap.sh"
need jq
unset CHZ_VTUBER_URL

like "$(chz-feed --help | head -1)" 'Usage: chz-feed *' '--help'
status 2 'an unknown option is misuse' chz-feed --nope
misuse "--form: '{who}' is not a form with {user}, {text}, {platform}, {PLATFORM}, {amount}, {months} or {others} in it" --form '{who}'
misuse "--rate: 'fast' is not N/DUR, such as 6/1m" --rate fast
misuse "--policy: 'loudest' is not one of best, newest, oldest" --policy loudest
away=ws://127.0.0.1:1
status 0 'nothing to say is done, with or without a character' \
    chz-feed --url $away
echo '{"type":"chat","user":"a","text":"x"}' >"$T/chat"
status 75 'one that stays away is "try again later"' \
    chz-feed --url $away "$T/chat"
status 1 'an address that can never be one is not tried again' \
    chz-feed --url nonsense "$T/chat"
printf 'nonsense\n' >"$T/bad"
status 1 'a bad line is status 1' chz-feed --url $away "$T/bad"
status 1 'so is a file that is not there' chz-feed --url $away "$T/nothing"

cat >"$T/in" <<'END'
{"type":"chat","platform":"chzzk","user":"하나","user_id":"a","text":"안녕","message_id":"m1"}
{"type":"moderation","action":"blind","target_message_id":"m2"}
{"type":"chat","platform":"chzzk","user":"둘","user_id":"b","text":"욕","message_id":"m3:x"}
{"type":"moderation","action":"blind","target_message_id":"m3"}
{"type":"subscription","platform":"twitch","user":"셋","user_id":"c","text":"","message_id":"m4"}
END
# answers OPTION...: what a simulated character says to that.
answers() { timeout 60 chz-sim -q -- chz-feed "$@" <"$T/in" 2>"$T/err"; }
answers --policy oldest >"$T/out"
is "$?" 0 'a character answers'
is "$(jq -r .text "$T/out")" '[TWITCH Chat] 셋: 🎉 구독!
[CHZZK Chat] 하나: 안녕' '... but for what moderators took away'
answers --policy oldest -v -k -o "$T/kept" --form '{user}' >"$T/out"
is "$(jq -r '.type + " " + (.user // .text // "")' "$T/kept" | sort | xargs)" \
    'chat 둘 chat 하나 moderation moderation reply 셋 reply 하나 subscription 셋' \
    '-k -o write both into a file'
like "$(cat "$T/err")" '*3 in: 2 handed over, 1 dropped, 0 held*' '-v counts'
done_testing
