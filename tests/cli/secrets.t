#!/bin/sh
# Where secrets must not come to light: in messages, and in what a crash
# leaves behind.
. "${0%/*}/../tap.sh"
export XDG_STATE_HOME="$T/state" XDG_RUNTIME_DIR="$T"
unset CHZ_OBS_URL CHZ_REDIS_URL CHZ_VTS_URL CHZ_TTS_URL
secret=hush-0123456789abcdef
mkdir -m 700 -p "$T/state/chz" "$T/config/chz" "$T/run"
cd "$T/run" || exit 1

# ---- a crash ----

ulimit -c unlimited 2>/dev/null
# left: cores with the secret, here.
left() { cat core core.* 2>/dev/null | grep -c "$secret"; }
# crash COMMAND...: one that says when it serves, ended by SIGABRT then.
crash() {
	rm -f core core.*
	: >err
	"$@" >out 2>err &
	crashed=$!
	wait_for grep -q http: err
	limit=$(awk '/core file size/ { print $5 }' /proc/$crashed/limits)
	kill -ABRT $crashed
	ended $crashed
}
# leaves_none NAME COMMAND...: also where cores go to a program, or nowhere.
leaves_none() {
	name=$1; shift
	crash "$@"
	is "$(left) $limit" '0 1' "$name: a crash leaves no core"
}

env CHZ_X=$secret sh -c 'kill -ABRT $$' 2>/dev/null &
ended $!
echo "# cores of others that are left here: $(left)"
crash chz-overlay --stay -l 0
ok 'without secrets a crash is for its debugger' test "$limit" != 1

for setting in CHZ_YOUTUBE_KEY NID_SES CHZ_OBS_PASSWORD CHZ_LLM_KEY; do
	leaves_none "$setting in the environment" env "$setting=$secret" \
	    chz-overlay --stay -l 0
done
printf 'CHZ_LANG=ko\nCHZ_ROOM_KEY=%s\n' $secret >"$T/config/chz/config"
chmod 600 "$T/config/chz/config"
leaves_none 'in the config file' env XDG_CONFIG_HOME="$T/config" \
    chz-overlay --stay -l 0
(umask 077; echo $secret >"$T/token")
leaves_none 'in a file of its own' chz-overlay --stay -l 0 --token "$T/token"

# ---- messages ----

(umask 077; echo '{"access_token":"'$secret'","refresh_token":"'$secret'"}' \
    >"$T/state/chz/youtube.json")
cp -p "$T/state/chz/youtube.json" "$T/state/chz/chzzk.json"
export CHZ_YOUTUBE_SECRET=$secret CHZ_CHZZK_SECRET=$secret NID_AUT=$secret \
    NID_SES=$secret CHZ_LLM_KEY=$secret CHZ_OBS_PASSWORD=$secret \
    CHZ_REDIS_PASSWORD=$secret CHZ_ROOM_KEY=$secret$secret \
    CHZ_TTS_KEY=$secret OPENAI_API_KEY=$secret
echo '{"type":"reply","text":"x"}' >reply
printf '[reply]\nscene = x\n' >cues
away=http://127.0.0.1:1
export CHZ_YOUTUBE_URL=$away CHZ_YOUTUBE_ID=x CHZ_CHZZK_ID=x CHZ_API_URL=$away \
    CHZ_GOOGLE_TOKEN_URL=$away CHZ_GOOGLE_LOGIN_URL=$away \
    CHZ_OPENAPI_URL=$away CHZ_GAME_API_URL=$away CHZ_LLM_URL=$away \
    CHZ_TTS_URL=$away CHZ_OBS_URL=ws://127.0.0.1:1 \
    CHZ_REDIS_URL=redis://127.0.0.1:1
# hush N COMMAND...: asks a server that is away, for a while.
hush() {
	n=$1; shift
	timeout 5 "$@" -vvv <reply >$n.out 2>$n.err
}
i=0
while read -r command; do
	i=$((i + 1))
	echo "$command" >$i.command
	# shellcheck disable=SC2086
	hush $i $command &
done <<'END'
chz-tap youtube:mine
env CHZ_YOUTUBE_KEY=hush-0123456789abcdef chz-tap youtube:@sim1
chz-tap --max-retries 1 chzzk:a1b2c3d4e5f60718293a4b5c6d7e8f90
chz-lives
chz-vod 1234
chz-auth refresh youtube
chz-auth refresh chzzk
chz-auth logout chzzk
chz-auth status chzzk
chz-send reply
chz-reply --once x
chz-say -e openai --no-fallback -o sound.wav
chz-obs --cues cues
chz-bus info chat
env CHZ_REDIS_URL=redis://me:hush-0123456789abcdef@127.0.0.1 chz-bus info chat
chz-room -l 0 --redis
env CHZ_REDIS_URL=redis://me:hush-0123456789abcdef@127.0.0.1 chz-room -l 0 --redis
chz-config
chz-doctor settings tokens obs
END
wait
for n in $(seq $i); do
	is "$(cat $n.out $n.err | grep -c -a -e $secret)" 0 "$(cat $n.command): not a word"
done
ok 'and they had something to say' test "$(cat [0-9]*.err | wc -l)" -gt 10
done_testing
