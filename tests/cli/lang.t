#!/bin/sh
# What people read is in their language; what programs read never is.
. "${0%/*}/../tap.sh"
need msgfmt
need xgettext
top=$here/../..
build=$(dirname "$(command -v chz)")
unset LANGUAGE LC_MESSAGES LANG
# In Korean, whether or not the system has that locale.
ko() { LC_ALL=ko_KR.UTF-8 "$@"; }
chat='{"type":"chat","stream_id":"s","message_id":"1","user_id":"u","text":"ㅋㅋ","t_ms":1}'

# ---- the catalogue ----

is "$(msgfmt -c --check-accelerators -o "$T/mo" "$top/po/ko.po" 2>&1 |
    grep -v 'header field')" '' 'the catalogue is well formed, its formats are the same'
"$top/po/extract" "$build" >"$T/pot" 2>"$T/err"
all=$(grep -c '^msgid' "$T/pot")
ok 'there are texts to translate' test "$all" -gt 500
msgmerge -q -N --no-wrap -o "$T/po" "$top/po/ko.po" "$T/pot" 2>>"$T/err"
msgattrib --untranslated --no-wrap --no-obsolete "$T/po" 2>/dev/null |
    grep '^msgid "[^"]' >"$T/missing"
# New texts come in English first; most of them have to be there.
ok 'nine in ten of them are translated' \
    test "$(($(wc -l <"$T/missing") * 10))" -lt "$all"
sed 's/^/# not translated: /' "$T/missing"

# ---- what people read ----

like "$(ko chz-ts --help)" '사용법: chz-ts *시간 구간마다 채팅을 센다.*
옵션:*
예:*' '--help'
like "$(ko chz --help)" '사용법: chz TOOL *레코드가 오는 곳:*' 'the list of tools'
like "$(ko chz-ts "$T/nowhere" 2>&1)" "chz-ts: $T/nowhere: 그런 *" 'a reason of the system'
like "$(echo nope | ko chz-ts 2>&1)" 'chz-ts: <stdin>:1: 1번째 글자: JSON 객체가 아니다*' \
    'a bad line'
like "$(ko chz-ts --strct 2>&1)" "chz-ts: '--strct'*'--strict'*" 'a mistake'
like "$(ko chz-ts --top 2>&1; LC_ALL='' LANG=ko_KR.UTF-8 chz-ts --strct 2>&1)" '*옵션은 없다*' \
    'LANG is enough'
is "$(LC_ALL=C LANG=ko_KR.UTF-8 chz-ts --strct 2>&1)" "$(chz-ts --strct 2>&1)" \
    '... but LC_ALL counts first'
is "$(LC_ALL=xx_YY.UTF-8 chz-ts --help)" "$(chz-ts --help)" 'an unknown language is English'
for path in "$build"/chz "$build"/chz-*; do
	tool=${path##*/}
	ok "$tool --help fits 80 columns in Korean" \
	    test "$(ko "$tool" --help | LC_ALL=C.UTF-8 wc -L)" -le 80
done

# ---- what programs read ----

for tool in chz-ts chz-filter chz-stats; do
	is "$(echo "$chat" | ko $tool | cksum)" "$(echo "$chat" | $tool | cksum)" \
	    "$tool writes the same records"
done
for path in "$build"/chz "$build"/chz-*; do
	"$path" --complete | cut -f 1-3,5- >"$T/en"
	ko "$path" --complete | cut -f 1-3,5- >"$T/ko"
	ok "${path##*/} has the same options" cmp -s "$T/en" "$T/ko"
done
status 2 'misuse is 2' ko chz-ts --nope
status 1 'a failure is 1' ko chz-ts "$T/nowhere"
is "$(ko chz-ts --log-format json --nope 2>&1 | cut -d, -f 2-3)" \
    '"level":"error","tool":"chz-ts"' "a log's keys are the same"
done_testing
