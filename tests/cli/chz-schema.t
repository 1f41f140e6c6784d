#!/bin/sh
# chz-schema: the tables of records as JSON Schema.
. "${0%/*}/../tap.sh"

is "$(chz-schema chat | jq -c '.properties.type, .required')" \
    '{"const":"chat"}
["type"]' 'a type is its own'
is "$(chz-schema ts | jq -c .required)" \
    '["type","sec","bucket_sec","chat_count"]' 'what is always there is required'
is "$(chz-schema live | jq -c .properties.status)" '{"enum":["open","close"]}' \
    'words are listed'
is "$(chz-schema stats | jq -c '.properties.top_users.items.properties | keys')" \
    '["messages","user","user_id"]' 'objects in an array have their keys'
is "$(chz-schema chat donation | jq -r '.properties | has("amount")' | xargs)" \
    'false true' 'a key is only where records have it'
is "$(chz-schema mouth | jq -c '.additionalProperties')" null \
    'other keys are allowed'
is "$(chz-schema --strict mouth | jq -c '.additionalProperties')" false \
    '... unless it is strict'
is "$(chz-schema | wc -l)" 1 'all types are one document'
is "$(chz-schema | jq '(.oneOf | length) == (."$defs" | length)')" true \
    '... and a record is one of them'
chz-schema -o "$T/file" link
is "$(jq -r .title "$T/file")" link '-o names a file'
misuse "no record type 'nope'" chat nope

# Options that are not as they should be.
misuse "unknown option '--nope'" --nope
misuse "unknown option '--strickt'; did you mean '--strict'?" --strickt
misuse "unknown option '--ouput=x'; did you mean '--output'?" --ouput=x
misuse "unknown option '-x'" -x
misuse '--strict takes no argument' --strict=yes
misuse "option '--output' needs an argument" --output
status 1 'a full disk is an error' sh -c 'chz-schema >/dev/full'
done_testing
