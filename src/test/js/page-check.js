// Opens a summary.html in Chromium, light, dark and on a telephone, and compares all that it shows with its summary.json; exits with 0
// if all was well. Environment: CHROMIUM, the browser's program; FOLDER, where the two files are and pictures of the page go.
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { chromium } = require('playwright-core');
const { checkTexts, leaves } = require('./page-texts.js');
const run = require('./run.js');

const { CHROMIUM, FOLDER } = process.env;
const LIMIT_MS = 50_000;
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];
const LOOKS = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1200, height: 900 } },
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1200, height: 900 } },
  { name: 'telephone', colorScheme: 'light', viewport: { width: 420, height: 900 } },
];

const summary = JSON.parse(fs.readFileSync(path.join(FOLDER, 'summary.json'), 'utf8'));
const url = pathToFileURL(path.resolve(FOLDER, 'summary.html')).href;

/** What the page need not say, or says in another way. */
function mayBeMissing(pointer) {
  return pointer === '/schema_version'
    || /^\/criteria\/\d+\/met$/.test(pointer)
    || /^\/parts\/cpu\/\d+\/(part|instances|elsewhere)$/.test(pointer)
    || /^\/parts\/watched\/\d+\/(name|kind|series\/.*)$/.test(pointer)
    || /^\/faults\/marks\/\d+\/caused$/.test(pointer)
    || /^\/slowest_answer\/(\w+_ms|index)\/\d+$/.test(pointer)
    || (pointer === '/over_time/interval_seconds' && summary.over_time.points.length === 0);
}

