// Trains the methods of experiments/digits-methods.yaml on the digits, and writes what they came to into docs/results.md and docs/methods:
// `npm run digits-methods`. What is finished in runs/digits-methods is not done again. With `-- --write` nothing is trained: what is there
// is written.
import { readFileSync, writeFileSync } from 'node:fs';
import { FILE, gather } from './gather';
import { mbib } from './mbib';
import { pagePart, pages, resultsPart, withPart } from './pages';

const out = 'runs/digits-methods';

if (!process.argv.includes('--write')) await mbib('experiment', FILE, '--workers', '2', '--out', out);
const gathered = await gather(out);
const parts: [page: string, part: string][] = [['docs/results.md', resultsPart(gathered)]];
for (const [page, labels] of Object.entries(pages))
  parts.push([`docs/methods/${page}.md`, pagePart(labels, gathered)]);
// All of them are made before the first is written.
const texts = parts.map(([page, part]) => [page, withPart(readFileSync(page, 'utf8'), part, page)] as const);
for (const [page, text] of texts) writeFileSync(page, text);
