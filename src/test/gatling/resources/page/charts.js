// The series of summary.json as charts, each with its figures in a table.
'use strict';

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** All charts of the page: a canvas, and what makes its configuration in the colours of the moment. */
const plots = [];

/**
 * A chart under its title, with a text for whoever cannot see it.
 *
 * @param options id of the canvas, title, note below it, alt text, size as a class
 * @param configure makes the chart's configuration
 * @param figures a table of the same figures; null where there is one elsewhere
 */
function figure({ id, title, note = '', alt, size = '' }, configure, figures = null) {
  const canvas = element('canvas', { id, role: 'img', 'aria-label': alt });
  plots.push({ canvas, configure });
  return element('figure', {},
    element('figcaption', {}, element('h3', {}, title), [note].flat().join('') ? element('p', {}, ...[note].flat()) : null),
    element('div', { class: `plot ${size}` }, canvas),
    figures && unfolding('The figures as a table', figures));
}

/** Draws all charts; those that are there already keep what a reader has chosen of them, unless they are made anew. */
function draw(anew = false) {
  Chart.defaults.animation = false;
  Chart.defaults.maintainAspectRatio = false;
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  Chart.defaults.color = colour('soft');
  Chart.defaults.borderColor = colour('line');
  Object.values(Chart.instances).filter(({ canvas }) => anew || !canvas.isConnected).forEach((chart) => chart.destroy());
  for (const { canvas: { id }, configure } of plots) {
    const canvas = document.getElementById(id);
    const chart = Chart.getChart(canvas);
    if (chart) {
      update(chart, configure());
    } else {
      new Chart(canvas, configure());
    }
  }
}

function update(chart, { data: { labels, datasets }, options, plugins = [] }) {
  chart.data.labels = labels;
  chart.data.datasets = datasets.map((set) => Object.assign(chart.data.datasets.find(({ label }) => label === set.label) ?? {}, set));
  chart.options = options;
  chart.config.plugins?.splice(0, Infinity, ...plugins);
  chart.update();
}

function axis(title, more = {}) {
  return { title: { display: true, text: title }, border: { display: false }, ...more };
}

const legend = (areLines = false) => ({
  align: 'start',
  labels: {
    boxWidth: 12, boxHeight: 12, color: colour('ink'), padding: 14,
    ...(areLines ? { usePointStyle: true, pointStyle: 'line', pointStyleWidth: 22 } : {}),
  },
});

/** Room between the legend and the chart, for which Chart.js has no option. */
Chart.register({
  id: 'legendMargin',
  beforeInit({ legend: shown }) {
    if (shown) {
      const fit = shown.fit;
      shown.fit = function fitWithMargin() {
        fit.call(this);
        this.height += 8;
      };
    }
  },
});

const isOneTwoOrFive = (value) => /^[125]e/.test(value.toExponential());

// Where a decade has its lines, from coarse to fine.
const DECADE_LINES = [[1], [1, 2, 5], [1, 2, 3, 4, 5, 6, 7, 8, 9], Array.from({ length: 90 }, (_, i) => (i + 10) / 10)];

/** A logarithmic axis from one value to another, with the coarsest lines of a decade of which it has a few. */
function logarithmicAxis(title, min, max) {
  const first = Math.floor(Math.log10(min));
  const decades = Math.ceil(Math.log10(max)) - first;
  const within = (lines) => Array.from({ length: decades + 1 }, (_, i) => lines.map((line) => Number(`${line}e${first + i}`)))
    .flat().filter((value) => value >= min && value <= max);
  const choices = DECADE_LINES.slice(decades > 3 ? 0 : 1).map(within);
  const ticks = choices.find(({ length }) => length >= 3) ?? choices.at(-1);
  return axis(title, {
    type: 'logarithmic', min, max, ticks: { callback: short },
    afterBuildTicks: (scale) => {
      scale.ticks = ticks.map((value) => ({ value }));
    },
  });
}

const axisFromZero = (title) => axis(title, { beginAtZero: true, ticks: { callback: short, maxTicksLimit: 6 } });

/** A value axis from 0, or a logarithmic one where small values would lie flat on it. */
function valueAxis(title, values) {
  const positive = values.filter((value) => value > 0);
  const least = Math.min(...positive);
  const greatest = Math.max(...positive);
  return positive.length === 0 || greatest / least < 40
    ? axisFromZero(title)
    : logarithmicAxis(`${title}, logarithmic`, least / 1.4, greatest * 1.4);
}

// ---------------------------------------------------------------- breakdown

const PARTS = delayParts.map(({ name, title, span }) => ({ name, colour: name, label: `${title}: ${span}` }));

