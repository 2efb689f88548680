import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { defaultStageFolder } from '../../../../src/jobs/run/finetune/stage-folder';

test.each([
  ['runs/ce-0', 'runs/ce-0-crt'],
  ['runs/ce-0/', 'runs/ce-0-crt'],
  ['./ce-0', 'ce-0-crt'],
  ['/runs/ce-0/.', '/runs/ce-0-crt'],
  ['/runs/ce-0/classifier/..', '/runs/ce-0-crt'],
  ['.', `../${basename(process.cwd())}-crt`],
])('a second stage on the run %s goes beside it, into %s', (run, folder) => {
  expect(defaultStageFolder(run, 'crt')).toBe(folder);
});
