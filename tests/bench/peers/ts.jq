# What `chz-ts -b 60` counts, by jq -n: one pass, a map of maps.
reduce (inputs | select(.type == "chat")) as $r ({};
	($r.stream_id + "\t\($r.t_ms / 60000 | floor * 60)") as $key |
	.[$key].chats += 1 |
	if $r.user_id then .[$key].users[$r.user_id] = 1 else . end) |
to_entries[] | "\(.key)\t\(.value.chats)\t\(.value.users // {} | length)"
