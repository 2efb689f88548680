// Prints the tests that failed, a line each, and at last the counts of a whole run, `N passed, N failed, N skipped`; exits
// with 1 where something failed. Counted are the tests of vitest's JSON reports; each failed check, each file that failed outside of
// its tests, and a failure of vitest that no report shows, is one failure more.
// Arguments: how many checks failed, then for each run of vitest its report and its exit code.
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

const [failedChecks, ...runs] = process.argv.slice(2);
const counts = { passed: 0, failed: Number(failedChecks), skipped: 0 };
for (let run = 0; run < runs.length; run += 2) count(runs[run], runs[run + 1]);

console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed > 0 ? 1 : 0;

function count(report, exitCode) {
  const before = counts.failed;
  for (const { name, message, assertionResults } of testFiles(report)) {
    for (const { status, fullName, failureMessages } of assertionResults) {
      counts[status in counts ? status : 'skipped']++;
      if (status === 'failed') tellFailure(name, fullName, failureMessages.join('\n'));
    }
    if (message === '') continue;
    counts.failed++;
    tellFailure(name, 'the file as a whole', message);
  }
  if (exitCode !== '0' && counts.failed === before) counts.failed++;
}

function tellFailure(file, test, message) {
  // So vitest's reports call an error whose message they lost: that of a test that took too long.
  const [first] = message.replace('STACK_TRACE_ERROR', 'timed out').split('\n', 1);
  console.log(`failed: ${relative('.', file)} > ${test}: ${first}`);
}

/** There is no report where vitest did not get as far as writing one. */
function testFiles(report) {
  return existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')).testResults : [];
}
