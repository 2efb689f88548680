// Prints the counts of a whole run, `N passed, N failed, N skipped`, and exits with 1 where something failed. Counted are
// the tests of vitest's JSON report; each failed check, and a failure of vitest that no test shows, is one failure more.
import { readFileSync } from 'node:fs';

const [report, failedChecks, testsExit] = process.argv.slice(2);
const counts = { passed: 0, failed: 0, skipped: 0 };
for (const { assertionResults } of testFiles(report)) {
  for (const { status } of assertionResults) counts[status in counts ? status : 'skipped']++;
}
if (testsExit !== '0' && counts.failed === 0) counts.failed++;
counts.failed += Number(failedChecks);

console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed > 0 ? 1 : 0;

/** The report is empty where vitest did not get as far as writing one. */
function testFiles(path) {
  const text = readFileSync(path, 'utf8');
  return text === '' ? [] : JSON.parse(text).testResults;
}
