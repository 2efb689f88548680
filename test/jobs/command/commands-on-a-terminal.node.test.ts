import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runScript } from '../support/child';

const commands = ['demo', 'train', 'finetune', 'experiment', 'check', 'report', 'evaluate', 'predict'];
const jobs = ['folder', 'cifar100-lt', 'imagenet-lt', 'inaturalist2018', 'digits'].map(
  (job) => `train ${job}`,
);

/** A call of each command and job that cannot be done, and a word of what is told. */
const wrong: Record<string, string> = {
  'demo --seeds 0': '--seeds',
  'train cifar': 'cifar100-lt',
  'train folder': '--features',
  'train folder --data none --backbone resnet-10': 'resnet10',
  'train folder --data none --method sade': '--method',
  'train cifar100-lt --data none': 'none',
  'train imagenet-lt --data none': 'none',
  'train imagenet-lt --data none --evaluate val --select val': '--select',
  'train inaturalist2018 --data none --image-size 33': '--image-size',
  'train digits --select last --val-fraction 0.2': '--val-fraction',
  'train digits --method ce --beta 1': '--beta',
  'finetune none --method crt': 'none',
  'experiment none.yaml': 'none.yaml',
  'check --data none': 'none',
  'report none': 'none',
  'evaluate none --data none': 'none',
  'predict none none.jpg': 'none',
};
const helps = ['', ...commands, ...jobs].map((words) => `${words} --help`.trim());
const trainings = ['train digits --epochs 1 --backend wasm --out run', 'report run'];
const lines = [...helps, ...Object.keys(wrong), ...trainings];

/** What each command line prints in a terminal of so many columns, to each of its streams. */
async function outputs(width: number, cwd: string) {
  const words = JSON.stringify(lines.map((line) => line.split(' ')));
  const { printed, errors } = await runScript('test/jobs/support/commands-on-a-terminal.ts', [words], {
    cwd,
    env: { COLUMNS: String(width), NO_COLOR: '1' },
  });
  const [ahead, ...prints] = printed.split('\u0000');
  const [aheadOfErrors, ...complaints] = errors.split('\u0000');
  return { ahead: `${ahead}${aheadOfErrors}`, prints, complaints };
}

describe.each([80, 40])('in a terminal of %i columns', (width) => {
  let all: Awaited<ReturnType<typeof outputs>>;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mbib-test-'));
    all = await outputs(width, folder);
  }, 120_000);
  afterAll(() => rm(folder, { recursive: true }));

  test('every line fits, and nothing else is printed before or after', () => {
    const { ahead, prints, complaints } = all;
    expect([ahead, prints.at(-1), complaints.at(-1)]).toEqual(['', '', '']);
    expect([prints.length, complaints.length]).toEqual([lines.length + 1, lines.length + 1]);
    // A line in place is written over; a word, such as an address, is never broken.
    const written = [...prints, ...complaints].join('\n').replaceAll('\r\u001b[2K', '\n').split('\n');
    expect(written.filter((line) => line.trim().includes(' ') && [...line].length > width)).toEqual([]);
  });

  test.each(helps)('mbib %s prints a help, and no complaint', (line) => {
    const { prints, complaints } = all;
    expect(prints[lines.indexOf(line)]).toContain('Usage: mbib');
    expect(complaints[lines.indexOf(line)]).toBe('');
  });

  test.each(Object.entries(wrong))('mbib %s complains of %s, and of nothing else', (line, word) => {
    const { prints, complaints } = all;
    expect(prints[lines.indexOf(line)]).toBe('');
    const complaint = complaints[lines.indexOf(line)]!;
    expect(complaint).toContain(word);
    expect(complaint.split(/^mbib: /m).length).toBe(2);
    expect(complaint).not.toMatch(/\boptions\.|\bat .*:\d+:\d+|Warning|TensorFlow/);
  });

  test.each(trainings)('mbib %s complains of nothing', (line) => {
    const { prints, complaints } = all;
    expect(prints[lines.indexOf(line)]).toContain('run');
    expect(complaints[lines.indexOf(line)]).toBe('');
  });
});
