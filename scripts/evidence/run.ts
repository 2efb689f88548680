// Keeps the logs and the metrics of runs in docs/runs, and makes the section of docs/results.md from all that are there:
//
//   npm run evidence -- --commit 55a1345 runs/*     # keeps them, and writes the section
//   npm run evidence                                # writes the section alone
//
// The commit is that of the checkout which trained them, for logs that do not have it. Of a run that is not finished, the log is kept as far
// as it got.
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { keepRuns } from './keep-runs';
import { readKeptRuns } from './read-kept-runs';
import { evidencePart, withEvidence } from './section';

const KEPT = 'docs/runs';
const PAGE = 'docs/results.md';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { commit: { type: 'string' } },
});
for (const line of keepRuns(positionals, KEPT, values.commit)) console.log(line);
const part = evidencePart(await readKeptRuns(KEPT));
writeFileSync(PAGE, withEvidence(readFileSync(PAGE, 'utf8'), part));
console.log(`${PAGE} is written.`);
