// Runs a check to its end, which is that of the process: it exits with 0 if all was well, else with 1.
'use strict';

/** The check is a function that returns a promise; given a limit, it fails when that is over. */
module.exports = function run(check, limitMs) {
  if (limitMs) {
    setTimeout(() => {
      console.error('Waited too long');
      process.exit(1);
    }, limitMs).unref();
  }
  check().then(
    () => process.exit(0),
    (failure) => {
      console.error(failure);
      process.exit(1);
    },
  );
};
