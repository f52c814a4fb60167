// The figures of summary.json as text and tables. An element that shows a figure names its JSON pointer in data-field.
// Texts may come from servers and hold anything, so they are set as text and never as HTML.
'use strict';

const NONE = 'n/a';
const MINUS = '\u2212';
const NARROW_SPACE = '\u202f';

/** Reads a summary.json. A whole number that JavaScript cannot hold, a seed perhaps, is kept as its digits. */
const parse = (text) => JSON.parse(text, (key, value, context) =>
  Number.isInteger(value) && !Number.isSafeInteger(value) && context?.source ? context.source : value);

/** What the page shows. */
let summary = parse(document.getElementById('summary').textContent);

/** The page without its figures. */
const form = document.createDocumentFragment();
form.append(...['header', 'main', 'footer'].map((tag) => document.querySelector(tag).cloneNode(true)));

/** A copy of it, which is being filled. */
let sheet = form.cloneNode(true);

/** Whether it is the state of a run that goes on. */
const isRunning = () => summary.verdict === 'RUNNING';

/** The tables of metrics and of the parts of a delay: names, titles and where they show. */
const { metrics, delay_parts: delayParts } = JSON.parse(document.getElementById('tables').textContent);

/** The names that lead to the percentiles of a metric. */
const pathOf = (metric) => metric.pointer.split('/').slice(1);

/** A JSON pointer to what these names lead to. */
const pointer = (...names) => names.map((name) => '/' + String(name).replaceAll('~', '~0').replaceAll('/', '~1')).join('');

/** What these names lead to; undefined if there is nothing. */
const valueAt = (...names) => names.reduce((value, name) => value?.[name], summary);

// ---------------------------------------------------------------- numbers

function fixed(value, decimals) {
  const [whole, fraction] = Math.abs(value).toFixed(decimals).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, NARROW_SPACE);
  const isZero = !/[1-9]/.test(whole + (fraction ?? ''));
  return (value < 0 && !isZero ? MINUS : '') + grouped + (fraction ? '.' + fraction : '');
}

const count = (value) => fixed(value, 0);
const tenths = (value) => fixed(value, 1);
const ms = (value) => fixed(value, 2);
const ratio = (value) => fixed(value, 3);
/** How values of a unit are shown. */
const formatOf = (unit) => (unit === 'ratio' ? ratio : ms);
const rate = (value) => fixed(value, value < 100 ? 1 : 0);

/** As short as it can be, for axes. */
const short = (value) => (Math.abs(value) >= 10000 ? fixed(value / 1000, value % 1000 ? 1 : 0) + 'k' : String(+value.toPrecision(6)));

/** Any value of the file as it stands there, but for digits that no one reads. */
function plain(value) {
  if (typeof value !== 'number' || Number.isInteger(value)) {
    return String(value);
  }
  return String(+(Math.abs(value) < 1 ? value.toPrecision(3) : value.toFixed(3)));
}

// ---------------------------------------------------------------- elements

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** A value of the file that the names lead to, in words or digits. */
function field(names, format = plain) {
  const value = valueAt(...names);
  const missing = value === null || value === undefined;
  return element('span', { 'data-field': pointer(...names) }, missing ? NONE : format(value));
}

/**
 * A table; the first cell of each row is its head.
 *
 * @param head columns, see number and words; none of them has a title where there is to be no row of titles
 * @param rows cells, each of which is one piece of content or several
 */
function table(head, rows, attributes = {}) {
  const rowOf = (cells, scope) => element('tr', {}, ...cells.map((cell, i) => {
    const isHead = scope === 'col' || i === 0;
    return element(isHead ? 'th' : 'td',
      { ...(isHead ? { scope } : {}), ...(head[i].number ? { class: 'number' } : {}) }, ...[cell].flat());
  }));
  return element('div', { class: 'scroll' }, element('table', attributes,
    head.some(({ title }) => title) ? element('thead', {}, rowOf(head.map(({ title }) => title), 'col')) : null,
    element('tbody', {}, ...rows.map((cells) => rowOf(cells, 'row')))));
}

const number = (title) => ({ title, number: true });
const words = (title) => ({ title });

/** A table that is there for whoever cannot see the chart, or wants its figures. */
function unfolding(title, shown) {
  shown.classList.add('long');
  return element('details', {}, element('summary', {}, title), shown);
}

function fill(id, ...children) {
  sheet.getElementById(id).append(...children.filter((child) => child !== null));
}

// ---------------------------------------------------------------- the parts of the page

const WORDS = new Map(Object.entries({
  cpu_us_per_token: 'CPU per token, µs',
  cpu_seconds: 'CPU, s',
  load_test: 'load test',
}));
const inWords = (name) => WORDS.get(name) ?? name.replaceAll('_', ' ');

const isPercentiles = (value) => value !== null && typeof value === 'object' && 'ci95' in value;