async function checkCharts(page) {
  const { metrics, delay_parts: parts } = JSON.parse(await page.$eval('#tables', ({ textContent }) => textContent));
  const series = metrics.filter((metric) => metric.over_time).map(({ name }) => name);
  assert.ok(series.length > 0 && parts.length > 0, 'the page has the tables of metrics and parts');
  const charts = await page.$$eval('canvas', (all) => all.map((canvas) => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const colours = new Set(new Uint32Array(data.buffer));
    return {
      id: canvas.id,
      alt: canvas.getAttribute('aria-label'),
      colours: colours.size,
      datasets: Chart.getChart(canvas).data.datasets.map(({ label, data: points }) => ({ label, points })),
    };
  }));
  for (const { id, alt, colours, datasets } of charts) {
    assert.ok(colours > 10, `${id} is drawn: it has ${colours} colours`);
    assert.ok(alt.length > 20, `${id} has a text instead`);
    assert.ok(datasets.length > 0, `${id} has data`);
  }
  const drawn = Object.fromEntries(charts.map((chart) => [chart.id, chart.datasets]));
  const ys = (dataset) => dataset.points.map(({ y }) => y);
  const expected = new Set();
  const compare = (id, label, values, told) => {
    expected.add(id);
    assert.deepEqual(values, told, `${id}, ${label}`);
  };

  const { interval_seconds: length, points } = summary.over_time;
  for (const metric of series.filter((name) => points.some((point) => point[name]))) {
    for (const dataset of drawn[`${metric}-chart`]) {
      compare(`${metric}-chart`, dataset.label, ys(dataset), points.map((point) => point[metric]?.[dataset.label] ?? null));
    }
  }
  if (points.length > 0) {
    compare('users-chart', 'users', ys(drawn['users-chart'][0]), points.map((point) => point.users_at_once));
    compare('throughput-chart', 'tokens', ys(drawn['throughput-chart'][0]).map((rate, i) =>
      Math.round(rate * Math.min(length, summary.seconds - points[i].second))), points.map(({ tokens }) => tokens));
  }
  if (points.some(({ failed }) => failed > 0)) {
    compare('failed-chart', 'failed', ys(drawn['failed-chart'][0]), points.map(({ failed }) => failed));
  }
  if (points.some(({ good }) => good !== undefined)) {
    compare('goodput-chart', 'good', ys(drawn['goodput-chart'][0]), points.map(({ good }) => good));
    compare('goodput-chart', 'ended', ys(drawn['goodput-chart'][1]), points.map(({ passed, failed }) => passed + failed));
  }
  if (summary.capacity?.steps.length) {
    const steps = [...summary.capacity.steps].sort((a, b) => a.load - b.load);
    compare('capacity-tokens-chart', 'tokens a second', ys(drawn['capacity-tokens-chart'][0]), steps.map((step) => step.tokens_per_second));
    const refused = drawn['capacity-answers-chart'].find(({ label }) => label === 'refused');
    compare('capacity-answers-chart', 'refused', ys(refused).map((share, i) => Math.round(share * (steps[i].passed + steps[i].failed) / 100)),
      steps.map((step) => step.refused));
    const delay = drawn['capacity-delays-chart']?.find(({ label }) => label === 'delay of tokens p50');
    if (delay) {
      compare('capacity-delays-chart', delay.label, ys(delay), steps.map((step) => step.token_delay_ms.p50));
    }
  }
  const told = (summary.capacity?.steps ?? []).filter(({ token_delay_ms: delay }) => delay.p50 !== null);
  if (told.length > 0) {
    const delay = drawn['capacity-time-chart'].find(({ label }) => label === 'delay of tokens p50');
    compare('capacity-time-chart', delay.label, delay.points.filter(({ y }) => y !== null),
      told.map((step) => ({ x: step.from_second + step.measured_seconds / 2, y: step.token_delay_ms.p50 })));
  }
  const { counts } = summary.inter_token_histogram;
  if (counts.length > 0) {
    compare('histogram-chart', 'tokens', ys(drawn['histogram-chart'][0]), counts);
  }
  if (summary.breakdown?.at) {
    parts.forEach(({ name: part }, i) => compare('breakdown-chart', part, drawn['breakdown-chart'][i].points,
      summary.breakdown.at.map((row) => row[`${part}_ms`])));
  }
  for (const part of summary.parts?.watched ?? []) {
    for (const [name, values] of Object.entries(part.series)) {
      const id = `${part.name}-${name}-line`;
      if (drawn[id]) {
        const scale = name.endsWith('_bytes') ? 1e-6 : 1;
        compare(id, name, ys(drawn[id][0]), values.map((value) => (value === null ? null : value * scale)));
      }
    }
    assert.ok(drawn[`${part.name}-cpu-line`] || !part.series.cpu, `the CPU time of ${part.name} is drawn`);
  }
  const samples = summary.observation?.samples ?? [];
  if (samples.length > 1) {
    expected.add('samples-chart');
    for (const set of drawn['samples-chart']) {
      const values = samples.map((sample) => sample[set.label] ?? null);
      const first = values.find((value) => value !== null && value !== 0) ?? 1;
      compare('samples-chart', set.label, ys(set), values.map((value) => (value === null ? null : value / first)));
    }
  }
  const slowest = summary.slowest_answer;
  if (slowest?.received_ms) {
    const [start, , end] = slowest.due_ms ? ['due_ms', 'sent_ms', 'received_ms'] : [];
    expected.add('lateness-chart').add('waterfall-chart');
    if (start) {
      const waterfall = drawn['waterfall-chart'];
      const shown = waterfall[0].points.map(([from]) => slowest[start].indexOf(from));
      compare('waterfall-chart', 'received', waterfall[1].points.map(([, to]) => to), shown.map((i) => slowest[end][i]));
      const delays = slowest.due_ms.map((due, i) => slowest.handled_ms[i] - due);
      const greatest = Math.max(...drawn['lateness-chart'][0].points.map((_, i) =>
        drawn['lateness-chart'].reduce((sum, { points: parts }) => sum + parts[i], 0)));
      assert.ok(Math.abs(greatest - Math.max(...delays)) < 1e-6, 'the latest token is among the bars');
      assert.ok(shown.includes(delays.indexOf(Math.max(...delays))), 'the latest token is in the waterfall');
    }
  }
  assert.deepEqual(Object.keys(drawn).sort(), [...expected].sort(), 'every chart is drawn');
  return charts.length;
}

async function check(browser, { name, ...look }) {
  const page = await browser.newPage(look);
  const complaints = [];
  const requests = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('dialog', (dialog) => complaints.push(`dialog: ${dialog.message()}`));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(url);
  // All is drawn when the page is loaded; a second frame brings what watches its size.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

  const shown = new Set(await checkTexts(page, summary));
  const missing = leaves(summary).filter((pointer) => !shown.has(pointer) && !mayBeMissing(pointer));
  assert.deepEqual(missing, [], 'everything that stands in summary.json is shown');
  const charts = await checkCharts(page);
  assert.match(await page.title(), new RegExp(`^${summary.verdict}: `));
  const strangers = await page.$$eval('img, iframe, object, embed, form, svg, script[src], [onerror], [onload]', (all) => all.length);
  assert.equal(strangers, 0, 'texts are no elements');
  const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(tooWide <= 0, `the page is ${tooWide} pixels too wide`);
  await page.screenshot({ path: path.join(FOLDER, `${name}.png`), fullPage: true });

  assert.deepEqual(complaints, [], 'nothing is complained of');
  assert.deepEqual(requests.filter((each) => !each.startsWith('data:')), [url], 'nothing else is asked for');
  await page.close();
  return `${name}: ${shown.size} values and ${charts} charts: ok`;
}

async function main() {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  try {
    for (const look of LOOKS) {
      console.log(await check(browser, look));
    }
  } finally {
    await browser.close();
  }
}

run(main, LIMIT_MS);
