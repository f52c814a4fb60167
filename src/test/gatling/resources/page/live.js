// Shows each state of a run that goes on, as the load test sends it.
'use strict';

/** Why no state comes any more, though the run had not ended; empty while states come. */
let trouble = '';

/** Between two tries to be shown the run, where as many browsers look as may. */
const RETRY_MS = 5000;

/** The latest state, which a page that nobody can see does not show yet. */
let latest = summary;

/** A time as short as it can be told. */
const time = (seconds) => (seconds < 120 ? `${fixed(seconds, 0)} s` : `${fixed(seconds / 60, 0)} min`);

/** What the run does, how far it is, and where its report will lie. */
function howFar() {
  sheet.getElementById('origin').textContent =
    'This page shows the run while it goes on, once a second. A percentile needs at least ten values beyond it; else it is n/a. Charts by Chart.js.';
  const { phase, share, seconds_left: left, folder } = summary.live;
  if (trouble) {
    return element('p', { class: 'reason' }, trouble);
  }
  if (folder) {
    return element('p', { class: 'reason' }, 'The run has ended. Its report is in ', field(['live', 'folder']), '.');
  }
  sheet.getElementById('self-check').append(element('p', { class: 'note' }, 'This live page takes ',
    field(['live', 'cpu_ms_per_second'], tenths), ' ms of the load test’s CPU time each second, which is part of these figures. The browser’s own is not known.'));
  const known = share !== null && share !== undefined;
  return phase ? element('div', { class: 'how-far' },
    element('progress', { 'aria-label': 'How far the run is', max: 1, ...(known ? { value: share } : {}) }),
    element('span', {}, field(['live', 'phase']), known ? `, ${fixed(share * 100, 0)} %` : '',
      left === null ? '' : `, about ${time(left)} left`)) : null;
}

function showLatest() {
  if (!document.hidden) {
    show(latest);
  }
}

function listen() {
  const states = new EventSource('states');
  states.onmessage = ({ data }) => {
    trouble = '';
    latest = parse(data);
    if (!('phase' in latest.live)) {
      states.close();
    }
    showLatest();
  };
  states.onerror = () => {
    // After a refusal the browser does not try again by itself.
    if (states.readyState === EventSource.CLOSED) {
      trouble = 'As many browsers watch this run as the load test serves. This page stands still until one of them is closed.';
      setTimeout(listen, RETRY_MS);
    } else {
      trouble = 'The load test does not answer any more. These figures are the last that it told.';
    }
    showLatest();
  };
}

listen();
document.addEventListener('visibilitychange', showLatest);
