import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { job as folder } from '../../examples/folder';
import { job as imagenetLt } from '../../examples/imagenet-lt';
import { tellResult } from '../../src/jobs/command/telling/tell-result';
import { writeFeatures } from '../../src/jobs/files/features/write-features';
import { readRun } from '../../src/jobs/files/reading/read-run';
import { finetuneRun } from '../../src/jobs/run/finetune/finetune-run';
import { runJob } from '../../src/jobs/run/run-job';
import { photoFolder } from '../jobs/support/photo-folder';
import { temporaryFolder } from '../jobs/support/temporary-folder';

vi.setConfig({ testTimeout: 300_000 });

/** Ten samples of two classes, five to train on, and the others of a part: 1 to validate, 2 to test. */
async function features(...parts: number[]): Promise<string> {
  const file = join(await temporaryFolder(), 'features.safetensors');
  const labels = Int32Array.from({ length: 10 }, (_, i) => i % 2);
  const values = Float32Array.from({ length: 20 }, (_, i) => labels[i >> 1]! + Math.sin(i) / 4);
  const split = Int32Array.from({ length: 10 }, (_, i) => (i < 5 ? 0 : parts[i % parts.length]!));
  await writeFeatures(file, { taps: [{ width: 2, values }], labels, split });
  return file;
}

async function trained(given: object) {
  const out = join(await temporaryFolder(), 'run');
  const result = await runJob(folder, { method: 'ce', epochs: 2, backend: 'cpu', out, ...given });
  return { out, result };
}

/** What the files of a run say of the images that it was tested on. */
async function filesOf(out: string) {
  const read = (name: string) => readFile(join(out, name), 'utf8');
  const { log } = await readRun(out);
  const metrics = JSON.parse(await read('metrics.json'));
  return { log, metrics, card: await read('classifier/README.md'), report: await read('report.html') };
}

const note = 'There were no test images: what is called test here is of the validation images';

test('where there are no test images, the log, the metrics, the card, the report and a second stage say what was measured', async () => {
  const given = { features: await features(1) };
  const { out, result } = await trained(given);
  const second = await finetuneRun([folder], out, { method: 'tau-norm', tau: 1, ...given });
  for (const path of [out, second.path]) {
    const { log, metrics, card, report } = await filesOf(path);
    expect([log.start.testedOn, log.start.selection]).toEqual(['validation', 'validation']);
    expect(metrics.testedOn).toBe('validation');
    expect(card).toContain('on 5 validation images of');
    expect(report).toContain(`${note}, which chose the epoch, so that it is too high.`);
  }

  const printed = vi.spyOn(console, 'log').mockImplementation(() => {});
  const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  tellResult(result);
  const text = [...printed.mock.calls, ...written.mock.calls].join('\n');
  vi.restoreAllMocks();
  expect(text).toContain(', on the validation images)');
});

test('where there are test images, nothing says otherwise', async () => {
  const { out } = await trained({ features: await features(1, 2) });
  const { log, metrics, card, report } = await filesOf(out);
  expect([log.start.testedOn, metrics.testedOn]).toEqual([undefined, undefined]);
  expect(card).toMatch(/on [23] test images of/);
  expect(report).not.toContain(note);
});

test('ImageNet-LT that is evaluated on the validation list says so', async () => {
  const out = join(await temporaryFolder(), 'run');
  const small = { backbone: 'resnet10', imageSize: 32, batchSize: 4, epochs: 1, workers: 1 } as const;
  const place = { data: await photoFolder(), backend: 'wasm', out } as const;
  await runJob(imagenetLt, { method: 'ce', evaluate: 'val', ...small, ...place });
  const { log, metrics, card, report } = await filesOf(out);
  expect([log.start.testedOn, log.start.selection, metrics.testedOn]).toEqual([
    'validation',
    undefined,
    'validation',
  ]);
  expect(card).toContain('validation images of ImageNet-LT');
  expect(report).toContain(`${note}.`);
});

test('features without anything to test on are refused by a sentence that is true of them', async () => {
  await expect(trained({ features: await features(0) })).rejects.toThrow(
    'there is nothing to test on, as its split has neither test nor validation images',
  );
});
