#!/bin/sh
# chz-config: the settings, and where each comes from.
. "${0%/*}/../tap.sh"
top=$here/../..
export XDG_CONFIG_HOME="$T"
unset CHZ_LANG CHZ_TTS_URL CHZ_TTS_KEY NID_AUT
mkdir "$T/chz"
config=$T/chz/config

# said ARGUMENT...: its messages, and its status.
said() { chz-config "$@" 2>&1 >/dev/null && echo 0 || echo $?; }
# row KEY: where it comes from and its value.
row() { chz-config 2>"$T/err" | sed -n "s/^$1  *//p"; }

is "$(said)" 0 'no config file is fine'
is "$(row CHZ_VTS_URL)" 'default ws://localhost:8001' 'a default'
like "$(row CHZ_LANG)" 'unset   (the language *)' 'what is unset is explained'

cat >"$config" <<'FILE'
# ours
CHZ_LANG=en
CHZ_LANG = 'ko'
CHZ_TTS_URL=https://me:secret@voice.example/v1
FILE
is "$(row CHZ_LANG | tr -s ' ')" "$config:3 ko" 'the last line of a file counts'
is "$(chz-config 2>&1 | grep -c secret@)" 0 'passwords of addresses are masked'
like "$(row CHZ_TTS_URL)" '* https://\*\*\*\*\*\*\*\*@voice.example/v1' \
    '... the rest is shown'
is "$(CHZ_LANG=en row CHZ_LANG | tr -s ' ')" 'environment en' \
    'the environment comes first'
is "$(chz-config CHZ_LANG NID_AUT | wc -l)" 2 'some settings only'

# ---- secrets ----

echo 'CHZ_TTS_KEY=sesame' >>"$config"
chmod 600 "$config"
is "$(row CHZ_TTS_KEY | tr -s ' ')" "$config:5 ********" 'a secret is masked'
is "$(NID_AUT=sesame chz-config 2>&1 | grep -c sesame)" 0 '... also in the environment'
chmod 640 "$config"
is "$(said)" \
    "chz-config: $config:5: others can read the secret: chmod 600 $config
77" \
    'a secret that others can read is named'
chmod 600 "$config"

# ---- mistakes ----

cat >>"$config" <<'FILE'
CHZ_API_ULR=http://localhost
nonsense
=7
HUE=blue
FILE
chz-config >"$T/out" 2>"$T/err"
is "$?" 1 'mistakes in a file are a failure'
is "$(cat "$T/err")" "chz-config: $config:6: no setting 'CHZ_API_ULR'; did you mean 'CHZ_API_URL'?
chz-config: $config:7: no KEY=value: nonsense
chz-config: $config:8: no KEY=value: =7
chz-config: $config:9: no setting 'HUE'" '... and each is named'
ok '... the others are shown' grep -q '^CHZ_LANG .* ko$' "$T/out"
rm "$config"
is "$(CHZ_LNAG=ko said)" \
    "chz-config: environment: no setting 'CHZ_LNAG'; did you mean 'CHZ_LANG'?
1" \
    'so is a variable that is meant for us'
mkdir "$config"
is "$(said | sort -u)" "1
chz-config: $config: Is a directory" \
    'a file that cannot be read'
rmdir "$config"
misuse "no setting 'HUE'" HUE
status 1 'a full disk is an error' sh -c 'chz-config >/dev/full'

# ---- the table ----

for key in $(chz-config | cut -d' ' -f1); do
	ok "$key is in chz(7)" grep -q "^\\.It Ev .*\\<$key\\>" "$top/man/chz.7"
done

# The tools read it as well, and what is secret from nobody else's file.
cat >"$config" <<'FILE'
CHZ_API_URL=http://127.0.0.1:1/ours
NID_AUT=x
NID_SES=y
FILE
chmod 600 "$config"
asked() { chz-lives -v --name x 2>&1 | grep -o 'http://127[^ ?]*' | head -1; }
like "$(asked)" 'http://127.0.0.1:1/ours/*' 'a tool asks where the file says'
like "$(CHZ_API_URL=http://127.0.0.1:2 asked)" 'http://127.0.0.1:2/*' \
    '... but where the environment says, first'
chmod 644 "$config"
is "$(chz-lives --name x 2>&1; echo $?)" \
    "chz-lives: $config: others can read the secrets in it: chmod 600 $config
77" 'secrets that others can read are refused'
done_testing
