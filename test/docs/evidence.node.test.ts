import { readFileSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel, model } from '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';
import { buildNet, digitsNormalisation, smallConvnet, withPreprocessing } from 'mbib/jobs';
import { expect, test } from 'vitest';
import { headsOf } from '../../scripts/evidence/heads-of';
import { keepRuns } from '../../scripts/evidence/keep-runs';
import { readKeptRuns } from '../../scripts/evidence/read-kept-runs';
import { evidencePart, withEvidence } from '../../scripts/evidence/section';
import { temporaryFolder } from '../jobs/support/temporary-folder';

test('docs/results.md has what the kept runs come to', async () => {
  const page = readFileSync('docs/results.md', 'utf8');
  expect(withEvidence(page, evidencePart(await readKeptRuns('docs/runs')))).toBe(page);
});

const optionsOf = (method: 'mbib' | 'bib' | 'ce', seed: number) => ({
  ...(method === 'ce' ? {} : { beta: 5, gamma: 0, m: 0.1 }),
  ...(method === 'mbib' ? { a: 0.1, b: 0.3 } : {}),
  ...{ method, imbalance: 100, epochs: 200, seed, backend: 'wasm' },
});

/** The log that is kept, with other text in its first line. */
function changedLog(...changes: [RegExp | string, string][]): string {
  const log = readFileSync('docs/runs/mbib-0/log.jsonl', 'utf8');
  return changes.reduce((text, [from, to]) => text.replace(from, to), log);
}

async function writeKept(path: string, log: string): Promise<void> {
  await mkdir(path, { recursive: true });
  await writeFile(join(path, 'log.jsonl'), log);
  await writeFile(join(path, 'metrics.json'), '{}');
  await writeFile(join(path, 'kept.json'), '{"commit":"55a1345"}');
}

test.each<[string, [string, string], string]>([
  ['an option that is not the default', ['"beta":5', '"beta":1'], 'beta 1, not 5'],
  ['an option that the file does not have', ['"beta":5', '"sampler":"balanced","beta":5'], 'sampler'],
  ['another job', ['"job":"cifar100-lt"', '"job":"digits"'], 'is no run of'],
  ['bounds of its own', ['"job":', '"bounds":{"many":50,"few":10},"job":'], 'is no run of'],
])('a kept run with %s is refused', async (_, change, message) => {
  const folder = await temporaryFolder();
  await writeKept(join(folder, 'mbib-0'), changedLog(change));
  await expect(readKeptRuns(folder)).rejects.toThrow(message);
});

