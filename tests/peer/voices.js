// Speech services as their documents have them: ElevenLabs, Typecast, GPT-SoVITS'
// api_v2.py, piper.http_server and vLLM-Omni, each below its own path.
// Writes its address to the file PORT and each request to LOG, a JSON line each.
//	node voices.js PORT LOG
const fs = require("fs");
const http = require("http");
const [portFile, logFile] = process.argv.slice(2);
const log = (what) => fs.appendFileSync(logFile, JSON.stringify(what) + "\n");

const tone = (rate) => {
  const pcm = Buffer.alloc(rate); // half a second, 16 bits
  for (let i = 0; i < rate / 2; i++) pcm.writeInt16LE(Math.round(9000 * Math.sin((i * 2764.6) / rate)), i * 2);
  return pcm;
};
const header = (rate, bytes) => {
  const h = Buffer.from("RIFF....WAVEfmt \x10\0\0\0\x01\0\x01\0........\x02\0\x10\0data....", "latin1");
  h.writeUInt32LE(bytes === 0 ? 0 : bytes + 36, 4);
  h.writeUInt32LE(rate, 24);
  h.writeUInt32LE(rate * 2, 28);
  h.writeUInt32LE(bytes, 40);
  return h;
};
const wav = (rate) => Buffer.concat([header(rate, rate), tone(rate)]);
const audio = (res, type, body) => res.writeHead(200, { "Content-Type": type }).end(body);
const json = (res, status, body) => res.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));

// What is wrong with a body by a table of name: type, "?" behind optional ones;
// other fields are refused.
function wrong(body, fields) {
  for (const [name, type] of Object.entries(fields)) {
    if (body[name] === undefined) { if (!type.endsWith("?")) return `${name} is required`; continue; }
    if (typeof body[name] !== type.replace("?", "")) return `${name} must be a ${type}`;
  }
  const other = Object.keys(body).find((name) => fields[name] === undefined);
  return other && `${other} is not a field`;
}

// Each answers "METHOD /path" with (res, body, url, headers).
const services = {
  eleven: {
    "POST /v1/text-to-speech/v0ice-ID_1/stream": (res, body, url, headers) => {
      if (headers["xi-api-key"] !== "eleven-key") return json(res, 401, { detail: { status: "invalid_api_key" } });
      const bad = wrong(body, { text: "string", model_id: "string?", language_code: "string?", voice_settings: "object?" });
      if (bad || url.searchParams.get("output_format") !== "pcm_24000") return json(res, 422, { detail: bad || "format" });
      return audio(res, "audio/pcm", tone(24000));
    },
    "GET /v1/voices": (res, body, url, headers) => (headers["xi-api-key"] !== "eleven-key" ? json(res, 401, {})
      : json(res, 200, { voices: [{ voice_id: "v0ice-ID_1", name: "하나\n", labels: {} }, { voice_id: "b", name: "Bee" }] })),
  },
  typecast: {
    "POST /v1/text-to-speech/stream": (res, body, url, headers) => {
      if (headers["x-api-key"] !== "cast-key") return json(res, 401, { message: "invalid key" });
      const bad = wrong(body, { voice_id: "string", text: "string", model: "string", language: "string?", prompt: "object?", output: "object?", seed: "number?" })
        || (body.prompt && wrong(body.prompt, { emotion_type: "string", emotion_preset: "string?", emotion_intensity: "number?" }))
        || (body.output && wrong(body.output, { volume: "number?", audio_pitch: "number?", audio_tempo: "number?", audio_format: "string?" }));
      return bad ? json(res, 422, { message: bad }) : audio(res, "audio/wav", wav(44100));
    },
    "GET /v2/voices": (res) => json(res, 200, [{ voice_id: "tc_1", voice_name: "혜라", models: [{ version: "ssfm-v30" }] }]),
  },
  sovits: {
    "POST /tts": (res, body) => {
      const bad = wrong(body, { text: "string", text_lang: "string", ref_audio_path: "string", prompt_lang: "string", prompt_text: "string?",
        text_split_method: "string?", media_type: "string?", streaming_mode: "boolean?", speed_factor: "number?" });
      const languages = ["auto", "en", "zh", "ja", "yue", "ko", "all_ko"];
      if (bad || !languages.includes(body.text_lang)) return json(res, 400, { message: bad || "text_lang is not supported" });
      // Streamed: one header without sizes, then samples.
      res.writeHead(200, { "Content-Type": "audio/wav" });
      res.write(header(32000, 0));
      const pcm = tone(32000);
      for (let at = 0; at < pcm.length; at += 3001) res.write(pcm.subarray(at, at + 3001));
      return res.end();
    },
  },
  piper: {
    // Flask's type for bytes, as version 1.3 has it.
    "POST /": (res, body) => (wrong(body, { text: "string", voice: "string?", length_scale: "number?" })
      ? json(res, 500, {}) : audio(res, "text/html; charset=utf-8", wav(22050))),
    "POST /synthesize": (res) => audio(res, "audio/wav", wav(22050)),
    "GET /voices": (res) => json(res, 200, { "ko_KR-one-medium": { audio: { sample_rate: 22050 } }, "en_US-two-low": {} }),
  },
  vllm: {
    "POST /v1/audio/speech": (res, body) => {
      const bad = wrong(body, { input: "string", model: "string?", voice: "string?", response_format: "string?", speed: "number?",
        instructions: "string?", language: "string?", task_type: "string?", stream_format: "string?", ref_audio: "string?", ref_text: "string?" });
      return bad ? json(res, 400, { error: { message: bad } }) : audio(res, "audio/pcm", tone(24000));
    },
    "GET /v1/audio/voices": (res) => json(res, 200, { voices: ["Vivian", "Sohee"], uploaded_voices: [{ name: "mine" }] }),
  },
};

http.createServer((req, res) => {
  const chunks = [];
  req.on("data", (chunk) => chunks.push(chunk));
  req.on("end", () => {
    const url = new URL(req.url, "http://127.0.0.1");
    const [, name, ...rest] = url.pathname.split("/");
    const text = Buffer.concat(chunks).toString();
    const answer = services[name]?.[`${req.method} /${rest.join("/")}`];
    const body = text === "" ? {} : JSON.parse(text);
    log({ service: name, url: req.url, body });
    if (answer === undefined) return json(res, 404, { detail: "Not Found" });
    return answer(res, body, url, req.headers);
  });
}).listen(0, "127.0.0.1", function listening() {
  fs.writeFileSync(portFile, `http://127.0.0.1:${this.address().port}`);
});
