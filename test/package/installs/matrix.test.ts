import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { expectDocumented } from '../compatibility';
import { emptyProject, lastLine, npmInstall, repository, run } from '../consumer';
import { coresIn } from './cores';
import { managerOf, managerPackages, widenRange } from './managers';
import { all, factors, pairwise, type Row } from './matrix';

const rows = process.env.MATRIX === 'all' ? all : pairwise;
const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
const tools = emptyProject();
const results: string[][] = [];

beforeAll(async () => {
  await npmInstall(tools, ...managerPackages);
});

afterAll(() => rmSync(tools, { recursive: true, force: true }));

test('the rows have every pair of values', () => {
  for (const [one, values] of Object.entries(factors))
    for (const [other, others] of Object.entries(factors).filter(([factor]) => factor !== one))
      for (const value of values)
        for (const second of others)
          expect(rows).toContainEqual(expect.objectContaining({ [one]: value, [other]: second }));
});

describe('added to a project that exists', () => {
  test.concurrent.each(rows)('$manager, tfjs $tfjs, $stands', async (row) => {
    const project = emptyProject({ dependencies: { '@tensorflow/tfjs': asked(row) } });
    try {
      const manager = managerOf(row.manager, tools, project);
      if (row.stands === 'lockfile') {
        await manager.lock();
        widenRange(project, manager.lockfile, row.tfjs);
        // As a clone has it.
        rmSync(join(project, 'node_modules'), { recursive: true, force: true });
      } else {
        await manager.install();
      }
      await manager.add(inject('tarball'));

      const cores = coresIn(project);
      expect(cores).toHaveLength(1);
      if (row.stands !== 'range') expect(cores).toEqual([row.tfjs]);
      await train(project, cores[0]!);
      expect(await run(project, 'node_modules/.bin/mbib', '--version')).toContain(version);
      results.push([row.manager, row.tfjs, row.stands, cores[0]!, 'loss falls']);
    } finally {
      rmSync(project, { recursive: true, force: true });
    }
  });
});

test('docs/compatibility.md has what came out', () => {
  expect(results).toHaveLength(rows.length);
  const inOrder = rows.map(
    ({ manager, tfjs, stands }) =>
      results.find((result) => [manager, tfjs, stands].every((value, column) => result[column] === value))!,
  );
  const header = ['package manager', 'tfjs asked for', 'as', 'the one tfjs-core', 'five steps on cpu'];
  expectDocumented('projects', header, inOrder, { whole: rows === all });
});

/** What package.json asks for. A lockfile is made with the exact version, and the range comes after it. */
function asked({ tfjs, stands }: Row): string {
  return stands === 'range' ? `^${tfjs}` : tfjs;
}

/** Five steps with `withMBIB`, `sgd` and `mbib/accelerate` on cpu, in which the loss is finite and falls. */
async function train(project: string, core: string): Promise<void> {
  cpSync(join(repository, 'test/package/consumer/train.mjs'), join(project, 'train.mjs'));
  const { tfjs, losses } = JSON.parse(lastLine(await run(project, 'node', 'train.mjs')));
  expect(tfjs).toBe(core);
  expect(losses).toHaveLength(5);
  expect(losses.every(Number.isFinite)).toBe(true);
  expect(losses.at(-1)).toBeLessThan(0.9 * losses[0]);
}