/** Writes the whole at the end of each row of stacked bars. */
const wholeAtEnd = (wholes) => ({
  id: 'wholeAtEnd',
  afterDatasetsDraw({ ctx, scales }) {
    ctx.save();
    ctx.fillStyle = colour('ink');
    ctx.font = `600 12px ${Chart.defaults.font.family}`;
    ctx.textBaseline = 'middle';
    wholes.forEach((whole, row) => ctx.fillText(`${ms(whole)} ms`, scales.x.getPixelForValue(whole) + 6, scales.y.getPixelForValue(row)));
    ctx.restore();
  },
});

function breakdown() {
  const told = summary.breakdown;
  if (told.at) {
    stackedParts(told);
  } else {
    fill('breakdown', element('p', { class: 'soft' }, field(['breakdown', 'left_out'])));
  }
  fill('breakdown', unfolding('The clocks', element('div', {}, ...facts(['breakdown', 'clock']))));
}

function stackedParts(told) {
  const labels = told.at.map(({ percentile }) => percentile);
  const wholes = told.at.map(({ whole_ms }) => whole_ms);
  fill('breakdown', figure({
    id: 'breakdown-chart',
    title: 'Parts of the delay of tokens, in milliseconds',
    note: 'From the moment a token was due until its user had it. Each row is the mean of all tokens, or of the tokens whose delay is around a percentile.',
    alt: `Stacked bars: ${told.at.map((row) => `${row.percentile} ${ms(row.whole_ms)} ms, of which ${PARTS.map(({ name }) => `${inWords(name)} ${ms(row[`${name}_ms`])}`).join(', ')}`).join('; ')}.`,
    size: 'low',
  }, () => ({
    type: 'bar',
    data: {
      labels,
      datasets: PARTS.map((part) => ({
        label: part.label,
        data: told.at.map((row) => row[`${part.name}_ms`]),
        backgroundColor: colour(part.colour),
        barPercentage: 0.75,
      })),
    },
    options: {
      indexAxis: 'y',
      layout: { padding: { right: 70 } },
      scales: {
        x: axis('milliseconds', { stacked: true, ticks: { callback: short } }),
        y: { stacked: true, border: { display: false }, grid: { display: false }, ticks: { color: colour('ink') } },
      },
      plugins: {
        legend: legend(),
        tooltip: { mode: 'index', callbacks: { label: ({ dataset, parsed }) => `${dataset.label}: ${ms(parsed.x)} ms` } },
      },
    },
    plugins: [wholeAtEnd(wholes)],
  }), table(
    [words('milliseconds'), number('tokens'), ...PARTS.map(({ name }) => number(inWords(name))), number('whole')],
    told.at.map((row, i) => [
      field(['breakdown', 'at', i, 'percentile']),
      field(['breakdown', 'at', i, 'tokens'], count),
      ...PARTS.map(({ name }) => field(['breakdown', 'at', i, `${name}_ms`], ms)),
      field(['breakdown', 'at', i, 'whole_ms'], ms),
    ]))));
  const parts = [...PARTS.map(({ name }) => name), 'whole'].filter((name) => isPercentiles(told[name]));
  if (parts.length) {
    fill('breakdown', unfolding('Each part by itself',
      percentileTable('milliseconds', parts.map((name) => ({ label: inWords(name), path: ['breakdown', name], format: ms })))));
  }
}

// ---------------------------------------------------------------- over time

const LINES = [
  { name: 'p50', label: 'p50', colour: 'p50', width: 2 },
  { name: 'p95', label: 'p95', colour: 'p95', width: 2 },
  { name: 'p99', label: 'p99', colour: 'p99', width: 2 },
  { name: 'max', label: 'max', colour: 'max', width: 1.25, dash: [4, 3] },
];

/** An interval's tokens a second; the last interval may have been cut short. Null if nothing of it was in the run. */
function tokensPerSecond({ second, tokens }) {
  const covered = Math.min(summary.over_time.interval_seconds, summary.seconds - second);
  return covered > 0 ? tokens / covered : null;
}

/** Vertical lines where faults began, each with its label, one below the other so that neighbours do not cover each other. */
const faultMarks = {
  id: 'faultMarks',
  afterDatasetsDraw({ ctx, chartArea, scales }) {
    const marks = (summary.faults?.marks ?? []).filter((mark) => mark.began_second !== null);
    ctx.save();
    ctx.font = `600 11px ${Chart.defaults.font.family}`;
    ctx.textBaseline = 'middle';
    ctx.lineWidth = 1.5;
    ctx.setLineDash([5, 3]);
    marks.forEach((mark, i) => {
      const x = scales.x.getPixelForValue(mark.began_second);
      const y = chartArea.top + 8 + (i % 5) * 14;
      const fits = x + ctx.measureText(mark.label).width + 8 < chartArea.right;
      ctx.strokeStyle = colour('max');
      ctx.beginPath();
      ctx.moveTo(x, chartArea.top);
      ctx.lineTo(x, chartArea.bottom);
      ctx.stroke();
      ctx.fillStyle = colour('ink');
      ctx.textAlign = fits ? 'left' : 'right';
      ctx.fillText(mark.label, x + (fits ? 4 : -4), y);
    });
    ctx.restore();
  },
};

