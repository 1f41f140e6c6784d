// A client library as published, openai or groq-sdk, at the simulator: prints
// a line for each thing it has understood.
const name = process.argv[2];
const { OpenAI, Groq } = require(name);
const Client = name === 'openai' ? OpenAI : Groq;
const base = process.env.CHZ_LLM_URL;
const client = new Client({
	apiKey: process.env.CHZ_LLM_KEY,
	// Groq's library adds /openai/v1 itself.
	baseURL: name === 'openai' ? base : base.replace(/\/v1$/, ''),
	maxRetries: 2,
});
const say = (...words) => console.log(words.join(' '));
const ask = (more) => client.chat.completions.create({
	model: 'openai/gpt-oss-120b',
	messages: [{ role: 'user', content: '날씨 어때? JSON' }],
	...more,
});

async function plain() {
	const answer = await ask({});
	const choice = answer.choices[0];

	say('plain', choice.finish_reason, choice.message.content.length > 0,
	    answer.usage.total_tokens > 0);
}

async function stream() {
	const whole = (await ask({})).choices[0].message.content;
	let text = '', end = '', usage = 0;

	for await (const chunk of await ask({
		stream: true,
		stream_options: { include_usage: true },
	})) {
		text += chunk.choices[0]?.delta?.content ?? '';
		end = chunk.choices[0]?.finish_reason ?? end;
		usage = chunk.usage?.total_tokens ?? usage;
	}
	say('stream', text === whole, end, usage > 0);
}

async function form() {
	const answer = await ask({
		response_format: {
			type: 'json_schema',
			json_schema: {
				name: 'reply',
				strict: true,
				schema: {
					type: 'object',
					properties: {
						emotion: { type: 'string', enum: ['sad'] },
						response: { type: 'string' },
					},
					required: ['emotion', 'response'],
					additionalProperties: false,
				},
			},
		},
	});

	say('form', JSON.parse(answer.choices[0].message.content).emotion);
}

async function tools() {
	const parameters = {
		type: 'object',
		properties: { query: { type: 'string' } },
	};
	const answer = await ask({
		tools: [{ type: 'function', function: { name: 'search', parameters } }],
	});
	const call = answer.choices[0].message.tool_calls[0];

	say('tools', answer.choices[0].finish_reason, call.function.name,
	    JSON.parse(call.function.arguments).query);
}

async function failures() {
	try {
		await ask({ model: 'no-such-model' });
	} catch (e) {
		say('missing', e.constructor.name, e.status);
	}
	try {
		await ask({ n: 2 });
	} catch (e) {
		say('wrong', e.constructor.name, e.status);
	}
}

// The first requests meet faults that the library retries by itself.
(async () => {
	await plain();
	await stream();
	await form();
	await tools();
	await failures();
	const models = await client.models.list();
	say('models', models.data.map((m) => m.id).includes('openai/gpt-oss-20b'));
})();
