// Asks the emulator, reads the answer from Centrifugo, and verifies that it is whole.
'use strict';

(() => {
  const OUTAGE_MS = 2_000;
  const TRANSPORTS = { websocket: 'WebSocket', sse: 'SSE', http_stream: 'HTTP streaming' };
  const SOONEST_EXPIRY_MS = 15 * 60_000;

  const $ = (id) => document.getElementById(id);
  const form = $('form');
  /** The wall clock in milliseconds, finer than Date.now(). */
  const now = () => performance.timeOrigin + performance.now();

  let session; // as POST /api/session gave it, to this tab or to the one that opened it
  let client;
  let position; // of the last publication in the channel
  let clock = { error: Infinity }; // how far the emulator's clock is ahead, and how far that may be wrong
  let recovering = false;
  let answer = newAnswer();
  let last; // the id of the answer before
  let drawn = true;

  function newAnswer(asked) {
    return { asked, tokens: [], delays: [], recovered: 0, pending: [] };
  }

  // ---- What is shown ----

  function show(id, value, unit = '', note = '') {
    const shown = value === undefined ? [] : [`${value}${unit}`];
    if (note) {
      const small = document.createElement('small');
      small.textContent = ` ${note}`;
      shown.push(small);
    }
    $(id).replaceChildren(...shown);
  }

  function tell(text) {
    const line = document.createElement('li');
    const time = document.createElement('span');
    time.textContent = answer.asked ? `${((now() - answer.asked) / 1000).toFixed(2)} s` : '';
    line.append(time, text);
    $('events').append(line);
    $('events').scrollTop = $('events').scrollHeight;
  }

  function conclude(text, kind) {
    $('verdict').textContent = text;
    $('verdict').className = kind;
  }

  /** Draws once a frame, however many tokens came. A hidden tab has no frames. */
  function draw() {
    if (drawn) {
      drawn = false;
      const later = document.hidden ? (task) => setTimeout(task, 250) : requestAnimationFrame;
      later(drawNow);
    }
  }

  function drawNow() {
    drawn = true;
    const { tokens, delays, first, latest, asked } = answer;
    const box = $('answer');
    const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
    box.append(...answer.pending.splice(0));
    if (atEnd) {
      box.scrollTop = box.scrollHeight;
    }
    const short = (value) => value.toFixed(value < 10 ? 1 : 0);
    const sorted = [...delays].sort((a, b) => a - b);
    show('ttft', asked && first ? short(first - asked) : undefined, ' ms');
    show('tokens', tokens.length || undefined);
    show('rate', latest > first ? short((tokens.length - 1) / (latest - first) * 1000) : undefined);
    show('delay', sorted.length ? short(sorted[sorted.length >> 1]) : undefined, ' ms', sorted.length ? `± ${short(clock.error)} ms` : '');
    show('delay-max', sorted.length ? short(sorted.at(-1)) : undefined, ' ms');
    show('recovered', tokens.length ? answer.recovered : undefined);
    show('offset', position?.offset);
    const running = Boolean(asked || tokens.length) && !answer.over;
    $('ask').disabled = running;
    $('stop').disabled = !running;
    box.setAttribute('aria-busy', running);
  }

  function begin(next) {
    answer = next;
    conclude('', '');
    $('answer').replaceChildren();
    draw();
  }

  // ---- What comes from Centrifugo ----

  function take({ data, offset }) {
    position = { ...position, offset };
    if (data.answer === last) {
      return;
    }
    if (answer.id !== undefined && data.answer !== answer.id) {
      begin(newAnswer()); // asked in another tab
    }
    answer.id = data.answer;
    if (data.type === 'token') {
      takeToken(data);
    } else {
      answer.end = data;
      judge();
    }
    draw();
  }

  function takeToken({ index, token, due }) {
    const at = now();
    if (index !== answer.tokens.length) {
      answer.fault ??= `token ${index} came in place of ${answer.tokens.length}`;
    }
    if (answer.first === undefined) {
      answer.first = at;
      if (answer.asked) {
        tell('First token');
      }
    }
    answer.latest = at;
    answer.tokens.push(token);
    if (Number.isFinite(clock.error)) {
      answer.delays.push(at + clock.ahead - due / 1000);
    }
    const piece = document.createElement('span');
    piece.textContent = token;
    if (recovering) {
      piece.className = 'recovered';
      answer.recovered++;
    }
    answer.pending.push(piece);
  }

  /** Says how the answer ended, once both its marker and the reply are there. Whole is what equals both. */
  async function judge() {
    const judged = answer;
    const { end, reply, problem, asked, tokens } = judged;
    const failed = problem && problem.status !== 409;
    if (judged.over || (asked && !reply && !problem) || !(end || failed)) {
      return;
    }
    judged.over = true;
    last = judged.id;
    drawNow();
    if (!end) {
      conclude(problem.detail, 'bad');
    } else {
      const text = tokens.join('');
      const fault = judged.fault
        ?? (tokens.length < end.tokens ? 'some are missing' : undefined)
        ?? (tokens.length > end.tokens + (end.unacknowledged ?? 0) ? 'that is too many' : undefined)
        ?? (reply && reply.response !== text ? 'the text is not that of the reply' : undefined)
        ?? (end.sha256 && await hash(text, end.sha256) !== end.sha256 ? 'the hash is not that of the marker' : undefined);
      if (judged !== answer) {
        return;
      }
      const what = { done: '', cancelled: 'Stopped: ', error: `Broke off, ${end.detail}: ` }[end.type];
      const kind = { done: 'good', cancelled: '', error: 'bad' }[end.type];
      conclude(`${what}${tokens.length} of ${end.tokens} tokens, ${fault ?? 'whole'}`, fault ? 'bad' : kind);
    }
  }

  /** SHA-256 in hex. A page that came neither by https nor from this machine has none to compare. */
  async function hash(text, otherwise) {
    if (!crypto.subtle) {
      return otherwise;
    }
    const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  }

  // ---- The connection ----

  function connect() {
    client?.disconnect();
    const transport = form.transport.value;
    const http = session.websocket_url.replace(/^ws/, 'http');
    const endpoint = transport === 'websocket' ? session.websocket_url : new URL(transport, http).href;
    const mine = new Centrifuge([{ transport, endpoint }], {
      token: session.connection_token,
      emulationEndpoint: new URL('/emulation', http).href,
    });
    client = mine;
    client.on('state', ({ newState }) => {
      if (client === mine) {
        show('state', newState, '', TRANSPORTS[transport]);
        $('break').disabled = newState !== 'connected';
      }
    });
    client.on('connecting', ({ code, reason }) => {
      if (code > 0) {
        tell(`Connection lost: ${reason}`);
      }
    });
    client.on('disconnected', ({ code, reason }) => {
      if (code > 0) {
        tell(`Disconnected for good: ${reason} (${code})`);
      }
    });
    // From the beginning of the session, or from where this tab was.
    const subscription = client.newSubscription(session.channel, {
      token: session.subscription_token,
      since: position ?? { offset: 0, epoch: '' },
    });
    subscription.on('publication', take);
    subscription.on('unsubscribed', ({ code, reason }) => {
      if (code > 0 && client === mine) {
        tell(`Not subscribed any more: ${reason} (${code})`);
      }
    });
    const subscribed = new Promise((done) => {
      subscription.on('subscribed', (context) => {
        position = { offset: position?.offset ?? 0, epoch: context.streamPosition.epoch };
        recover(context, TRANSPORTS[transport]);
        done();
      });
    });
    subscription.subscribe();
    client.connect();
    return subscribed;
  }

  /** Called before the publications that were missed, which all come in the same task. */
  function recover({ wasRecovering, recovered }, transport) {
    if (wasRecovering && !recovered) {
      tell(`Connected by ${transport}; Centrifugo no longer keeps what was missed`);
      answer.fault ??= 'some could not be recovered';
      return;
    }
    const before = position.offset;
    recovering = true;
    queueMicrotask(() => {
      recovering = false;
      const missed = position.offset - before;
      tell(`Connected by ${transport}${missed ? `, ${missed} publications recovered` : ''}`);
    });
  }

  function breakConnection() {
    const broken = client;
    tell(`Connection broken for ${OUTAGE_MS / 1000} s`);
    broken.disconnect();
    setTimeout(() => {
      if (client === broken) {
        broken.connect();
      }
    }, OUTAGE_MS);
  }

  // ---- What is asked of the emulator ----

  async function call(method, path, body) {
    const response = await fetch(path, {
      method,
      headers: body ? { 'Content-Type': 'application/json' } : {},
      body: body && JSON.stringify(body),
    });
    const reply = response.status === 204 ? undefined : await response.json();
    if (!response.ok) {
      throw Object.assign(new Error(reply.detail), { problem: reply });
    }
    return reply;
  }

  async function ask() {
    begin(newAnswer(now()));
    const asked = answer;
    try {
      if (session.expires / 1000 - now() < SOONEST_EXPIRY_MS) {
        await open(await call('POST', 'api/session'));
        asked.asked = now();
      }
      tell('Asked');
      const { question, model, words, delay } = form;
      asked.reply = await call('POST', 'api/run', {
        session_id: session.session_id,
        question: question.value,
        model: model.value,
        ...(words.value && { words: Number(words.value) }),
        ...(delay.value && { delay: Number(delay.value) / 1000 }),
      });
    } catch (failure) {
      asked.problem = failure.problem ?? { detail: `The emulator cannot be reached: ${failure.message}` };
    }
    if (asked === answer) {
      judge();
    }
  }

  async function stop() {
    try {
      await call('DELETE', `api/run/${encodeURIComponent(session.session_id)}`);
    } catch (failure) {
      tell(failure.message);
    }
  }

  /** Of several readings, the one that took least time says most exactly how far the clocks are apart. */
  async function readClock() {
    for (let i = 0; i < 5; i++) {
      const before = now();
      const health = await call('GET', 'health');
      const error = (now() - before) / 2;
      if (error < clock.error) {
        clock = { ahead: health.now / 1000 - before - error, error };
      }
    }
  }

  function open(given) {
    session = given;
    position = undefined;
    if (!form.model.length) {
      form.model.append(...session.models.map((name) => new Option(name, name, false, name === 'chat')));
    }
    $('second').href = `#${encodeURIComponent(JSON.stringify(session))}`;
    $('second').hidden = false;
    return connect();
  }

  async function start() {
    try {
      const handed = location.hash && JSON.parse(decodeURIComponent(location.hash.slice(1)));
      await readClock().catch(() => tell('The clock of the emulator cannot be read: delays are unknown'));
      await open(handed?.expires > now() * 1000 ? handed : await call('POST', 'api/session'));
    } catch (failure) {
      conclude(`This page cannot begin: ${failure.message}`, 'bad');
      $('ask').disabled = true;
    }
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    ask();
  });
  form.transport.addEventListener('change', () => session && connect());
  $('stop').addEventListener('click', stop);
  $('break').addEventListener('click', breakConnection);
  start();
})();
