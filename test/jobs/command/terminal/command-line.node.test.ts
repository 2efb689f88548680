import { expect, test } from 'vitest';
import { commandLine } from '../../../../src/jobs/command/terminal/command-line';

const start = 'npx tsx examples/mbib.ts train cifar100-lt';

test('a command that is too long is broken between the words of its start, too', () => {
  expect(commandLine([start, '--data', 'cifar-100'], 40, 'linux').split('\n')).toEqual([
    '  npx tsx examples/mbib.ts train \\',
    '    cifar100-lt --data cifar-100',
  ]);
});

test('a word in quotation marks stays whole, as a shell reads it', () => {
  const quoted = `npx tsx 'my train'\\''s.ts'`;
  expect(commandLine([quoted, '--out', `'my run'`], 20, 'linux').split('\n')).toEqual([
    '  npx tsx \\',
    `    'my train'\\''s.ts' \\`,
    `    --out 'my run'`,
  ]);
});

test('where it fits, it is one line, as on Windows', () => {
  expect(commandLine([start, '--data', 'x'], 80, 'linux')).toBe(`  ${start} --data x`);
  expect(commandLine([start, '--data', 'x'], 20, 'win32')).toBe(`  ${start} --data x`);
});
