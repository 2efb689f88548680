import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { pages, partOf, withPart } from '../../scripts/digits-methods/pages';
import {
  differenceTable,
  header,
  isApart,
  methodRow,
  seedsBelow,
  seedTable,
} from '../../scripts/digits-methods/table';
import type { RunRow } from '../../src/jobs/experiment/results/run-row';

const textOf = (page: string) => readFileSync(page, 'utf8');

/** The rows of a page's table of methods, by their labels, with links as their texts. */
function rowsOf(text: string): Map<string, string> {
  const [, after = ''] = partOf(text).split(`${header.join('\n')}\n`);
  const rows = after.split('\n\n')[0]!.split('\n');
  return new Map(
    rows
      .map((row) => row.replace(/\[([^\]]+)\]\([^)]+\)/, '$1'))
      .map((row) => [row.split(' | ')[0]!.slice(2), row]),
  );
}

const results = partOf(textOf('docs/results.md'));
const table = rowsOf(textOf('docs/results.md'));

/** The labels that a part says are not measured yet. */
const missingIn = (part: string) => part.match(/^Not measured yet: (.*)\.$/m)?.[1]?.split(', ') ?? [];

test('docs/results.md has a row for every setting of the experiment, or says that it is missing', () => {
  const named = textOf('experiments/digits-methods.yaml').matchAll(/\{ name: ([^,]+),/g);
  const labels = Array.from(named, ([, name]) => name!);
  expect(labels).toHaveLength(27);
  expect([...table.keys(), ...missingIn(results)].sort()).toEqual([...labels].sort());
  for (const row of table.values()) expect(row.match(/\d+\.\d ± \d+\.\d/g)).toHaveLength(3);
});

test.each(Object.entries(pages))(
  'the rows of docs/methods/%s.md are those of docs/results.md',
  (page, labels) => {
    const text = textOf(`docs/methods/${page}.md`);
    expect(text).toContain('\n## Our figures\n');
    const missing = missingIn(partOf(text));
    expect(missing).toEqual(labels.filter((label) => missingIn(results).includes(label)));
    const measured = labels.filter((label) => !missing.includes(label));
    const rows = rowsOf(text);
    rows.delete('');
    expect([...rows.keys()]).toEqual(measured.length > 0 ? ['CE', ...measured] : []);
    for (const [label, row] of rows) expect(row).toBe(table.get(label));
  },
);

test('every page of a method has figures', () => {
  const names = readdirSync('docs/methods').map((name) => name.replace('.md', ''));
  const without = names.filter((name) => !Object.hasOwn(pages, name));
  expect(without.sort()).toEqual(['README']);
});

test('the seeds in which MBIB is below CE are those of the table seed by seed', () => {
  const line = (name: string) =>
    results.match(new RegExp(`^\\| ${name} \\|((?: [\\d.]+ \\|){10})$`, 'm'))![1]!;
  const [ours, theirs] = ['MBIB', 'CE'].map((name) => line(name).split('|').slice(0, -1).map(Number));
  const below = [...ours!.keys()].filter((seed) => ours![seed]! < theirs![seed]!);
  const told = table.get('MBIB')!.split(' | ').at(-1)!.replace(' |', '');
  expect(told).toBe(below.join(', ') || 'none');
});

const run = (label: string, seed: number, all: number, few: number) =>
  ({
    label,
    seed,
    finished: true,
    test: { all, many: null, medium: 0.9, few, unseen: null, balanced: null },
  }) as RunRow;
const rows = [
  run('CE', 0, 0.8, 0.7),
  run('CE', 1, 0.82, 0.75),
  run('MBIB', 1, 0.9, 0.74),
  run('MBIB', 0, 0.86, 0.8),
];

test('differences are paired by seed, with the interval of Student’s t', () => {
  // +6 and +8 points: mean 7, standard deviation √2, half width 12.706 · √2 / √2.
  expect(methodRow('MBIB', rows)).toBe(
    '| MBIB | 88.0 ± 2.8 | 90.0 ± 0.0 | 77.0 ± 4.2 | +7.0 [−5.7, +19.7] | 0.0 [0.0, 0.0] | +4.5 [−65.4, +74.4] | 1 |',
  );
  expect(methodRow('CE', rows)).toBe('| CE | 81.0 ± 1.4 | 90.0 ± 0.0 | 72.5 ± 3.5 | – | – | – | – |');
  expect(isApart('MBIB', 'CE', rows)).toBe(false);
  const other = run('MBIB', 1, 0.881, 0.74);
  expect(isApart('MBIB', 'CE', [...rows.slice(0, 2), rows[3]!, other])).toBe(true);
  expect(seedsBelow('MBIB', rows)).toEqual([1]);
  expect(differenceTable('CE', ['MBIB'], rows).at(-1)).toBe(
    '| CE − MBIB | −7.0 [−19.7, +5.7] | 0.0 [0.0, 0.0] | −4.5 [−74.4, +65.4] |',
  );
  expect(seedTable('MBIB', rows).at(-1)).toBe('| difference | +10.0 | −1.0 |');
});

test('a page keeps all but what is between its markers, and must have them', () => {
  const page = textOf('docs/methods/focal.md');
  expect(withPart(page, partOf(page), 'focal.md')).toBe(page);
  expect(partOf(withPart(page, 'other', 'focal.md'))).toBe('other');
  expect(() => withPart('none', 'part', 'a.md')).toThrow('a.md must have');
});
