import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RecordedOptions } from '../../../src/jobs/log/run-log';
import type { Recipe } from '../../../src/jobs/loop/train-epoch';
import { InterruptedError } from '../../../src/jobs/run/interrupt';
import type { JobOptions } from '../../../src/jobs/run/job';
import { OtherOptionError, UnreadOptionError } from '../../../src/jobs/run/run-errors';
import { stopAt, trainTiny } from '../../faults/support/in-process';
import { outcome } from '../support/outcome';
import { temporaryFolder } from '../support/temporary-folder';

const ways: Partial<JobOptions>[] = [
  { sampler: 'square-root' },
  { sampler: 'balanced' },
  { sampler: 'progressive' },
  { sampler: 'class-aware', inARow: 2 },
  { sampler: 'reverse', microBatch: 4 },
  { mix: 'mixup', mixAlpha: 0.4 },
  { mix: 'remix', remixKappa: 1.5, remixTau: 0.6, sampler: 'square-root', microBatch: 3 },
];

/** The options that a run's log starts with. */
async function recordedIn(run: string): Promise<RecordedOptions> {
  return JSON.parse((await readFile(join(run, 'log.jsonl'), 'utf8')).split('\n')[0]!).options;
}

test('a run that is stopped within an epoch and resumed ends with the same bits, whatever its sampler and mixing', async () => {
  const folder = await temporaryFolder();
  const outcomes = new Set<string>();
  const plain = join(folder, 'plain');
  await trainTiny({ epochs: 2, out: plain });
  outcomes.add((await outcome(plain)).weights);
  for (const [i, way] of ways.entries()) {
    const [whole, stopped] = [join(folder, `whole-${i}`), join(folder, `stopped-${i}`)];
    const options = { ...way, epochs: 2 };
    await trainTiny({ ...options, out: whole });
    await expect(trainTiny({ ...options, out: stopped }, stopAt(7))).rejects.toThrow(InterruptedError);
    await trainTiny({ out: stopped, resume: true });
    expect(await outcome(stopped), JSON.stringify(way)).toEqual(await outcome(whole));
    expect(await recordedIn(stopped)).toMatchObject(way);
    outcomes.add((await outcome(whole)).weights);
  }
  // Each of them has an effect.
  expect(outcomes.size).toBe(ways.length + 1);
});

test('what every run does is recorded where it is asked for, and never refused', async () => {
  const out = join(await temporaryFolder(), 'run');
  await trainTiny({ epochs: 1, out });
  const recorded = await recordedIn(out);
  for (const name of ['sampler', 'inARow', 'mix', 'mixAlpha']) expect(recorded).not.toHaveProperty(name);
  await trainTiny({ out, resume: true, sampler: 'uniform', mix: 'none' });
  const error = await trainTiny({ out, resume: true, sampler: 'balanced' }).catch((thrown) => thrown);
  expect(error).toEqual(new OtherOptionError(out, 'sampler', 'uniform', 'balanced'));
  const asked = `${out}-asked`;
  await trainTiny({ epochs: 1, out: asked, sampler: 'uniform', mix: 'none' });
  expect(await recordedIn(asked)).toMatchObject({ sampler: 'uniform', mix: 'none' });
  await trainTiny({ out: asked, resume: true, sampler: 'uniform' });
});

test.each<[Partial<JobOptions>, string]>([
  [{ inARow: 2 }, 'inARow has no effect with sampler uniform; leave it out.'],
  [{ mixAlpha: 2 }, 'mixAlpha has no effect with mix none; leave it out.'],
  [{ mix: 'mixup', remixTau: 0.4 }, 'remixTau has no effect with mix mixup; leave it out.'],
])('a figure of what is not done is refused: %j', async (given, message) => {
  const error = await trainTiny({ epochs: 1, ...given }).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(UnreadOptionError);
  expect(error.message).toBe(message);
});

test.each<[object, string]>([
  [{ sampler: 'random' }, "options.sampler must be one of 'uniform', "],
  [{ mix: 5 }, "options.mix must be one of 'none', 'mixup', 'remix', got 5"],
  [{ mix: 'remix', remixKappa: 0.5 }, 'options.remixKappa must be at least 1, got 0.5'],
  [{ mix: 'mixup', mixAlpha: 0 }, 'options.mixAlpha must be above 0, got 0'],
])('a value that an option cannot have is refused: %j', async (given, message) => {
  await expect(trainTiny({ epochs: 1, ...given })).rejects.toThrow(message);
});

test('a recipe that draws or mixes by itself keeps what it has where nothing is asked for', async () => {
  const folder = await temporaryFolder();
  const own: Partial<Recipe> = { sampling: { sampler: 'balanced' }, mixing: { mix: 'mixup' } };
  await trainTiny({ epochs: 1, out: join(folder, 'own') }, () => own);
  await trainTiny({ epochs: 1, out: join(folder, 'asked'), sampler: 'balanced', mix: 'mixup' });
  const [ofOwn, ofAsked] = await Promise.all(
    ['own', 'asked'].map(async (name) => (await outcome(join(folder, name))).weights),
  );
  expect(ofOwn).toBe(ofAsked);
});

test('a recipe that draws or mixes by itself does as every run does where that is asked for, and when it is resumed', async () => {
  const folder = await temporaryFolder();
  const own: Partial<Recipe> = { sampling: { sampler: 'balanced' }, mixing: { mix: 'mixup' } };
  const [asked, plain] = [join(folder, 'asked'), join(folder, 'plain')];
  const stopped = trainTiny({ epochs: 1, out: asked, sampler: 'uniform', mix: 'none' }, (recipe) => ({
    ...own,
    ...stopAt(3)(recipe),
  }));
  await expect(stopped).rejects.toThrow(InterruptedError);
  await trainTiny({ out: asked, resume: true }, () => own);
  await trainTiny({ epochs: 1, out: plain });
  expect((await outcome(asked)).weights).toBe((await outcome(plain)).weights);
});
