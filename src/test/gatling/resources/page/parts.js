// The parts of the cluster: which one is full, where a token's CPU time goes, and a row of small lines for each.
'use strict';

const PART_NAMES = { emulator: 'emulator', haproxy: 'HAProxy', centrifugo: 'Centrifugo', redis: 'Redis', load_test: 'load test', other: 'other programs, kernel', machine: 'this machine' };

/** The lines of a part, the first series of each that it has. */
const SMALL_LINES = [
  { series: ['cpu'], title: 'CPU, processors', colour: 'p50' },
  { series: ['memory_bytes'], title: 'memory, MB', colour: 'pacer', scale: 1e-6 },
  { series: ['connections', 'places'], title: '', colour: 'users' },
  { series: ['commands_per_second', 'tokens_per_second'], title: '', colour: 'client' },
];

const SERIES_TITLES = { places: 'answers under way', commands_per_second: 'commands a second', tokens_per_second: 'tokens a second' };

function parts() {
  const told = summary.parts;
  if (!told) {
    return;
  }
  sheet.getElementById('parts').hidden = false;
  fill('parts',
    ...told.full.map((each, i) => element('p', { class: 'full' }, element('strong', {}, 'Full: '), field(['parts', 'full', i, 'sentence']),
      element('small', {}, field(['parts', 'full', i, 'part']), ', ', field(['parts', 'full', i, 'what'])))),
    told.nearest ? element('p', {}, 'No part was full; nearest to it: ', field(['parts', 'nearest', 'sentence']), '.',
      element('small', {}, field(['parts', 'nearest', 'part']), ', ', field(['parts', 'nearest', 'what']), ', ', field(['parts', 'nearest', 'share']))) : null,
    told.cpu.length ? cpuOfAToken(told) : null,
    ...told.watched.map((part, i) => partRow(told, part, i)),
    told.not_watched.length ? table([words('not watched'), words('reason'), words('to open it')],
      told.not_watched.map((_, i) => ['name', 'reason', 'how'].map((name) => field(['parts', 'not_watched', i, name])))) : null,
    element('p', { class: 'soft note' }, 'Read every second for ', field(['parts', 'seconds'], tenths), ' s; each line has intervals of ',
      field(['parts', 'interval_seconds']), ' s, from second ', field(['parts', 'series_second'], tenths), ' on',
      summary.capacity ? ' (bands are the steps of the search)' : '', '. This machine has ', field(['parts', 'processors']), ' processors. The load test received ',
      field(['parts', 'tokens'], count), ' tokens.'));
}

function cpuOfAToken(told) {
  return element('div', {}, element('h3', {}, 'Where a token’s CPU goes'), table(
    [words(''), number('µs a token'), number('seconds'), number('of this machine')],
    told.cpu.map((row, i) => {
      const path = ['parts', 'cpu', i];
      return [
        `${PART_NAMES[row.part] ?? row.part}${row.instances > 1 ? ` × ${row.instances}` : ''}${row.elsewhere ? ', elsewhere' : ''}`,
        field([...path, 'us_per_token'], tenths), field([...path, 'seconds'], tenths), field([...path, 'share'], ratio),
      ];
    })));
}

function partRow(told, part, i) {
  const path = ['parts', 'watched', i];
  const lines = SMALL_LINES.map((line) => ({ ...line, name: line.series.find((name) => part.series[name]) }))
    .filter(({ name }) => name);
  return element('div', { class: 'part' },
    element('h3', {}, inWords(part.name), element('small', {}, field([...path, 'address']))),
    element('div', { class: 'lines' }, ...lines.map((line) => smallLine(told, part, line))),
    unfolding('Its figures', element('div', {},
      table([words(''), words('')], [
        ['on the load test’s machine', field([...path, 'on_this_machine'])],
        ['processors that it may use', field([...path, 'processors'])],
        ['memory of a connection, kB', field([...path, 'kb_per_connection'])],
        ...Object.keys(part.totals).map((name) => [`${inWords(name)}, total`, field([...path, 'totals', name], plain)]),
      ], { class: 'facts' }),
      table([words(''), ...['first', 'mean', 'most', 'last'].map(number)], Object.keys(part.gauges).map((name) =>
        [inWords(name), ...['first', 'mean', 'most', 'last'].map((which) => field([...path, 'gauges', name, which], plain))])))));
}

function smallLine({ interval_seconds: length, watched }, part, { name, title, colour: colourName, scale = 1 }) {
  const shown = title || (SERIES_TITLES[name] ?? inWords(name));
  const values = part.series[name].map((value) => (value === null ? null : value * scale));
  const known = values.filter((value) => value !== null);
  // Who takes much CPU time shall be seen at a glance, so all parts have the same scale for it.
  const max = name === 'cpu' ? Math.max(...watched.flatMap(({ series }) => series.cpu ?? [])) : undefined;
  const canvas = element('canvas', {
    id: `${part.name}-${name}-line`, role: 'img',
    'aria-label': `Line of ${shown} of ${inWords(part.name)} in each interval of ${length} s; the greatest was ${plain(Math.max(...known))}.`,
  });
  plots.push({ canvas, configure: () => ({
    type: 'line',
    data: { datasets: [{
      label: shown,
      data: values.map((y, i) => ({ x: (i + 0.5) * length, y })),
      borderColor: colour(colourName), backgroundColor: `${colour(colourName)}22`, fill: 'origin',
      borderWidth: 1.5, pointRadius: known.length === 1 ? 2 : 0, pointHitRadius: 8,
    }] },
    options: {
      interaction: { mode: 'index', intersect: false },
      scales: {
        x: { type: 'linear', min: 0, max: searchSeconds() || values.length * length, display: false },
        y: { beginAtZero: true, suggestedMax: max, border: { display: false }, ticks: { callback: short, maxTicksLimit: 3, font: { size: 10 } } },
      },
      plugins: {
        legend: { display: false },
        tooltip: { callbacks: {
          title: ([{ dataIndex: i }]) => `${short(i * length)} to ${short((i + 1) * length)} s`,
          label: ({ parsed }) => `${shown}: ${plain(parsed.y)}`,
        } },
      },
    },
    plugins: [stepMarks],
  }) });
  return element('div', {}, element('small', {}, shown), element('div', { class: 'plot small' }, canvas));
}
