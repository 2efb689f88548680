import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { job as cifar100 } from '../../../examples/cifar100-lt';
import { job as digits } from '../../../examples/digits';
import { job as folder } from '../../../examples/folder';
import { throwUsageErrors } from '../../../src/jobs/command/help/usage-error';
import { runCommand } from '../../../src/jobs/command/run-command';
import { terminalOf } from '../../../src/jobs/command/terminal/terminal';
import { nearMiss } from '../../../src/jobs/log/near-miss';

const parsed = vi.hoisted(() => ({ program: undefined as Command | undefined }));
vi.mock('../../../src/jobs/command/parse-and-exit', () => ({
  parseAndExit: (program: Command) => {
    parsed.program = program;
  },
}));

beforeAll(async () => {
  await runCommand([folder, cifar100, digits] as never);
  throwUsageErrors(parsed.program!);
});

const { isTTY, columns } = process.stdout;
afterEach(() => {
  vi.unstubAllEnvs();
  Object.assign(process.stdout, { isTTY, columns });
});

const commands = ['', 'train', 'demo', 'finetune', 'experiment', 'check', 'report', 'evaluate', 'predict'];
const trainings = ['train folder', 'train cifar100-lt', 'train digits'];

test.each([80, 40].flatMap((width) => [...commands, ...trainings].map((words) => [width, words] as const)))(
  'at %i columns no line of the help of mbib %s is longer, and NO_COLOR keeps colours away',
  (width, words) => {
    vi.stubEnv('NO_COLOR', '1');
    Object.assign(process.stdout, { isTTY: true, columns: width });
    let command = parsed.program!;
    for (const name of words.split(' ').filter(Boolean)) {
      command = command.commands.find((each) => each.name() === name)!;
    }
    let help = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      help += text;
      return true;
    });
    command.outputHelp();
    vi.restoreAllMocks();
    expect(help).toContain('Usage: mbib');
    expect(help).toContain('Examples:');
    expect(help).not.toContain('\u001b');
    expect(help.split('\n').filter((line) => line.length > width)).toEqual([]);
    const [, guide] = /Read on:\s+(\S+)/.exec(help) ?? [];
    if (guide) expect(existsSync(guide), guide).toBe(true);
  },
);

test.each([
  ['train cifar', "unknown command 'cifar'; did you mean 'cifar100-lt'?"],
  ['trian', "unknown command 'trian'; did you mean 'train'?"],
  ['train digits --epoch 3', "unknown option '--epoch'; did you mean '--epochs'?"],
  ['train digits --method mbbi', "Did you mean 'mbib'? Allowed choices are ce,"],
  ['train digits --backend gpu', "Did you mean 'webgpu'? Allowed choices are auto,"],
  ['predict', "missing required argument 'run'"],
])('mbib %s: %s', (words, sentence) => {
  expect(() => parsed.program!.parse(words.split(' '), { from: 'user' })).toThrow(sentence);
});

test.each([
  [{}, true, true],
  [{}, false, false],
  [{ TERM: 'dumb' }, true, false],
  [{ NO_COLOR: '1' }, true, false],
  [{ NO_COLOR: '' }, true, true],
  [{ FORCE_COLOR: '1' }, false, true],
  [{ FORCE_COLOR: '0' }, true, false],
  [{ CI: 'true' }, false, false],
])('with %j, on a terminal: %s, there are colours: %s', (env, isTerminal, expected) => {
  const { colours } = terminalOf({ isTTY: isTerminal, columns: 80 }, env);
  expect(colours.isColorSupported).toBe(expected);
});

test('a name that is nothing like a known one has no near miss', () => {
  expect(nearMiss('sgd', ['ce', 'mbib'])).toBeUndefined();
});
