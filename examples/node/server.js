// A chat backend that publishes the text so far every 50 ms, and signs its users' tokens for Centrifugo itself.
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import OpenAI from 'openai';

const { PORT, OPENAI_MODEL, CENTRIFUGO_API_URL, CENTRIFUGO_HTTP_API_KEY } = process.env;
const TOKEN_SECRET = process.env.CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY;
const WINDOW_MS = 50;
const TOKEN_LIFETIME_S = 3600;

const llm = new OpenAI();

const server = createServer((request, response) => {
  const reply = (status, body) => {
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  route(request, new URL(request.url, 'http://localhost')).then(
    (body) => (body === undefined ? response.writeHead(204).end() : reply(200, body)),
    (failure) => reply(failure.httpStatus ?? 502, { error: failure.message }),
  );
});
server.listen(PORT, process.env.HOST ?? '127.0.0.1', () => console.log(`Listening on port ${PORT}`));

async function route(request, { pathname, searchParams }) {
  const conversation = /^\/conversations\/([\w-]+)\/messages$/.exec(pathname)?.[1];
  if (request.method === 'POST' && conversation) {
    const { content } = await jsonOf(request);
    return answer(`chat:${conversation}`, content);
  }
  if (request.method === 'GET' && pathname === '/token' && searchParams.has('user')) {
    return { token: tokenFor(searchParams.get('user'), searchParams.get('channel')) };
  }
  if (request.method === 'GET' && pathname === '/health') {
    return { status: 'ok' };
  }
  throw Object.assign(new Error(`No ${request.method} ${pathname}`), { httpStatus: 404 });
}

async function jsonOf(request) {
  let body = '';
  for await (const part of request.setEncoding('utf8')) body += part;
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw Object.assign(new Error('The body is not JSON', { cause }), { httpStatus: 400 });
  }
}

/** Streams an answer to a channel, and returns when all of it is published. */
async function answer(channel, question) {
  const stop = new AbortController();
  let text = '';
  let complete = false;
  async function read() {
    const request = { model: OPENAI_MODEL, messages: [{ role: 'user', content: question }], stream: true };
    for await (const chunk of await llm.chat.completions.create(request, { signal: stop.signal })) {
      text += chunk.choices[0]?.delta?.content ?? '';
    }
    complete = true;
  }
  try {
    const reading = read();
    let published = '';
    while (!complete) {
      await Promise.race([reading, sleep(WINDOW_MS)]);
      if (!complete && text !== published) {
        published = text;
        await publish(channel, { message: { state: 'streaming', text } });
      }
    }
    await publish(channel, { message: { state: 'complete', text } });
  } catch (failure) {
    await publish(channel, { message: { state: 'failed', reason: failure.message } });
    throw failure;
  } finally {
    stop.abort();
  }
}

async function publish(channel, data) {
  const response = await fetch(`${CENTRIFUGO_API_URL}/publish`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-API-Key': CENTRIFUGO_HTTP_API_KEY },
    body: JSON.stringify({ channel, data }),
  });
  const { error } = response.ok ? await response.json() : { error: { message: `status ${response.status}` } };
  if (error) throw new Error(`Centrifugo: ${error.message}`);
}

/** A JWT that lets a user connect or, with a channel, subscribe to it. */
function tokenFor(user, channel) {
  const claims = { sub: user, exp: Math.floor(Date.now() / 1000) + TOKEN_LIFETIME_S, ...(channel && { channel }) };
  const content = [{ alg: 'HS256', typ: 'JWT' }, claims].map((part) => base64Url(JSON.stringify(part))).join('.');
  return `${content}.${createHmac('sha256', TOKEN_SECRET).update(content).digest('base64url')}`;
}

function base64Url(text) {
  return Buffer.from(text).toString('base64url');
}