/** A table of percentiles with their intervals; rows of a label, the names that lead to the percentiles, and their format. */
function percentileTable(unit, rows) {
  const names = ['p50', 'p95', 'p99', 'p999'];
  const cell = (path, name, format) => {
    const interval = valueAt(...path, 'ci95', name);
    return [
      field([...path, name], format),
      interval
        ? element('small', {}, field([...path, 'ci95', name, 'low'], format), ' – ', field([...path, 'ci95', name, 'high'], format))
        : null,
    ];
  };
  return table(
    [words(unit), number('count'), number('mean'), number('p50'), number('p95'), number('p99'), number('p99.9'), number('max')],
    rows.map(({ label, path, format }) => [
      label,
      field([...path, 'count'], count),
      field([...path, 'mean'], format),
      ...names.map((name) => cell(path, name, format)),
      field([...path, 'max'], format),
    ]));
}

/**
 * All that an object of the file has, a row for each value; what it holds of percentiles comes as a table of its own.
 *
 * @param units by the name of a value
 * @param call makes a name readable
 * @param format makes a value readable
 * @param wide whether there is room for several columns of rows
 */
function facts(path, { units = {}, call = inWords, format = plain, wide = false } = {}) {
  const rows = [];
  const percentiles = [];
  const walk = (names, label) => {
    const value = valueAt(...names);
    if (isPercentiles(value)) {
      percentiles.push({ label: label.replace(/ ms$/, ''), path: names, format: ms });
    } else if (value !== null && typeof value === 'object') {
      for (const key of Object.keys(value)) {
        const own = Array.isArray(value) ? String(Number(key) + 1) : call(key);
        walk([...names, key], label ? `${label} ${own}` : own);
      }
    } else {
      const unit = units[names.at(-1)];
      rows.push([label, [field(names, format), unit && value !== null ? ` ${unit}` : '']]);
    }
  };
  walk(path, '');
  return [
    rows.length ? table([words(''), words('')], rows, { class: wide ? 'facts wide' : 'facts' }) : null,
    percentiles.length ? percentileTable('milliseconds', percentiles) : null,
  ];
}

