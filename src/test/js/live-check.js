// Watches a run on its live page in Chromium, stops it, and compares the last that the page shows with summary.json; exits with 0 if all
// was well. Meanwhile one browser is closed, one does not read, and one is more than may look. Environment: CHROMIUM, the browser's program; URL, of the live page;
// PID, of the run; PICTURE, where one of the page goes.
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { chromium } = require('playwright-core');
const { checkTexts } = require('./page-texts.js');
const run = require('./run.js');

const { CHROMIUM, URL: url, PID, PICTURE } = process.env;
const LIMIT_MS = 170_000;
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

/** How many may look at once. */
const MOST_BROWSERS = 8;

/** What moves on the page. */
const figures = (page) => page.evaluate(() => ({
  tokens: summary.tokens,
  shown: document.querySelector('[data-field="/tokens"]').textContent,
  share: Number(document.querySelector('#verdict progress').value),
  points: Chart.getChart('throughput-chart').data.datasets[0].data.length,
  sentence: document.querySelector('#verdict .sentence').textContent,
}));

const isDrawn = () => summary.verdict === 'RUNNING' && document.getElementById('throughput-chart') !== null;

/** Something that asks for the states of the run; it resolves when they come. */
const looker = ({ hostname, port }) => new Promise((resolve) => {
  const socket = net.connect(Number(port), hostname);
  socket.write(`GET /states HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`);
  socket.on('error', () => {});
  socket.once('data', () => resolve(socket));
});

/** Opens the page where no browser may look any more, lets one go, and waits until the page moves. */
async function checkOneTooMany(browser, others) {
  const lookers = await Promise.all(Array.from({ length: MOST_BROWSERS - others }, () => looker(new URL(url))));
  const page = await browser.newPage();
  await page.goto(url);
  await page.waitForSelector('#verdict .reason:has-text("As many browsers watch this run")');
  const before = await page.evaluate(() => summary.tokens);
  lookers.forEach((each) => each.destroy());
  await page.waitForFunction((tokens) => summary.tokens > tokens, before);
  assert.equal(await page.$('#verdict .reason:has-text("As many browsers")'), null);
  await page.close();
}

async function main() {
  const { hostname, port } = new URL(url);
  const deaf = net.connect(Number(port), hostname).pause();
  deaf.write(`GET /states HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`);
  deaf.on('error', () => {});
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  try {
    const closed = await browser.newPage();
    await closed.goto(url);
    const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
    const complaints = [];
    page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(url);

    await page.waitForFunction(isDrawn);
    const before = await figures(page);
    await page.click('#over-time summary');
    await page.evaluate(() => { window.chartBefore = Chart.getChart('throughput-chart'); });
    await closed.close();
    await page.waitForFunction((points) => Chart.getChart('throughput-chart').data.datasets[0].data.length >= points + 2, before.points);
    const after = await figures(page);
    await page.screenshot({ path: PICTURE });
    assert.ok(after.tokens > before.tokens, `tokens go up: ${before.tokens}, ${after.tokens}`);
    assert.notEqual(after.shown, before.shown);
    assert.notEqual(after.sentence, before.sentence);
    assert.ok(after.share > before.share, `the bar moves: ${before.share}, ${after.share}`);
    assert.ok(await page.$eval('#over-time details', ({ open }) => open), 'what was unfolded stays so');
    assert.ok(await page.evaluate(() => window.chartBefore === Chart.getChart('throughput-chart')), 'charts are kept');

    await checkOneTooMany(browser, 2);

    process.kill(Number(PID), 'SIGTERM');
    await page.waitForFunction(() => summary.live.folder, null, { timeout: LIMIT_MS });
    const folder = await page.evaluate(() => summary.live.folder);
    const told = JSON.parse(fs.readFileSync(path.join(folder, 'summary.json'), 'utf8'));
    const shown = await checkTexts(page, { ...told, live: { folder } });
    assert.equal(await page.title(), `${told.verdict}: ${told.simulation} on embedded`);
    assert.deepEqual(complaints, [], 'nothing is complained of');
    console.log(`${told.verdict}, ${shown.length} values as in summary.json`);
  } finally {
    deaf.destroy();
    await browser.close();
  }
}

run(main, LIMIT_MS);
