// Prints the counts of a whole run, `N passed, N failed, N skipped`, and exits with 1 where something failed. Counted are
// the tests of vitest's JSON reports; each failed check, and a failure of vitest that no test shows, is one failure more.
// Arguments: how many checks failed, then for each run of vitest its report and its exit code.
import { existsSync, readFileSync } from 'node:fs';

const [failedChecks, ...runs] = process.argv.slice(2);
const counts = { passed: 0, failed: Number(failedChecks), skipped: 0 };
for (let run = 0; run < runs.length; run += 2) count(runs[run], runs[run + 1]);

console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed > 0 ? 1 : 0;

function count(report, exitCode) {
  const before = counts.failed;
  for (const { assertionResults } of testFiles(report)) {
    for (const { status } of assertionResults) counts[status in counts ? status : 'skipped']++;
  }
  if (exitCode !== '0' && counts.failed === before) counts.failed++;
}

/** There is no report where vitest did not get as far as writing one. */
function testFiles(report) {
  return existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')).testResults : [];
}
