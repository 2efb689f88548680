import { readFileSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keepRuns } from '../../scripts/evidence/keep-runs';
import { readKeptRuns } from '../../scripts/evidence/read-kept-runs';
import { evidencePart, withEvidence } from '../../scripts/evidence/section';
import { temporaryFolder } from '../jobs/support/temporary-folder';

test('docs/results.md has what the kept runs come to', async () => {
  const page = readFileSync('docs/results.md', 'utf8');
  expect(withEvidence(page, evidencePart(await readKeptRuns('docs/runs')))).toBe(page);
});

test('finished runs are kept and the others left alone; two seeds have a difference with its interval', async () => {
  const folder = await temporaryFolder();
  const log = readFileSync('docs/runs/mbib-0/log.jsonl', 'utf8');
  const lines = log.split('\n');
  const runs = await Promise.all(
    (['mbib', 'ce'] as const).flatMap((method) =>
      [0, 1].map(async (seed) => {
        const path = join(folder, `${method}-${seed}`);
        await mkdir(path);
        const own = log
          .replace('"method":"mbib","options"', `"method":"${method}","options"`)
          .replace('"seed":0', `"seed":${seed}`);
        const changed = method === 'ce' ? own.replaceAll('"all":0.451', `"all":0.3${seed}1`) : own;
        await writeFile(join(path, 'log.jsonl'), changed);
        await writeFile(join(path, 'metrics.json'), '{}');
        return path;
      }),
    ),
  );
  const underWay = join(folder, 'bib-0');
  await mkdir(underWay);
  await writeFile(join(underWay, 'log.jsonl'), `${lines.slice(0, 5).join('\n')}\n{"type":"ep`);
  const kept = join(folder, 'kept');
  expect(() => keepRuns(runs, kept, undefined)).toThrow('give --commit');
  const told = keepRuns([...runs, underWay], kept, '55a1345');
  expect(told.at(-1)).toBe(`${underWay} is not finished: 4 of 200 epochs.`);
  expect(await readdir(kept)).toHaveLength(4);
  const part = evidencePart(await readKeptRuns(kept));
  expect(part).toContain('| MBIB − CE | 0, 1 | +14.5 (+8.1 to +20.9) |');
  expect(part).toContain(
    'Not finished when this was written: BSCE seed 0, BIB seed 0, BSCE seed 1, BIB seed 1.',
  );
});
