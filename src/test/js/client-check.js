// Drives the official JavaScript client, unmodified, through what a browser goes through; exits with 0 if all was well.
// Environment: WS_URL, API_URL, API_KEY, TOKEN_SECRET.
'use strict';

const assert = require('node:assert/strict');
const crypto = require('node:crypto');
const { once, EventEmitter } = require('node:events');
const { Centrifuge } = require('centrifuge');
const WebSocket = require('ws');
const run = require('./run.js');

const { WS_URL, API_URL, API_KEY, TOKEN_SECRET } = process.env;
const LIMIT_MS = 15_000;
const CHANNEL = `session:${crypto.randomUUID()}`;

/** Remembers the sockets that the client opens, so that one can be cut below its feet. */
class RememberedSocket extends WebSocket {
  static latest;

  constructor(...args) {
    super(...args);
    RememberedSocket.latest = this;
  }
}

function sign(claims, secret = TOKEN_SECRET) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const unsigned = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${unsigned}.${crypto.createHmac('sha256', secret).update(unsigned).digest('base64url')}`;
}

const inSeconds = (seconds) => Math.floor(Date.now() / 1000) + seconds;

function within(label, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Waited too long for ${label}`)), LIMIT_MS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** The next event of that name; subscribe to it before what causes it. */
const next = (emitter, name) => within(name, once(emitter, name)).then(([context]) => context);

async function publish(from, to) {
  for (let n = from; n <= to; n++) {
    const response = await fetch(`${API_URL}/api/publish`, {
      method: 'POST',
      headers: { 'X-API-Key': API_KEY },
      body: JSON.stringify({ channel: CHANNEL, data: { n } }),
    });
    assert.ok((await response.json()).result, `publication ${n} taken`);
  }
}

async function streamDropAndRecover() {
  const received = [];
  const arrivals = new EventEmitter();
  const client = new Centrifuge(WS_URL, {
    websocket: RememberedSocket,
    getToken: async () => sign({ sub: 'js', exp: inSeconds(60) }),
    minReconnectDelay: 100,
  });
  const subscription = client.newSubscription(CHANNEL, {
    getToken: async () => sign({ sub: 'js', channel: CHANNEL }),
  });
  subscription.on('publication', ({ data, offset }) => {
    assert.equal(offset, data.n, 'offset counts as the data does');
    received.push(data.n);
    arrivals.emit(`n${data.n}`);
  });
  const subscribed = next(subscription, 'subscribed');
  subscription.subscribe();
  client.connect();
  assert.equal((await subscribed).recoverable, true);

  const fifty = next(arrivals, 'n50');
  await publish(1, 50);
  await fifty;

  const resubscribed = next(subscription, 'subscribed');
  const dropped = next(client, 'connecting');
  RememberedSocket.latest.terminate();
  await dropped;
  const seventy = next(arrivals, 'n70');
  await publish(51, 70);
  const context = await resubscribed;
  assert.equal(context.wasRecovering, true);
  assert.equal(context.recovered, true);
  await seventy;

  const last = next(arrivals, 'n80');
  await publish(71, 80);
  await last;
  assert.deepEqual(received, Array.from({ length: 80 }, (_, i) => i + 1), 'nothing lost, doubled or out of order');

  const history = await subscription.history({ limit: 3, since: { offset: 10, epoch: context.streamPosition.epoch } });
  assert.deepEqual(history.publications.map((each) => each.offset), [11, 12, 13]);

  const gone = next(client, 'disconnected');
  client.disconnect();
  await gone;
}

async function refreshToken() {
  const refreshes = new EventEmitter();
  let asked = 0;
  const client = new Centrifuge(WS_URL, {
    websocket: WebSocket,
    getToken: async () => {
      refreshes.emit(`token${++asked}`);
      return sign({ sub: 'js', exp: inSeconds(2) });
    },
  });
  const lost = [];
  const connected = next(client, 'connected');
  const third = next(refreshes, 'token3');
  client.connect();
  await connected;
  client.on('connecting', ({ code, reason }) => lost.push(`${code} ${reason}`));
  await third;
  assert.deepEqual(lost, [], 'the connection stays while its JWT is renewed');
  client.disconnect();
}

async function badToken() {
  const client = new Centrifuge(WS_URL, { websocket: WebSocket, token: sign({ sub: 'js' }, 'another secret') });
  const end = next(client, 'disconnected');
  client.connect();
  const { code, reason } = await end;
  assert.equal(code, 3500);
  assert.equal(reason, 'invalid token');
}

async function unknownChannel() {
  const client = new Centrifuge(WS_URL, { websocket: WebSocket, token: sign({ sub: 'js' }) });
  const subscription = client.newSubscription('other:a');
  const refused = next(subscription, 'unsubscribed');
  subscription.subscribe();
  client.connect();
  assert.equal((await refused).code, 102);
  client.disconnect();
}

async function main() {
  for (const check of [streamDropAndRecover, refreshToken, badToken, unknownChannel]) {
    await check();
    console.log(`${check.name}: ok`);
  }
}

run(main);
