// Watches answers on the demo page in Chromium, by each transport and in another look; exits with 0 if all was well.
// Environment: CHROMIUM, the browser's program; URL, of the page; FOLDER, where pictures of it go.
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { chromium } = require('playwright-core');
const run = require('./run.js');

const { CHROMIUM, URL, FOLDER } = process.env;
const LIMIT_MS = 170_000;
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];
const LOOKS = [
  { transport: 'websocket', name: 'light', colorScheme: 'light', viewport: { width: 1000, height: 1000 } },
  { transport: 'sse', name: 'dark', colorScheme: 'dark', viewport: { width: 1000, height: 1000 } },
  { transport: 'http_stream', name: 'telephone', colorScheme: 'light', viewport: { width: 360, height: 1000 } },
];
// An answer of 5 s, so that there is something to miss in 2 s even where everything is slow.
const WORDS = 250;
const DELAY_MS = 20;

/** The client that the page loads is the one of npm. */
function checkBundle() {
  const bundled = path.join(__dirname, '../../main/resources/demo/centrifuge.js');
  const published = path.join(__dirname, 'node_modules/centrifuge/dist/centrifuge.js');
  assert.ok(fs.readFileSync(bundled).equals(fs.readFileSync(published)), 'centrifuge.js is that of package-lock.json');
  const { version } = require(path.join(path.dirname(published), '../package.json'));
  assert.match(fs.readFileSync(bundled.replace('.js', '.LICENSE.txt'), 'utf8'), new RegExp(`centrifuge ${version.replaceAll('.', '\\.')},`));
}

const text = (page, id) => page.locator(`#${id}`).textContent();
const until = (page, id, pattern) => page.waitForFunction(
  ([element, source]) => new RegExp(source).test(document.getElementById(element).textContent), [id, pattern.source]);
const tokensAt = (page, least) => page.waitForFunction(
  (count) => Number(document.getElementById('tokens').textContent) >= count, least);

/** Begins an answer; its reply comes later. */
async function ask(page, words) {
  await page.getByLabel('Words').fill(String(words));
  const replied = page.waitForResponse((response) => response.url().endsWith('/api/run'));
  replied.catch(() => {}); // told where it is awaited
  // By the keyboard.
  await page.getByLabel('Question').press('Enter');
  return { replied };
}

async function check(browser, { transport, name, ...look }) {
  const context = await browser.newContext(look);
  const complaints = [];
  const watch = (page) => {
    page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(String(error)));
  };
  context.on('page', watch);
  const page = await context.newPage();
  await page.goto(URL);
  await until(page, 'state', /^connected/);
  await page.getByLabel('Transport').selectOption(transport);
  await until(page, 'events', { websocket: /by WebSocket/, sse: /by SSE/, http_stream: /by HTTP streaming/ }[transport]);
  await page.getByLabel('Model').selectOption('constant');
  await page.getByLabel('Delay').fill(String(DELAY_MS));

  const { replied } = await ask(page, WORDS);
  await tokensAt(page, 5);
  await page.getByRole('button', { name: 'Break' }).click();
  await until(page, 'state', /^disconnected/);
  const atBreak = Number(await text(page, 'tokens'));
  const [second] = await Promise.all([
    context.waitForEvent('page'),
    page.getByRole('link', { name: 'Open in a second tab' }).click(),
  ]);
  await page.bringToFront();
  const whole = new RegExp(`^${WORDS} of ${WORDS} tokens, whole$`);
  await until(page, 'verdict', whole);
  await until(second, 'verdict', whole);
  await page.evaluate(() => document.querySelector('#answer .recovered').scrollIntoView({ block: 'center' }));
  await page.screenshot({ path: path.join(FOLDER, `${name}.png`), fullPage: true });

  const { response, tokens } = await (await replied).json();
  assert.equal(tokens, WORDS);
  assert.equal(await text(page, 'answer'), response, 'the page shows what the emulator replied');
  assert.equal(await text(second, 'answer'), response, 'the second tab agrees');
  const recovered = Number(await text(page, 'recovered'));
  assert.ok(recovered > 0 && recovered <= WORDS - atBreak, `${recovered} tokens were recovered after ${atBreak}`);
  assert.ok(Number(await text(second, 'recovered')) >= 5, 'the second tab got the beginning from the history');
  assert.equal(await text(page, 'offset'), String(WORDS + 1));
  for (const id of ['ttft', 'delay', 'delay-max']) {
    assert.match(await text(page, id), /^-?\d+(\.\d)? ms/, id);
  }
  const rate = Number(await text(page, 'rate'));
  assert.ok(rate > 0 && rate <= 1.2 * 1000 / DELAY_MS, `${rate} tokens/s`);
  const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(tooWide <= 0, `the page is ${tooWide} pixels too wide`);
  assert.deepEqual(complaints, [], 'nothing is complained of');

  const { replied: stopped } = await ask(page, 1_000);
  await tokensAt(second, 5);
  await second.getByRole('button', { name: 'Stop' }).click();
  await until(page, 'verdict', /^Stopped: (\d+) of \1 tokens, whole$/);
  await until(second, 'verdict', /^Stopped: (\d+) of \1 tokens, whole$/);
  assert.equal((await stopped).status(), 409);
  assert.equal(await text(second, 'answer'), await text(page, 'answer'), 'both tabs stopped at the same token');
  // Chromium logs each reply that tells of an error.
  assert.deepEqual(complaints.filter((each) => !each.includes('status of 409 (Conflict)')), [], 'nothing is complained of');
  await context.close();
  return `${transport}: ok`;
}

async function main() {
  checkBundle();
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  try {
    console.log((await Promise.all(LOOKS.map((look) => check(browser, look)))).join('\n'));
  } finally {
    await browser.close();
  }
}

run(main, LIMIT_MS);
