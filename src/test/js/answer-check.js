// Reads a whole answer with the official JavaScript client, loses its connection in the middle; exits with 0 if all was well.
// Environment: WS_URL, HTTP_URL, TOKEN_SECRET.
'use strict';

const assert = require('node:assert/strict');
const crypto = require('node:crypto');
const { Centrifuge } = require('centrifuge');
const WebSocket = require('ws');
const run = require('./run.js');

const { WS_URL, HTTP_URL, TOKEN_SECRET } = process.env;
const LIMIT_MS = 30_000;
const WORDS = 100;
const SESSION = crypto.randomUUID();
const CHANNEL = `session:${SESSION}`;

/** Remembers the socket that the client opened last, so that it can be cut below its feet. */
class RememberedSocket extends WebSocket {
  static latest;

  constructor(...args) {
    super(...args);
    RememberedSocket.latest = this;
  }
}

function sign(claims) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const unsigned = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${unsigned}.${crypto.createHmac('sha256', TOKEN_SECRET).update(unsigned).digest('base64url')}`;
}

async function main() {
  const tokens = [];
  const client = new Centrifuge(WS_URL, {
    websocket: RememberedSocket,
    getToken: async () => sign({ sub: 'js' }),
    minReconnectDelay: 100,
  });
  const subscription = client.newSubscription(CHANNEL, { getToken: async () => sign({ sub: 'js', channel: CHANNEL }) });
  let recoveries = 0;
  const subscribed = new Promise((resolve) => {
    subscription.on('subscribed', ({ wasRecovering, recovered }) => {
      assert.equal(wasRecovering && !recovered, false, 'all that was missed came');
      recoveries += wasRecovering ? 1 : 0;
      resolve();
    });
  });
  const done = new Promise((resolve, reject) => {
    subscription.on('publication', ({ data }) => {
      if (data.type !== 'token') {
        resolve(data);
        return;
      }
      if (data.index !== tokens.length) {
        reject(new Error(`token ${data.index} came in place ${tokens.length}`));
      }
      tokens.push(data.token);
      if (tokens.length === WORDS / 4) {
        RememberedSocket.latest.terminate();
      }
    });
  });
  subscription.subscribe();
  client.connect();
  await subscribed;

  const response = await fetch(`${HTTP_URL}/api/run`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ session_id: SESSION, question: 'Why?', words: WORDS, delay: 0.02 }),
  });
  assert.equal(response.status, 200);
  const reply = await response.json();
  const marker = await done;

  assert.equal(marker.type, 'done');
  assert.equal(tokens.join(''), reply.response);
  assert.equal(crypto.createHash('sha256').update(tokens.join('')).digest('hex'), marker.sha256);
  assert.equal(recoveries, 1);
  console.log(`${tokens.length} tokens, ${recoveries} recovery: ok`);
}

run(main, LIMIT_MS);
