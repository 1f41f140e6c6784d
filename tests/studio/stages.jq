# From the files of a run, how long each reply took, stage by stage, in ms.
# Moments meet by message ids (chat to reply) and reply ids (reply to speech);
# records of speech and lips were stamped as they came.  The simulator's clock
# says $start when its first viewer comes, so that it is behind: by as much as the
# message that was received the soonest.
def ms: (.[:19] + "Z" | fromdate) * 1000 + (.[20:23] | tonumber);
def index_by(key; value): map({(key): value}) | add // {};
def part(share): sort | if length == 0 then null else .[((length - 1) * share | round)] end;

# The lips as they were sent and as the avatar had them, in steps of 10 ms: by
# how much the latter are late, where the difference is the least.
def late($shown; $origin):
    map({ at: ((.seen_ms - $origin) / 10 | floor), open }) as $wanted |
    [range(-10; 60) as $lag | { $lag, off: ($wanted | map(
	(($shown[[.at + $lag, 0] | max] // 0) - .open) | . * .) | add) }]
    | min_by(.off) | .lag * 10;

($sent | map(select(.message_id)) | index_by(.message_id; .sent_at | ms)) as $sent_at |
($chat | map(select(.message_id)) | index_by(.message_id; .received_at | ms)) as $received_at |
($said | map(select(.type == "speech" and .state == "start"))
    | reverse | index_by(.reply_id; .)) as $speech |
($said | map(select(.type == "speech" and .state == "end"))
    | index_by(.reply_id; .seen_ms)) as $ended |
# MouthOpen at each step; it stays until the next frame.
($avatar | map(select(.params.MouthOpen)) | reduce .[] as $frame ([];
    ($frame.at_ms / 10 | floor) as $at | (.[-1] // 0) as $last
    | . + [range(length; $at) | $last] | .[$at] = $frame.params.MouthOpen)) as $shown |
($said | map(select(.type == "mouth")) | group_by(.reply_id)
    | map({(.[0].reply_id): .}) | add // {}) as $mouths |
([$received_at | to_entries[] | select($sent_at[.key]) | .value - $sent_at[.key]]
    | min // 0) as $quickest |
# Of a reply that comes in sentences, the first one.
[$said | map(select(.type == "reply" and .sent_at)) | group_by(.reply_id)[]
    | min_by(.part // 0) | select($speech[.reply_id])
    | . + { replied: (.sent_at | ms) }
    | . + { sound: $speech[.reply_id].seen_ms }]
    | sort_by(.sound) as $spoken |
[range($spoken | length) as $i | $spoken[$i]
    # The voice is free when the reply before this one has been spoken.
    | (if $i > 0 then $ended[$spoken[$i - 1].reply_id] // 0
	else 0 end) as $free
    | ([.replied, ([$free, .sound] | min)] | max) as $turn
    | (.to // [] | map(select($received_at[.]))
	| if length > 0 then max_by($received_at[.]) else null end) as $message
    | select($message)
    | { reply_id, text, at: (.replied - $start),
	stages: [
	    if $sent_at[$message] then
		$received_at[$message] - $sent_at[$message] - $quickest
	    else null end,
	    .replied - $received_at[$message] - (.processing_ms // 0),
	    .processing_ms // 0,
	    $turn - .replied,
	    .sound - $turn,
	    ($mouths[.reply_id] // [] |
		if length > 0 then late($shown; $start + $quickest) else null end)] }] as $replies |
["message sent to received, beyond the quickest", "received to asked (waits for its turn)",
    "the model's answer, its first sentence",
    "answer to voice (waits until the one before was spoken)", "voice to sound",
    "the lips to the avatar's mouth"] as $names |
{ replies: $replies,
  counts: { messages: ($chat | map(select(.type == "chat")) | length),
      sent: ($sent | map(select(.type == "sent")) | length),
      replies: ($said | map(select(.type == "reply") | .reply_id) | unique | length),
      mouth: ($said | map(select(.type == "mouth")) | length),
      params: ($avatar | length),
      lost: ($avatar | map(select(.type == "vts_event" and .event == "lost")) | length) },
  stages: ([range($names | length) as $i
	| [$replies[].stages[$i] | values] as $all
	| { name: $names[$i], median: ($all | part(0.5)), p90: ($all | part(0.9)),
	    max: ($all | max) }] +
    [[$replies[] | select(.stages | all(. != null)) | .stages | add] as $all
	| { name: "newest message to the mouth", median: ($all | part(0.5)),
	    p90: ($all | part(0.9)), max: ($all | max) }]) }
