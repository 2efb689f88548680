// Trains the methods of experiments/digits-methods.yaml on the digits, does the second stages on the runs of cross entropy, and writes what
// they came to into docs/results.md and docs/methods: `npm run digits-methods`. What is finished in runs/digits-methods is not done again.
// With `-- --write` nothing is trained: what is there is written.
import { readFileSync, writeFileSync } from 'node:fs';
import { baselineRuns, gather } from './gather';
import { mbib } from './mbib';
import { pagePart, pages, resultsPart, withPart } from './pages';
import { doSecondStages } from './second-stages';

const out = 'runs/digits-methods';

if (!process.argv.includes('--write')) await train();
const gathered = await gather(out);
write('docs/results.md', resultsPart(gathered));
for (const [page, labels] of Object.entries(pages))
  write(`docs/methods/${page}.md`, pagePart(labels, gathered));

async function train(): Promise<void> {
  await mbib('experiment', 'experiments/digits-methods.yaml', '--workers', '2', '--out', out);
  await doSecondStages(out, await baselineRuns(out));
}

function write(page: string, part: string): void {
  writeFileSync(page, withPart(readFileSync(page, 'utf8'), part, page));
}