function overTime() {
  const { interval_seconds: length, points: all } = summary.over_time ?? { points: [] };
  // The interval that goes on has not had all of its answers and tokens yet.
  const points = isRunning() ? all.slice(0, -1) : all;
  if (points.length === 0) {
    fill('over-time', element('p', { class: 'soft' }, 'Nothing was measured.'));
    return;
  }
  const lineSet = (label, colourName, values, more) => ({
    label,
    data: values.map((y, i) => ({ x: points[i].second + length / 2, y })),
    borderColor: colour(colourName),
    backgroundColor: colour(colourName),
    borderWidth: 2,
    // A value without neighbours has no line to be seen by.
    pointRadius: ({ dataIndex: i }) => (points.length <= 60 || (values[i - 1] ?? values[i + 1] ?? null) === null ? 2.5 : 0),
    pointHitRadius: 8,
    ...more,
  });
  const options = (valuesAxis, hasLegend = false) => ({
    interaction: { mode: 'index', intersect: false },
    scales: {
      x: axis('seconds since the first answer', {
        type: 'linear', min: 0, max: points.length * length, ticks: { callback: short, precision: 0, maxTicksLimit: 9 }, grid: { display: false },
      }),
      y: valuesAxis,
    },
    plugins: {
      legend: { display: hasLegend, ...legend(true) },
      tooltip: {
        callbacks: {
          title: ([{ dataIndex: i }]) => `${short(points[i].second)} to ${short(points[i].second + length)} s`,
          label: ({ dataset, parsed }) => `${dataset.label}: ${fixed(parsed.y, 1)}`,
        },
      },
    },
  });
  const byIntervals = (names, cell) => table([number('second'), ...names.map((name) => number(inWords(name)))],
    points.map((_, i) => [field(['over_time', 'points', i, 'second'], count), ...names.map((name) => cell(name, i))]));
  const linesOf = (metric) => LINES.map((line) => ({ ...line, values: points.map((point) => point[metric]?.[line.name] ?? null) }));
  const metricFigure = ({ name: metric, title, label, unit }) => {
    const all = linesOf(metric).flatMap(({ values }) => values).filter((value) => value !== null);
    return all.length === 0 ? null : figure({
      id: `${metric}-chart`,
      title: label,
      alt: `Lines of p50, p95, p99 and maximum of ${title} for each interval of ${length} s; greatest value ${formatOf(unit)(Math.max(...all))} ${unit}.`,
    }, () => ({
      type: 'line',
      data: {
        datasets: linesOf(metric).filter(({ values }) => values.some((value) => value !== null))
          .map((line) => lineSet(line.label, line.colour, line.values, { borderWidth: line.width, borderDash: line.dash ?? [] })),
      },
      options: options(valueAxis(unit === 'ms' ? 'milliseconds' : unit, all), true),
      plugins: [faultMarks],
    }), byIntervals(['count', ...LINES.map(({ name }) => name)], (name, i) => field(['over_time', 'points', i, metric, name], name === 'count' ? count : formatOf(unit))));
  };
  const rates = points.map(tokensPerSecond);
  const throughput = figure({
    id: 'throughput-chart',
    title: 'tokens a second',
    alt: `Line of tokens a second for each interval of ${length} s; the most were ${count(Math.max(...rates))}.`,
  }, () => ({
    type: 'line',
    data: {
      datasets: [lineSet('tokens a second', 'p50', rates, { fill: 'origin', backgroundColor: `${colour('p50')}33` })],
    },
    options: options(axisFromZero('per second')),
    plugins: [faultMarks],
  }), byIntervals(['tokens'], (name, i) => field(['over_time', 'points', i, name], count)));
  const usersAtOnce = points.map((point) => point.users_at_once);
  const users = figure({
    id: 'users-chart',
    title: 'users at once',
    alt: `Line of the most users with an answer under way at once in each interval of ${length} s; the most were ${count(Math.max(...usersAtOnce))}.`,
  }, () => ({
    type: 'line',
    data: {
      datasets: [lineSet('users with an answer under way', 'users', usersAtOnce, { fill: 'origin', backgroundColor: `${colour('users')}33` })],
    },
    options: options(axisFromZero('users with an answer under way')),
    plugins: [faultMarks],
  }), byIntervals(['users_at_once', 'started', 'passed', 'failed', 'refused'], (name, i) => field(['over_time', 'points', i, name], count)));
  const goods = points.map(({ good }) => good ?? null);
  const good = goods.every((each) => each === null) ? null : figure({
    id: 'goodput-chart',
    title: 'good answers',
    alt: `Lines of the answers that ended and of the good ones among them in each interval of ${length} s; the most good ones were ${count(Math.max(...goods))}.`,
  }, () => ({
    type: 'line',
    data: {
      datasets: [
        lineSet('good', 'users', goods, { fill: 'origin', backgroundColor: `${colour('users')}33` }),
        lineSet('ended', 'max', points.map(({ passed, failed: lost }) => passed + lost)),
      ],
    },
    options: options(axisFromZero('in an interval'), true),
  }), byIntervals(['good'], (name, i) => field(['over_time', 'points', i, name], count)));
  const failures = points.map(({ failed }) => failed);
  const failed = failures.every((each) => each === 0) ? null : figure({
    id: 'failed-chart',
    title: 'failed answers',
    alt: `Line of failed answers in each interval of ${length} s; the most were ${count(Math.max(...failures))}.`,
  }, () => ({
    type: 'line',
    data: { datasets: [lineSet('failed answers', 'p99', failures)] },
    options: options(axisFromZero('in an interval')),
    plugins: [faultMarks],
  }));
  const shown = metrics.filter((metric) => metric.over_time && points.some((point) => point[metric.name]));
  fill('over-time',
    element('p', { class: 'soft' }, 'In intervals of ', field(['over_time', 'interval_seconds']),
      ' s. A percentile is left out of an interval that has too few values: p50 needs 20, p95 200 and p99 1000.'),
    element('div', { class: 'grid' }, ...[users, throughput, good, failed, ...shown.map(metricFigure)].filter((each) => each !== null)));
}

