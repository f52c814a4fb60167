// Compares the texts of a summary's page with its summary.json.
'use strict';

const assert = require('node:assert/strict');

/** The value that a JSON pointer leads to. */
function at(summary, pointer) {
  return pointer.split('/').slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((value, name) => value?.[name], summary);
}

/** All pointers to values that are neither objects nor arrays, nothing or empty. */
function leaves(value, pointer = '') {
  if (value !== null && typeof value === 'object') {
    return Object.entries(value).flatMap(([name, child]) =>
      leaves(child, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`));
  }
  return value === null || value === '' ? [] : [pointer];
}

/** Whether a text says a value: a number to the digits that it shows, anything else to the letter. */
function says(text, value) {
  if (value === null || value === undefined) {
    return text === 'n/a';
  }
  if (typeof value !== 'number') {
    return text === String(value);
  }
  const digits = text.replaceAll('\u202f', '').replace('\u2212', '-');
  const decimals = digits.includes('e') ? 15 : (digits.split('.')[1] ?? '').length;
  return /^-?\d/.test(digits) && Math.abs(Number(digits) - value) <= 0.5000001 * 10 ** -decimals;
}

// The page writes this one in another form.
const shownOtherwise = { '/started': (text, value) => text.startsWith(value.slice(0, 10)) && text.endsWith('UTC') };

/** Compares all that a page shows with a summary.json, and returns the pointers to it. */
async function checkTexts(page, summary) {
  const fields = await page.$$eval('[data-field]', (all) => all.map((each) => [each.dataset.field, each.textContent]));
  for (const [pointer, text] of fields) {
    const matches = shownOtherwise[pointer]?.(text, at(summary, pointer)) ?? says(text, at(summary, pointer));
    assert.ok(matches, `${pointer} is ${JSON.stringify(at(summary, pointer))}, and the page says ${JSON.stringify(text)}`);
  }
  for (const [pointer, text] of await page.$$eval('[data-sum-of]', (all) => all.map((each) => [each.dataset.sumOf, each.textContent]))) {
    const sum = Object.values(at(summary, pointer)).reduce((total, each) => total + each, 0);
    assert.ok(says(text, sum), `${pointer} adds up to ${sum}, and the page says ${text}`);
  }
  const names = await page.$$eval('[data-name]', (all) => all.map((each) => [each.dataset.name, each.textContent]));
  for (const [pointer, text] of names) {
    assert.equal(pointer, `/${pointer.split('/')[1]}/${text.replaceAll('~', '~0').replaceAll('/', '~1')}`);
  }
  return fields.map(([pointer]) => pointer);
}

module.exports = { checkTexts, leaves };