function head() {
  document.title = `${summary.verdict}: ${summary.simulation} on ${valueAt('settings', 'target')}`;
  if (summary.run) {
    fill('run-name', field(['run']));
  }
  fill('simulation', field(['simulation']), ' on ', field(['settings', 'target']));
  fill('circumstances',
    field(['endpoints']), ' · model ', field(['settings', 'model']),
    ' · started ', field(['started'], (started) => started.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC')),
    ' · took ', field(['seconds'], tenths), ' s');
}

function verdict() {
  const signs = { PASSED: '✓', FAILED: '✕', UNDECIDED: '?', INVALID: '!', INTERRUPTED: '‖', RUNNING: '▸' };
  sheet.getElementById('verdict').classList.add(summary.verdict);
  fill('verdict',
    element('span', { class: 'sign', 'aria-hidden': 'true' }, signs[summary.verdict] ?? '?'),
    element('div', {},
      element('p', { class: 'word' }, field(['verdict'])),
      summary.live ? howFar() : null,
      element('p', { class: 'sentence' }, field(['sentence'])),
      summary.reason === '' ? null : element('p', { class: 'reason' }, 'Reason: ', field(['reason']))));
}

function tile(label, value, details, isBad = false) {
  return element('dl', { class: isBad ? 'tile bad' : 'tile' },
    element('dt', {}, label),
    element('dd', { class: 'value' }, ...[value].flat()),
    element('dd', {}, element('small', {}, ...[details].flat())));
}

function percentileTile(label, path, name, format, unit = '') {
  const interval = valueAt(...path, 'ci95', name);
  const value = valueAt(...path, name);
  return tile(`${label}, ${name}`,
    [field([...path, name], format), typeof value === 'number' && unit ? element('small', {}, ` ${unit}`) : ''],
    interval
      ? ['95 % interval ', field([...path, 'ci95', name, 'low'], format), ' – ', field([...path, 'ci95', name, 'high'], format)]
      : valueAt(...path) ? ['too few values: ', field([...path, 'count'], count)] : 'not measured');
}

function tiles() {
  const { answers } = summary;
  const violations = Object.values(summary.violations).reduce((sum, each) => sum + each, 0);
  const keyFigures = metrics.filter((metric) => metric.key_figure);
  fill('tiles',
    tile('complete answers', [field(['answers', 'passed'], count), element('small', {}, ' of ', field(['answers', 'expected'], count))],
      [field(['answers', 'failed'], count), ' failed, of these ', field(['answers', 'refused'], count), ' refused, ', field(['answers', 'cut_off'], count),
        isRunning() ? ' under way' : ' cut off'],
      isRunning() ? answers.failed > 0 : answers.passed < answers.expected),
    tile('integrity violations', element('span', { 'data-sum-of': '/violations' }, count(violations)),
      'lost, doubled, reordered or altered', violations > 0),
    summary.goodput && tile('good answers', [field(['goodput', 'good'], count), element('small', {}, ' of ', field(['answers', 'expected'], count))],
      [field(['goodput', 'per_second'], tenths), ' a second']),
    tile('tokens', field(['tokens'], count), ['in ', field(['seconds'], tenths), ' s']),
    tile('tokens a second', field(['per_second', 'tokens'], rate),
      [field(['per_second', 'requests'], rate), ' requests, ', field(['per_second', 'cycles'], rate), ' answers']),
    ...keyFigures.flatMap((metric) => ['p50', 'p99'].map((name) =>
      percentileTile(metric.title, pathOf(metric), name, formatOf(metric.unit), metric.unit === 'ratio' ? '' : metric.unit))));
}

function faults() {
  const kinds = (name, title) => Object.keys(summary[name]).length === 0 ? null : table(
    [words(title), number(name === 'errors' ? 'answers' : 'streams')],
    Object.keys(summary[name]).map((kind) => [element('span', { 'data-name': pointer(name, kind) }, kind), field([name, kind], count)]));
  const tables = [kinds('errors', 'failed answers by their first fault'), kinds('violations', 'violations of integrity')];
  if (tables.some((each) => each !== null)) {
    sheet.getElementById('faults').hidden = false;
    fill('faults', ...tables);
  }
}

const STATES = { MET: ['met', '✓ '], MISSED: ['not-met', '✕ '], UNDECIDED: ['undecided', '? '] };

function objectives() {
  const { goodput } = summary;
  sheet.getElementById('objectives').hidden = summary.objectives.length === 0 && !goodput;
  const cell = (i, name) => field(['objectives', i, name]);
  fill('objectives',
    summary.objectives.length === 0 ? null : table(
      [words('objective'), words(''), number('limit'), number('measured'), number('95 % from'), number('to'), words(''), words('why')],
      summary.objectives.map(({ state }, i) => {
        const [kind, sign] = STATES[state];
        return [cell(i, 'objective'), element('span', { class: `mark ${kind}` }, sign, cell(i, 'state')),
          cell(i, 'limit'), cell(i, 'value'), cell(i, 'low'), cell(i, 'high'), cell(i, 'unit'), cell(i, 'why')];
      })),
    goodput ? element('p', { class: 'note' }, 'A good answer is complete and has ', field(['goodput', 'of_an_answer']), '. ',
      field(['goodput', 'good'], count), ' answers were good, ', field(['goodput', 'per_second'], tenths), ' a second; of ',
      field(['goodput', 'not_known'], count), ' it is not known. Share of those that ended: ', field(['goodput', 'share']),
      ', 95 % interval ', field(['goodput', 'low']), ' – ', field(['goodput', 'high']), '.') : null);
}

function caused() {
  if (!summary.faults) {
    return;
  }
  sheet.getElementById('caused').hidden = false;
  const seconds = (value) => fixed(value, 1);
  const phases = Object.keys(summary.faults.phases);
  const values = ['p50', 'p95', 'p99', 'max'];
  fill('caused',
    element('p', { class: 'soft' }, 'The plan ', field(['faults', 'plan']), '. A run is calm when its users have felt the same as before for 5 s.'),
    table([words('fault'), number('planned, s'), number('began, s'), number('ended, s'), number('calm after, s'), words('')],
      summary.faults.marks.map(({ caused: done, ended_second: ended }, i) => [
        field(['faults', 'marks', i, 'label']),
        ...['planned_second', 'began_second', 'ended_second', 'calm_after_seconds'].map((name) => field(['faults', 'marks', i, name], seconds)),
        isRunning() && ended === null ? 'under way' : element('span', { class: done ? 'mark met' : 'mark not-met' },
          done ? 'caused' : 'not caused: ', field(['faults', 'marks', i, 'trouble'])),
      ])),
    element('h3', {}, 'What users felt before, during and after'),
    table([words(''), number('from, s'), number('to, s'), number('tokens'), number('failed answers')],
      phases.map((phase) => [phase,
        ...['from_second', 'to_second'].map((name) => field(['faults', 'phases', phase, name], seconds)),
        ...['tokens', 'failed'].map((name) => field(['faults', 'phases', phase, name], count))])),
    table([words('milliseconds'), number('count'), ...values.map((name) => number(name))],
      metrics.flatMap(({ name: metric, title, unit }) => phases.filter((phase) => summary.faults.phases[phase][metric]).map((phase) => [
        `${title} ${phase}`,
        field(['faults', 'phases', phase, metric, 'count'], count),
        ...values.map((name) => field(['faults', 'phases', phase, metric, name], formatOf(unit)))]))));
}

function capacity() {
  const found = summary.capacity;
  if (!found) {
    return;
  }
  sheet.getElementById('capacity').hidden = false;
  const at = (...names) => field(['capacity', ...names]);
  fill('capacity', element('p', { class: 'headline' }, at('headline')), table([words(''), words('')], [
    ['result', at('result')],
    ['holds', [at('load'), ' ', at('unit')]],
    ['does not hold', at('failed_load')],
    ['confirmed by a longer run', at('confirmed')],
    ['ended early', at('ended_early')],
    ['interrupted', at('interrupted')],
    ['objectives', at('objectives')],
    ...(found.broke_first ? [['broke first', [at('broke_first', 'objective'), ': ', at('broke_first', 'value')]], ['why', at('broke_first', 'why')]] : []),
    found.nearest_part ? ['no part was full; nearest', at('nearest_part')] : ['part that was full', at('full_part')],
  ], { class: 'facts' }));
}

/** The steps of the search for the capacity, from the lowest load to the highest. */
const stepsByLoad = () => summary.capacity.steps.map((step, i) => ({ ...step, i })).sort((a, b) => a.load - b.load);

function capacitySteps() {
  const delays = ['ttft_ms', 'inter_token_latency_ms', 'token_delay_ms'];
  const titles = ['TTFT', 'ITL', 'delay'];
  return table(
    [number('load'), words('verdict'), ...titles.flatMap((title) => [number(`${title} p50`), number('p99')]), number('goodput'),
      number('tokens/s'), number('answers/s'), number('complete'), number('failed'), number('refused'), number('began, s'), number('measured, s'), number('took, s'),
      words('confirms'), words('why')],
    stepsByLoad().map(({ i }) => {
      const at = (name, format = plain) => field(['capacity', 'steps', i, name].flat(), format);
      return [at('load'), at('verdict'), ...delays.flatMap((name) => [at([name, 'p50'], tenths), at([name, 'p99'], tenths)]), at('goodput', ratio),
        at('tokens_per_second', rate), at('answers_per_second', rate), at('passed', count), at('failed', count), at('refused', count),
        at('from_second', tenths), at('measured_seconds', tenths), at('seconds', tenths), at('confirms'), at('why')];
    }));
}

/** What the simulation found out beyond the figures of every run; its samples are a chart. */
function observation() {
  if (!summary.observation) {
    return;
  }
  sheet.getElementById('observation').hidden = false;
  const asTheyAre = { call: String, format: String };
  const all = element('div', {}, ...facts(['observation', 'details'], asTheyAre), ...facts(['observation', 'numbers'], { call: String }));
  fill('observation',
    element('p', {}, field(['observation', 'sentence'])),
    ...facts(['observation', 'facts'], asTheyAre),
    unfolding('All that was looked at', all));
}

function criteria() {
  fill('criteria', table([words('criterion'), words('required'), words('actual'), words('')],
    summary.criteria.map(({ met }, i) => [
      field(['criteria', i, 'name']),
      field(['criteria', i, 'required']),
      field(['criteria', i, 'actual']),
      element('span', { class: met ? 'mark met' : 'mark not-met' }, met ? '✓ met' : '✕ not met'),
    ])));
}

function percentiles() {
  const rows = metrics.filter((metric) => valueAt(...pathOf(metric))).map((metric) => ({
    label: metric.unit === 'ms' ? metric.label : `${metric.label}, no unit`, path: pathOf(metric), format: formatOf(metric.unit),
  }));
  fill('percentiles', rows.length
    ? percentileTable('milliseconds', rows)
    : element('p', { class: 'soft' }, 'Nothing was measured.'),
  rows.length ? element('p', { class: 'soft note' }, 'Small figures are 95 % confidence intervals, by order statistics.') : null);
}

function circumstances() {
  const seconds = Object.fromEntries(
    ['delay', 'ttft', 'ramp', 'think', 'warmup', 'duration', 'connectTimeout', 'answerTimeout', 'maxLateness', 'budget'].map((name) => [name, 's']));
  fill('settings', ...facts(['settings'], { units: seconds, call: String, format: String }));
  const part = (title, path, units) => [element('h3', {}, title), ...facts(path, { units })];
  fill('run',
    table([words(''), words('')], [
      ['ideal of an answer, ms', field(['ideal_answer_ms'], ms)],
      ['publications of other types, ignored', field(['other_publications'], count)],
      ['publications of other answers, ignored', field(['other_answers_publications'], count)],
    ], { class: 'facts' }),
    ...part('Connections', ['connections']),
    ...part('How answers ended for their users', ['endings']),
    ...part('Warm-up, not part of the figures', ['warm_up'], { seconds: 's' }),
    ...part('This process', ['process']),
    ...part('Versions', ['versions']));
  fill('self-check', ...facts(['self_check'], { wide: true }));
}