// ---------------------------------------------------------------- histogram

/** Where a value lies on an axis of bins, whose unit is the bin. */
function placeAmong(bounds, value) {
  const above = bounds.findIndex((bound) => bound > value);
  if (above <= 0) {
    return above === 0 ? 0 : bounds.length - 1;
  }
  return above - 1 + (value - bounds[above - 1]) / (bounds[above] - bounds[above - 1]);
}

/** Vertical lines at percentiles, labelled one below the other so that neighbours' labels do not cover each other. */
const percentileMarks = (bounds) => ({
  id: 'percentileMarks',
  afterDatasetsDraw({ ctx, chartArea, scales }) {
    const marks = LINES.slice(0, 3)
      .map((line) => ({ ...line, value: valueAt('percentiles_ms', 'inter_token_latency', line.name) }))
      .filter(({ value }) => typeof value === 'number');
    ctx.save();
    ctx.font = `600 12px ${Chart.defaults.font.family}`;
    ctx.textBaseline = 'middle';
    const places = marks.map((mark, i) => ({
      x: scales.x.getPixelForValue(placeAmong(bounds, mark.value)), y: chartArea.top + 9 + i * 17,
    }));
    marks.forEach((mark, i) => {
      ctx.strokeStyle = colour(mark.colour);
      ctx.lineWidth = 1.5;
      ctx.beginPath();
      // Not from higher up, lest it cross the labels above.
      ctx.moveTo(places[i].x, places[i].y - 7);
      ctx.lineTo(places[i].x, chartArea.bottom);
      ctx.stroke();
    });
    marks.forEach((mark, i) => {
      const text = `${mark.label} ${ms(mark.value)} ms`;
      const fits = places[i].x + ctx.measureText(text).width + 8 < chartArea.right;
      const x = places[i].x + (fits ? 6 : -6);
      ctx.textAlign = fits ? 'left' : 'right';
      // A label on the left may lie on the line of the one above.
      ctx.strokeStyle = colour('card');
      ctx.lineWidth = 4;
      ctx.strokeText(text, x, places[i].y);
      ctx.fillStyle = colour(mark.colour);
      ctx.fillText(text, x, places[i].y);
    });
    ctx.restore();
  },
});

function histogram() {
  const { bounds_ms: bounds, counts } = summary.inter_token_histogram ?? { counts: [] };
  if (counts.length === 0) {
    fill('histogram', element('p', { class: 'soft' }, 'No token followed another.'));
    return;
  }
  const greatest = Math.max(...counts);
  fill('histogram', figure({
    id: 'histogram-chart',
    title: 'Tokens by the gap to the token before',
    note: 'Both axes are logarithmic, so that the few late tokens are visible.',
    alt: `Histogram of ${count(valueAt('percentiles_ms', 'inter_token_latency', 'count') ?? 0)} inter-token latencies from ${plain(bounds[0])} to ${plain(bounds.at(-1))} ms; most are at ${plain(bounds[counts.indexOf(greatest)])} ms.`,
  }, () => ({
    type: 'bar',
    data: {
      datasets: [{
        label: 'tokens',
        data: counts.map((y, i) => ({ x: i + 0.5, y })),
        backgroundColor: `${colour('p50')}b3`,
        hoverBackgroundColor: colour('p50'),
        barPercentage: 0.96,
        categoryPercentage: 1,
        grouped: false,
      }],
    },
    options: {
      layout: { padding: { right: 12 } },
      interaction: { mode: 'nearest', axis: 'x', intersect: false },
      scales: {
        x: axis('milliseconds', {
          type: 'linear', min: 0, max: counts.length, offset: false, grid: { display: false },
          afterBuildTicks: (scale) => {
            const few = bounds.length <= 30;
            scale.ticks = bounds.map((bound, value) => ({ value })).filter(({ value }) => few || isOneTwoOrFive(bounds[value]));
          },
          ticks: { callback: (i) => short(bounds[i]), autoSkip: true, maxRotation: 0 },
        }),
        // From half a token on, so that one can be seen, to where the labels of the marks have room.
        y: logarithmicAxis('tokens', 0.5, greatest * Math.max(4, greatest ** 0.35)),
      },
      plugins: {
        legend: { display: false },
        tooltip: {
          callbacks: {
            title: ([{ dataIndex: i }]) => `${plain(bounds[i])} to ${plain(bounds[i + 1])} ms`,
            label: ({ parsed }) => `${count(parsed.y)} tokens`,
          },
        },
      },
    },
    plugins: [percentileMarks(bounds)],
  }), table([number('from, ms'), number('to below, ms'), number('tokens')], counts.map((each, i) => [
    field(['inter_token_histogram', 'bounds_ms', i]),
    field(['inter_token_histogram', 'bounds_ms', i + 1]),
    field(['inter_token_histogram', 'counts', i], count),
  ]))));
}