test('two runs of one method and seed are refused, whatever their folders are called', async () => {
  const folder = await temporaryFolder();
  const again = changedLog([/"time":"2026-11-26T07:21/, '"time":"2026-11-27T07:21']);
  await writeKept(join(folder, 'A', 'x'), changedLog());
  await writeKept(join(folder, 'B', 'x'), again);
  const kept = join(folder, 'kept');
  keepRuns([join(folder, 'A', 'x'), join(folder, 'A', 'x')], kept, '55a1345');
  expect(() => keepRuns([join(folder, 'B', 'x')], kept, '55a1345')).toThrow('same method and seed');
  expect(readFileSync(join(kept, 'mbib-0', 'log.jsonl'), 'utf8')).toBe(changedLog());
  await writeKept(join(kept, 'other'), again);
  await expect(readKeptRuns(kept)).rejects.toThrow('same method and seed');
});

test('the section says how often a run was resumed, and its backend', async () => {
  const part = evidencePart(await readKeptRuns('docs/runs'));
  expect(part).toContain('| 12.2, resumed 4 times |');
  const { log } = (await readKeptRuns('docs/runs')).runs[0]!;
  expect(part).toContain(`--seed 0 --backend ${log.start.backend}`);
});

test('runs are kept, those under way as far as they got; two seeds have a difference with its interval', async () => {
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
          .replace(/"options":{.*?}/, `"options":${JSON.stringify(optionsOf(method, seed))}`);
        const changed = method === 'ce' ? own.replaceAll('"all":0.451', `"all":0.3${seed}1`) : own;
        await writeFile(join(path, 'log.jsonl'), changed);
        await writeFile(join(path, 'metrics.json'), '{}');
        return path;
      }),
    ),
  );
  const underWay = join(folder, 'bib-0');
  await mkdir(underWay);
  const bib = lines[0]!
    .replace('"method":"mbib","options"', '"method":"bib","options"')
    .replace(/"options":{.*?}/, `"options":${JSON.stringify(optionsOf('bib', 0))}`);
  await writeFile(join(underWay, 'log.jsonl'), `${[bib, ...lines.slice(1, 5)].join('\n')}\n{"type":"ep`);
  const kept = join(folder, 'kept');
  expect(() => keepRuns(runs, kept, undefined)).toThrow('give --commit');
  const told = keepRuns([...runs, underWay], kept, '55a1345');
  expect(told.at(-1)).toBe(`${underWay} is kept in ${join(kept, 'bib-0')}, 4 of 200 epochs so far.`);
  expect((await readdir(kept)).sort()).toEqual(['bib-0', 'ce-0', 'ce-1', 'mbib-0', 'mbib-1']);
  expect((await readdir(join(kept, 'bib-0'))).sort()).toEqual(['kept.json', 'log.jsonl']);
  const part = evidencePart(await readKeptRuns(kept));
  expect(part).toContain('| MBIB − CE | 0, 1 | +14.5 (+8.1 to +20.9) |');
  expect(part).toContain(
    'Not finished when this was written: BSCE seed 0, BIB seed 0, BSCE seed 1, BIB seed 1.',
  );
  // BIB's four epochs are those of the MBIB run, so their means are the same, and they are not among the finished runs.
  const all = lines.slice(1, 5).map((line) => JSON.parse(line).accuracy.all);
  const mean = (100 * all.reduce((sum, value) => sum + value, 0)) / 4;
  expect(part).toContain('BIB seed 0 has come to epoch 4 of 200. Means over the epochs 1 to 4:');
  expect(part).toContain(`\n| BIB | ${mean.toFixed(1)} |`);
  expect(part.split(`\n| MBIB | ${mean.toFixed(1)} |`)).toHaveLength(2);
  expect(part).not.toContain('| BIB, seed 0, last |');
});

const samplesPerClass = [90, 60, 40, 27, 18, 12, 8, 5, 4, 2];
const options = { samplesPerClass, seed: 0 };

async function savedAndLoaded(classifier: LayersModel): Promise<LayersModel> {
  let saved: tf.io.ModelArtifacts | undefined;
  const keep = async (artifacts: tf.io.ModelArtifacts) => {
    saved = artifacts;
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' as const } };
  };
  await classifier.save(tf.io.withSaveHandler(keep));
  return loadLayersModel(tf.io.fromMemory(saved!));
}

test.each([
  ['mbib', ['v3', 'z'], ['stage1', 'stage2', 'stage3']],
  ['bib', ['v1', 'z'], ['stage3']],
] as const)(
  'the two heads of a classifier of %s are found, with and without pixels',
  async (method, names, taps) => {
    const net = buildNet(method, smallConvnet({ seed: 0 }), taps, options);
    const whole = withPreprocessing(net.classifier, digitsNormalisation);
    for (const classifier of [net.classifier, whole]) {
      const { net: inner, heads } = headsOf(await savedAndLoaded(classifier));
      expect(heads.map(({ name }) => name)).toEqual(names);
      const outputs = [...heads.map(({ logits }) => logits), inner.outputs[0]!];
      const images = tf.randomNormal([2, 8, 8, 1], 0, 1, 'float32', 1);
      const [v, z, said] = model({ inputs: inner.inputs, outputs }).predict(images) as tf.Tensor[];
      const mean = tf.softmax(tf.div(tf.add(v!, z!), 2));
      expect(tf.max(tf.abs(tf.sub(mean, said!))).dataSync()[0]).toBeLessThan(1e-6);
    }
  },
);

test('a classifier without the two heads is refused', () => {
  const net = buildNet('ce', smallConvnet({ seed: 0 }), ['stage3'], options);
  expect(() => headsOf(net.classifier)).toThrow('has 0 heads where one of BIB or MBIB has two');
});
