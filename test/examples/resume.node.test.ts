import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Kill, runScript } from '../jobs/support/child';
import { expectSuccess, killedAndResumed, outcome } from '../jobs/support/outcome';
import { temporaryFolder } from '../jobs/support/temporary-folder';

const TINY = 'test/jobs/support/tiny-job.ts';
const CIFAR = 'test/jobs/support/cifar-job.ts';
const COMMAND = 'examples/mbib.ts';
const TIMEOUT = 600_000;

describe.each(['cpu', 'wasm'])('on %s a run killed by SIGKILL at random instants and resumed', (backend) => {
  test(
    'ends with the weights and the log of an uninterrupted one, bit for bit',
    async () => {
      const folder = await temporaryFolder();
      const whole = join(folder, 'whole');
      const start = (out: string, resume: string[] = [], kill?: Kill) =>
        runScript(TINY, [backend, '12', out, ...resume], kill ? { kill } : {});
      const ended = await start(whole);
      expectSuccess(ended);

      const resumed = await killedAndResumed(start, join(folder, 'killed'), 6, ended.milliseconds);

      expect(resumed).toEqual(await outcome(whole));
    },
    TIMEOUT,
  );
});

test(
  'the CIFAR-100-LT job, killed after its first epoch, ends as if it had not been',
  async () => {
    const folder = await temporaryFolder();
    const whole = join(folder, 'whole');
    const killed = join(folder, 'killed');
    expectSuccess(await runScript(CIFAR, [whole]));
    const { signal } = await runScript(CIFAR, [killed], {
      kill: { signal: 'SIGKILL', when: (output) => output.includes('epoch 1/2  loss') },
    });
    expect(signal).toBe('SIGKILL');

    expectSuccess(await runScript(CIFAR, [killed, '--resume']));

    expect(await outcome(killed)).toEqual(await outcome(whole));
  },
  TIMEOUT,
);

test(
  'Ctrl-C saves a checkpoint in the middle of an epoch, from which the run ends the same',
  async () => {
    const folder = await temporaryFolder();
    const whole = join(folder, 'whole');
    const stopped = join(folder, 'stopped');
    const words = ['train', 'digits', '--epochs', '1', '--method', 'ce', '--backend', 'wasm', '--out'];
    expectSuccess(await runScript(COMMAND, [...words, whole]));

    const { code, output } = await runScript(COMMAND, [...words, stopped], {
      kill: { signal: 'SIGINT', when: () => existsSync(join(stopped, 'checkpoint', 'last.safetensors')) },
    });

    expect(code, output).toBe(130);
    expect(output).toMatch(/Stopped in epoch 1 of 1 after step \d+ of 44; a checkpoint is saved/);
    expect(output).toContain(`npx tsx examples/mbib.ts ${[...words, stopped].join(' ')} --resume`);
    expectSuccess(await runScript(COMMAND, [...words, stopped, '--resume']));
    expect(await outcome(stopped)).toEqual(await outcome(whole));
  },
  TIMEOUT,
);