// ---------------------------------------------------------------- the slowest answer

const MOST_BARS = 200;
const MOST_ROWS = 30;

/** A token's way in parts, each from one moment to the next. Without times of the server all that is known is how long it was waited for. */
function waysOf({ due_ms: due, sent_ms: sent, received_ms: received, handled_ms: handled }) {
  const known = [due, sent, received, handled].filter((times) => times?.length === received.length);
  const parts = known.length === 4 ? PARTS : [{ colour: 'publish_and_broker', label: 'waiting: since the token before' }, PARTS[2]];
  const moments = known.length === 4 ? known : [[0, ...received.slice(0, -1)], received, handled ?? received];
  return received.map((_, i) => parts.map((part, k) => ({ part, from: moments[k][i], to: moments[k + 1][i] })));
}

function slowest() {
  const answer = summary.slowest_answer;
  if (!answer?.received_ms?.length) {
    fill('slowest', element('p', { class: 'soft' }, 'No answer arrived complete.'));
    return;
  }
  const index = answer.index ?? answer.received_ms.map((_, i) => i);
  const step = index.length > 1 ? index[1] - index[0] : 1;
  const ways = waysOf(answer);
  const parts = ways[0].map(({ part }) => part);
  const isStamped = parts.length === PARTS.length;
  const took = (way) => way.at(-1).to - way[0].from;
  const latest = (positions) => positions.reduce((worst, i) => (took(ways[i]) > took(ways[worst]) ? i : worst));
  const positions = index.map((_, i) => i);
  const worst = latest(positions);

  const each = Math.ceil(positions.length / MOST_BARS);
  const bars = [];
  for (let i = 0; i < positions.length; i += each) {
    bars.push(latest(positions.slice(i, i + each)));
  }
  const first = Math.max(0, Math.min(worst - MOST_ROWS / 2, positions.length - MOST_ROWS));
  const rows = positions.slice(first, first + MOST_ROWS);

  fill('slowest',
    element('p', {}, 'It took ', field(['slowest_answer', 'answer_ms'], ms), ' ms for ', field(['slowest_answer', 'tokens'], count),
      ' tokens; the ideal is ', field(['slowest_answer', 'ideal_ms'], ms), ' ms. Session ', field(['slowest_answer', 'session_id']), '.',
      ...(answer.trace_id ? [' Its trace is ', field(['slowest_answer', 'trace_id']), '.'] : [])),
    isStamped ? null : element('p', { class: 'soft' },
      'When its tokens were due and sent is not known, because the clocks of servers and load test could not be compared.'),
    figure({
      id: 'lateness-chart',
      title: isStamped ? 'How late each token was' : 'How long its user waited for each token',
      note: [
        step > 1 ? `One token in ${step} is shown. ` : '',
        each > 1 ? `Each bar is the latest of ${each} of them.` : '',
      ],
      alt: `Stacked bars of the delay of each token; the latest is token ${index[worst]} with ${ms(took(ways[worst]))} ms.`,
      size: 'low',
    }, () => ({
      type: 'bar',
      data: {
        labels: bars.map((i) => index[i]),
        datasets: parts.map((part, k) => ({
          label: part.label,
          data: bars.map((i) => ways[i][k].to - ways[i][k].from),
          backgroundColor: colour(part.colour),
          barPercentage: 1,
          categoryPercentage: 0.9,
        })),
      },
      options: {
        interaction: { mode: 'index', intersect: false },
        scales: {
          x: axis('token', { stacked: true, grid: { display: false }, ticks: { maxRotation: 0, autoSkipPadding: 16 } }),
          y: axis('milliseconds', { stacked: true, ticks: { callback: short, maxTicksLimit: 6 } }),
        },
        plugins: {
          legend: legend(),
          tooltip: { callbacks: {
            title: ([{ label }]) => `token ${label}`,
            label: ({ dataset, parsed }) => `${dataset.label}: ${ms(parsed.y)} ms`,
          } },
        },
      },
    })),
    figure({
      id: 'waterfall-chart',
      title: rows.length < positions.length ? `Waterfall of ${rows.length} tokens around the latest one` : 'Waterfall of its tokens',
      note: 'Milliseconds since the question was sent.',
      alt: `Waterfall of tokens ${index[rows[0]]} to ${index[rows.at(-1)]}: bars from ${isStamped ? 'due to sent, sent to received, received to handled' : 'one arrival to the next'}.`,
      size: rows.length > 15 ? 'high' : '',
    }, () => ({
      type: 'bar',
      data: {
        labels: rows.map((i) => index[i]),
        datasets: parts.map((part, k) => ({
          label: part.label,
          data: rows.map((i) => [ways[i][k].from, ways[i][k].to]),
          backgroundColor: colour(part.colour),
          barPercentage: 0.8,
          categoryPercentage: 1,
          grouped: false,
          minBarLength: 1,
        })),
      },
      options: {
        indexAxis: 'y',
        interaction: { mode: 'index', axis: 'y', intersect: false },
        scales: {
          x: axis('milliseconds', {
            beginAtZero: false, min: ways[rows[0]][0].from, grace: '1%', ticks: { callback: short, maxRotation: 0, includeBounds: false },
          }),
          y: axis('token', { grid: { display: false }, ticks: { autoSkipPadding: 4 } }),
        },
        plugins: {
          legend: legend(),
          tooltip: { callbacks: {
            title: ([{ label }]) => `token ${label}`,
            label: ({ dataset, raw: [from, to] }) => `${dataset.label}: ${ms(from)} to ${ms(to)} ms`,
          } },
        },
      },
    }), table(
      [number('token'), ...(isStamped ? [number('due'), number('sent')] : []), number('received'), number('handled')],
      [...new Set([...bars, ...rows])].sort((a, b) => a - b).map((i) => [
        answer.index ? field(['slowest_answer', 'index', i]) : String(i),
        ...(isStamped ? ['due_ms', 'sent_ms'] : []).concat('received_ms', 'handled_ms').map((name) => field(['slowest_answer', name, i], ms)),
      ]))));
}

