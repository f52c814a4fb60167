// Drives the official OpenAI client, unmodified, against the emulator; exits with 0 if all was well.
// The client takes OPENAI_BASE_URL and OPENAI_API_KEY from the environment.
'use strict';

const assert = require('node:assert/strict');
const { setTimeout: sleep } = require('node:timers/promises');
const OpenAI = require('openai');
const run = require('./run.js');

const WORDS = 12;
const ASK = `Why? [[words=${WORDS} delay=0.002 seed=42]]`;
const model = 'gpt-x';

const client = new OpenAI({ maxRetries: 0, timeout: 30_000 });

const user = (content) => [{ role: 'user', content }];
const wordsOf = (text) => text.trim().split(/\s+/).length;

async function all(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

async function models() {
  const ids = (await all(await client.models.list())).map(({ id }) => id);
  assert.notEqual(ids.length, 0);
  assert.equal((await client.models.retrieve(ids[0])).id, ids[0]);
}

async function chat() {
  const whole = await client.chat.completions.create({ model, messages: user(ASK) });
  const [choice] = whole.choices;
  assert.equal(choice.finish_reason, 'stop');
  assert.equal(wordsOf(choice.message.content), WORDS);
  assert.equal(whole.usage.completion_tokens, WORDS);

  const streamed = { model, messages: user(ASK), stream: true, stream_options: { include_usage: true } };
  const chunks = await all(await client.chat.completions.create(streamed));
  assert.equal(chunks[0].choices[0].delta.role, 'assistant');
  assert.equal(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join(''), choice.message.content);
  assert.equal(chunks.at(-2).choices[0].finish_reason, 'stop');
  assert.deepEqual(chunks.at(-1).choices, []);
  assert.deepEqual(chunks.at(-1).usage, whole.usage);

  const cut = await client.chat.completions.create({ model, messages: user(ASK), max_tokens: 5 });
  assert.equal(cut.choices[0].finish_reason, 'length');
  assert.equal(cut.usage.completion_tokens, 5);
}

async function chatHelper() {
  const stream = client.chat.completions.stream({ model, messages: user(ASK) });
  assert.equal(wordsOf(await stream.finalContent()), WORDS);
}

async function responses() {
  const whole = await client.responses.create({ model, input: ASK });
  assert.equal(whole.status, 'completed');
  assert.equal(wordsOf(whole.output_text), WORDS);

  const events = await all(await client.responses.create({ model, input: ASK, stream: true }));
  const deltas = events.filter(({ type }) => type === 'response.output_text.delta').map(({ delta }) => delta);
  assert.equal(deltas.join(''), whole.output_text);
  assert.equal(events.at(-1).type, 'response.completed');

  const final = await client.responses.stream({ model, input: ASK }).finalResponse();
  assert.equal(final.output_text, whole.output_text);
}

async function completions() {
  const whole = await client.completions.create({ model, prompt: ASK, max_tokens: 1000 });
  assert.equal(wordsOf(whole.choices[0].text), WORDS);
  const chunks = await all(await client.completions.create({ model, prompt: ASK, max_tokens: 1000, stream: true }));
  assert.equal(chunks.map(({ choices }) => choices[0]?.text ?? '').join(''), whole.choices[0].text);
}

async function errors() {
  const ask = (text, fields = {}) => client.chat.completions.create({ model, messages: user(text), ...fields });

  await assert.rejects(ask('[[status=429 retry_after=2]]'), (error) => {
    assert.ok(error instanceof OpenAI.RateLimitError, error);
    assert.equal(error.headers.get('retry-after'), '2');
    return true;
  });
  await assert.rejects(ask('[[status=500]]', { stream: true }), OpenAI.InternalServerError);
  await assert.rejects(ask('[[words=none]]'), (error) => {
    assert.ok(error instanceof OpenAI.BadRequestError, error);
    assert.equal(error.type, 'invalid_request_error');
    assert.match(error.message, /words/);
    return true;
  });
  await assert.rejects(ask(ASK, { n: 2 }), { status: 400, param: 'n' });
  await assert.rejects(client.embeddings.create({ model, input: 'a' }), OpenAI.NotFoundError);

  const broken = (fault) => ask(`[[words=${WORDS} delay=0.002 ${fault}]]`, { stream: true }).then(all);
  await assert.rejects(broken('break=5'), { message: 'terminated' });
  await assert.rejects(broken('malformed=5'), SyntaxError);
  assert.ok((await broken('stall=0.1s@5')).length > WORDS);
}

/** A client that stops reading cancels its answer. */
async function hangUp() {
  const long = { model, messages: user('[[words=1000 delay=0.5]]'), stream: true };
  for await (const chunk of await client.chat.completions.create(long)) {
    assert.ok(chunk.choices);
    assert.equal(await answersInProgress(), 1);
    break;
  }
  while ((await answersInProgress()) > 0) await sleep(10);
}

async function answersInProgress() {
  return (await (await fetch(new URL('/health', client.baseURL))).json()).answers;
}

run(async () => {
  for (const check of [models, chat, chatHelper, responses, completions, errors, hangUp]) {
    await check();
    console.log(`${check.name}: ok`);
  }
}, 60_000);
