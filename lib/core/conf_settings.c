/* The settings that the tools know, and what they are unless set. */
#include "core/conf.h"

const struct conf_setting conf_settings[] = {
	{ .key = "CHZ_API_URL",
	    .def = "https://api.chzzk.naver.com",
	    .about = "Chzzk's web API" },
	{ .key = "CHZ_GAME_API_URL",
	    .def = "https://comm-api.game.naver.com",
	    .about = "its chat tokens" },
	{ .key = "CHZ_CHAT_URL",
	    .def = "wss://kr-ss{n}.chat.naver.com/chat",
	    .about = "its chat" },
	{ .key = "CHZ_API_RATE", .about = "requests a second to the web API" },
	{ .key = "NID_AUT",
	    .secret = true,
	    .about = "cookie of a Naver login, with NID_SES" },
	{ .key = "NID_SES",
	    .secret = true,
	    .about = "cookie of a Naver login, with NID_AUT" },
	{ .key = "MIN_LIVE_USER",
	    .about = "viewers that a broadcast must have" },
	{ .key = "CHZ_TWITCH_URL",
	    .def = "wss://irc-ws.chat.twitch.tv:443",
	    .about = "Twitch's chat" },
	{ .key = "CHZ_LANG", .about = "the language of charts, en or ko" },
	{ .key = "CHZ_LLM_URL",
	    .def = "https://api.groq.com/openai/v1",
	    .about = "chat completions" },
	{ .key = "CHZ_LLM_MODEL",
	    .def = "openai/gpt-oss-120b",
	    .about = "the model that answers chat" },
	{ .key = "CHZ_LLM_KEY",
	    .secret = true,
	    .about = "the key of its server" },
	{ .key = "CHZ_LLM_FALLBACK_KEY",
	    .secret = true,
	    .about = "the key of another server that stands in" },
	{ .key = "GROQ_API_KEY",
	    .secret = true,
	    .about = "Groq's key where CHZ_LLM_KEY is unset" },
	{ .key = "CHZ_TTS_URL", .about = "a voice" },
	{ .key = "CHZ_TTS_KEY", .secret = true, .about = "the voice's key" },
	{ .key = "OPENAI_API_KEY",
	    .secret = true,
	    .about = "the key for OpenAI's server" },
	{ .key = "OPENAI_BASE_URL", .about = "OpenAI's server" },
	{ .key = "TTS_REMOTE_URL",
	    .about = "AIsChoco's voice where CHZ_TTS_URL is unset" },
	{ .key = "CHZ_VTS_URL",
	    .def = "ws://localhost:8001",
	    .about = "VTube Studio" },
	{ .key = "CHZ_VTS_DISCOVERY_PORT",
	    .def = "47779",
	    .about = "where VTube Studio says that it is there" },
	{ .key = "CHZ_OVERLAY_TOKEN",
	    .secret = true,
	    .about = "what chz-overlay asks its pages for" },
	{ .key = NULL },
};

const struct conf_setting *
conf_setting(struct str key)
{
	for (const struct conf_setting *s = conf_settings; s->key != NULL; s++)
		if (str_is(key, s->key))
			return s;
	return NULL;
}