// ---------------------------------------------------------------- what the simulation looked at

const SAMPLE_COLOURS = ['p50', 'p95', 'p99', 'max'];

/** The samples of a simulation: each kind of value as a multiple of its first, because their units differ. */
function samples() {
  const all = summary.observation?.samples ?? [];
  const names = [...new Set(all.flatMap(Object.keys))].filter((name) => name !== 'second');
  if (all.length < 2) {
    return;
  }
  const first = (name) => all.find((sample) => sample[name])?.[name] ?? 1;
  const multiples = (name) => all.map((sample) => ({ x: sample.second, y: sample[name] === undefined ? null : sample[name] / first(name) }));
  fill('observation', figure({
    id: 'samples-chart',
    title: 'What may grow, as a multiple of its first value',
    alt: `Lines over time: ${names.map((name) => `${name} ended at ${fixed(multiples(name).at(-1).y ?? 1, 2)} times its first value`).join('; ')}.`,
  }, () => ({
    type: 'line',
    data: {
      datasets: names.map((name, i) => ({
        label: name,
        data: multiples(name),
        borderColor: colour(SAMPLE_COLOURS[i % SAMPLE_COLOURS.length]),
        backgroundColor: colour(SAMPLE_COLOURS[i % SAMPLE_COLOURS.length]),
        borderDash: [[], [6, 4], [2, 3]][Math.floor(i / SAMPLE_COLOURS.length) % 3],
        borderWidth: 2,
        pointRadius: all.length <= 60 ? 2.5 : 0,
      })),
    },
    options: {
      interaction: { mode: 'index', intersect: false },
      scales: {
        x: axis('seconds since the beginning', { type: 'linear', min: 0, ticks: { callback: short, maxTicksLimit: 9 }, grid: { display: false } }),
        y: valueAxis('multiple', names.flatMap((name) => multiples(name).map(({ y }) => y))),
      },
      plugins: { legend: { display: true, ...legend(true) } },
    },
  }), table([number('second'), ...names.map(number)],
    all.map((_, i) => [field(['observation', 'samples', i, 'second'], tenths), ...names.map((name) => field(['observation', 'samples', i, name]))]))));
}

// ---------------------------------------------------------------- the capacity

const DELAYS = [
  { name: 'ttft_ms', label: 'TTFT', colour: 'p50' },
  { name: 'inter_token_latency_ms', label: 'inter-token latency', colour: 'users' },
  { name: 'token_delay_ms', label: 'delay of tokens', colour: 'p99' },
];

