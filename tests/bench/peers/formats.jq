# Chat records as another program's log has them, a line each: the --arg format
# is one of chz-import's that is made of lines.
def clock: .t_ms / 1000 | floor | "\(. / 3600 | floor):\(. / 60 % 60 | floor |
    tostring | if length < 2 then "0" + . else . end):\(. % 60 | tostring |
    if length < 2 then "0" + . else . end)";
def moment: "\(.received_at[0:10]) \(.received_at[11:19])";
def line: gsub("\n"; " ");

select(.type == "chat" and .user != null)
| .text //= "" | .text |= line
| if $format == "chatlog" then "[\(moment)] \(.user): \(.text)"
  elif $format == "chat-downloader" then
    {message_id, message: .text, message_type: "text_message",
	timestamp: 1790594400000000, time_in_seconds: (.t_ms / 1000),
	author: {id: .user_id, name: .user}} | tojson
  elif $format == "yt-dlp" then
    {replayChatItemAction: {actions: [{addChatItemAction: {item:
	{liveChatTextMessageRenderer: {id: .message_id,
	    timestampUsec: "\(1790594400000000 + .t_ms * 1000)",
	    authorName: {simpleText: .user}, authorExternalChannelId: .user_id,
	    message: {runs: [{text}]}}}}}],
	videoOffsetTimeMsec: "\(.t_ms)"}} | tojson
  elif $format == "nokchart" then tojson
  elif $format == "irc" then
    "@display-name=\(.user);id=\(.message_id);room-id=1;tmi-sent-ts=" +
    "\(1790594400000 + .t_ms);user-id=\(.user_id) :nick!nick@nick" +
    ".tmi.twitch.tv PRIVMSG #channel :\(.text)"
  elif $format == "chatty" then "[\(moment)] <\(.user)> \(.text)"
  elif $format == "justlog" then "[\(moment)] #channel \(.user): \(.text)"
  elif $format == "tcd" then "[\(clock)] <\(.user)> \(.text)"
  elif $format == "twitch-downloader-text" then
    "[\(clock)] \(.user): \(.text)"
  elif $format == "chat-downloader-text" then
    "\(clock) | \(.user): \(.text)"
  elif $format == "csv" then [.t_ms / 1000, .user, .text] | @csv
  else error("no such format: \($format)") end