/** A vertical line at the load that was found, and one at the lowest that did not hold. */
const capacityMarks = (found) => ({
  id: 'capacityMarks',
  beforeDatasetsDraw({ ctx, chartArea, scales }) {
    ctx.save();
    for (const [load, name] of [[found.load, 'passed'], [found.failed_load, 'failed']]) {
      if (load !== null) {
        ctx.strokeStyle = colour(name);
        ctx.lineWidth = 1.5;
        ctx.setLineDash([5, 4]);
        ctx.beginPath();
        ctx.moveTo(scales.x.getPixelForValue(load), chartArea.top);
        ctx.lineTo(scales.x.getPixelForValue(load), chartArea.bottom);
        ctx.stroke();
      }
    }
    ctx.restore();
  },
});

/** The steps of a search as bands of time, each with its load: green where it held, red where not. */
const stepMarks = {
  id: 'stepMarks',
  beforeDatasetsDraw({ ctx, chartArea, scales }) {
    ctx.save();
    ctx.font = `600 10px ${Chart.defaults.font.family}`;
    ctx.textAlign = 'center';
    ctx.textBaseline = 'top';
    for (const { from_second: from, measured_seconds: length, load, verdict } of summary.capacity?.steps ?? []) {
      const [left, right] = [from, from + length].map((second) => scales.x.getPixelForValue(second));
      const its = colour(verdict === 'HELD' ? 'passed' : verdict === 'UNDECIDED' ? 'interrupted' : 'failed');
      ctx.fillStyle = `${its}2b`;
      ctx.fillRect(left, chartArea.top, right - left, chartArea.bottom - chartArea.top);
      ctx.fillStyle = its;
      if (ctx.measureText(short(load)).width < right - left) {
        ctx.fillText(short(load), (left + right) / 2, chartArea.top + 2);
      }
    }
    ctx.restore();
  },
};

/** How long the search and its confirmation took, in seconds; 0 without a search. */
const searchSeconds = () => Math.max(0, ...(summary.capacity?.steps ?? []).map((step) => step.from_second + step.measured_seconds));

/** The latencies of each step when it was, above the lines of the parts, which have the same axis of time. */
function searchOverTime(note) {
  const { steps } = summary.capacity;
  const lines = DELAYS.map(({ name, label, colour: its }) => ({ label: `${label} p50`, its, values: steps.map((step) => step[name].p50) }))
    .filter(({ values }) => values.some((value) => value !== null));
  const shown = lines.flatMap(({ values }) => values).filter((value) => value !== null);
  return shown.length === 0 ? null : figure({
    id: 'capacity-time-chart', title: 'The search over time: p50 of each step, milliseconds', note,
    alt: `Lines of the p50 of TTFT, inter-token latency and delay of tokens in each of ${steps.length} steps over ${short(searchSeconds())} s.`,
  }, () => ({
    type: 'line',
    data: { datasets: lines.map(({ label, its, values }) => ({
      label, borderColor: colour(its), backgroundColor: colour(its), borderWidth: 2, pointRadius: 2.5, pointHitRadius: 8, spanGaps: true,
      data: values.map((y, i) => ({ x: steps[i].from_second + steps[i].measured_seconds / 2, y })),
    })) },
    options: {
      interaction: { mode: 'nearest', axis: 'x', intersect: false },
      scales: { x: axis('seconds since the search began', { type: 'linear', min: 0, max: searchSeconds() }), y: valueAxis('milliseconds', shown) },
      plugins: {
        legend: legend(true),
        tooltip: { callbacks: {
          title: ([{ dataIndex: i }]) => `${short(steps[i].load)} ${summary.capacity.unit}: ${inWords(steps[i].verdict.toLowerCase())}`,
          label: ({ dataset, parsed }) => `${dataset.label}: ${fixed(parsed.y, 1)}`,
        } },
      },
    },
    plugins: [stepMarks],
  }));
}

function capacityCharts() {
  const found = summary.capacity;
  if (!found?.steps.length) {
    return;
  }
  const steps = stepsByLoad();
  const loads = steps.map(({ load }) => load);
  const line = (label, colourName, values, more = {}) => ({
    label, data: values.map((y, i) => ({ x: loads[i], y })), borderColor: colour(colourName), backgroundColor: colour(colourName),
    borderWidth: 2, pointHitRadius: 8, spanGaps: true,
    // A step that did not hold is a cross.
    pointStyle: steps.map(({ verdict }) => (verdict === 'HELD' ? 'circle' : 'crossRot')), pointRadius: steps.map(({ verdict }) => (verdict === 'HELD' ? 3 : 5)),
    ...more,
  });
  const options = (valuesAxis) => ({
    interaction: { mode: 'nearest', axis: 'x', intersect: false },
    scales: { x: logarithmicAxis(found.unit, Math.min(...loads) / 1.1, Math.max(...loads) * 1.1), y: valuesAxis },
    plugins: {
      legend: legend(true),
      tooltip: { callbacks: {
        title: ([{ dataIndex: i }]) => `${short(loads[i])} ${found.unit}: ${inWords(steps[i].verdict.toLowerCase())}`,
        label: ({ dataset, parsed }) => `${dataset.label}: ${fixed(parsed.y, 1)}`,
      } },
    },
  });
  const delays = DELAYS.flatMap(({ name, label, colour: its }) => ['p50', 'p99'].map((which) => ({
    label: `${label} ${which}`, colour: its, values: steps.map((step) => step[name][which]), dash: which === 'p50' ? [4, 3] : [],
  }))).filter(({ values }) => values.some((value) => value !== null));
  const shownDelays = delays.flatMap(({ values }) => values).filter((value) => value !== null);
  const note = 'Each point is a step; a cross is one that did not hold. Broken lines: what holds, and the lowest that does not.';
  fill('capacity', element('div', { class: 'grid' },
    shownDelays.length === 0 ? null : figure({
      id: 'capacity-delays-chart', title: 'Latencies by load, milliseconds', note,
      alt: `Lines of TTFT, inter-token latency and delay of tokens over the load, from ${short(Math.min(...loads))} to ${short(Math.max(...loads))} ${found.unit}.`,
    }, () => ({
      type: 'line',
      data: { datasets: delays.map(({ label, colour: its, values, dash }) => line(label, its, values, { borderDash: dash })) },
      options: options(valueAxis('milliseconds', shownDelays)),
      plugins: [capacityMarks(found)],
    })),
    figure({
      id: 'capacity-tokens-chart', title: 'Tokens a second by load',
      alt: `Line of tokens a second over the load; the most were ${count(Math.max(...steps.map((step) => step.tokens_per_second)))}.`,
    }, () => ({
      type: 'line',
      data: { datasets: [line('tokens a second', 'p50', steps.map((step) => step.tokens_per_second))] },
      options: options(axisFromZero('per second')),
      plugins: [capacityMarks(found)],
    })),
    figure({
      id: 'capacity-answers-chart', title: 'Answers by load, % of those that ended',
      alt: `Lines of refused and otherwise failed answers, and of good ones where they are counted, in percent over the load.`,
    }, () => {
      const share = (of) => steps.map((step) => 100 * of(step) / Math.max(1, step.passed + step.failed));
      const sets = [line('refused', 'p95', share(({ refused }) => refused)), line('failed otherwise', 'p99', share(({ failed, refused }) => failed - refused))];
      const good = steps.some(({ goodput }) => goodput !== null)
        ? [line('good', 'users', steps.map(({ goodput }) => (goodput === null ? null : 100 * goodput)))] : [];
      return { type: 'line', data: { datasets: [...good, ...sets] }, options: options(axisFromZero('%')), plugins: [capacityMarks(found)] };
    })),
  searchOverTime('Each band is a step, with its load: green held, red did not, grey was too close to tell.'),
  unfolding('The steps as a table', capacitySteps()));
}

// ---------------------------------------------------------------- all of them

/** Attributes that readers and charts change. */
const KEPT = ['open', 'width', 'height', 'style'];

/** Makes an element and what is in it like another one, with as few changes as it takes, so that a reader is not disturbed. */
function liken(element, wanted) {
  for (const name of element.getAttributeNames().filter((each) => !wanted.hasAttribute(each) && !KEPT.includes(each))) {
    element.removeAttribute(name);
  }
  for (const name of wanted.getAttributeNames().filter((each) => element.getAttribute(each) !== wanted.getAttribute(each))) {
    element.setAttribute(name, wanted.getAttribute(name));
  }
  const children = [...wanted.childNodes];
  children.forEach((child, i) => {
    const there = element.childNodes[i];
    if (!there) {
      element.append(child);
    } else if (there.nodeName !== child.nodeName || there.id !== child.id) {
      there.replaceWith(child);
    } else if (child.nodeType === Node.ELEMENT_NODE) {
      liken(there, child);
    } else if (there.data !== child.data) {
      there.data = child.data;
    }
  });
  while (element.childNodes.length > children.length) {
    element.lastChild.remove();
  }
}

/** Shows a summary in place of what the page shows. */
function show(json) {
  summary = json;
  sheet = form.cloneNode(true);
  plots.length = 0;
  for (const part of [head, verdict, tiles, faults, capacity, objectives, caused, observation, criteria, percentiles, circumstances,
    samples, capacityCharts, breakdown, overTime, parts, histogram, slowest]) {
    part();
  }
  for (const part of [...sheet.children]) {
    liken(document.querySelector(part.localName), part);
  }
  draw();
}

show(summary);

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => draw(true));
// Paper is white, whatever the screen is.
for (const [event, isPaper] of [['beforeprint', true], ['afterprint', false]]) {
  addEventListener(event, () => {
    document.documentElement.classList.toggle('paper', isPaper);
    draw(true);
  });
}
