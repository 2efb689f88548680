import { io } from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { saveToFolder } from '../../src/jobs/files/save-model';
import { runScript } from '../jobs/support/child';
import { temporaryFolder } from '../jobs/support/temporary-folder';
import { startCpu } from '../jobs/support/tiny-model';
import { frozenConvnet, savedConvnet } from '../support/foreign-models';

/** Right answers of ten digits by chance are 10 %; single runs came to 76 to 86 %. */
const learnt = 50;

async function expectLearnt(script: string, words: string[], lines: RegExp): Promise<void> {
  const { code, output } = await runScript(`examples/${script}`, words);
  expect(output).toMatch(lines);
  for (const accuracy of lines.exec(output)!.slice(1)) expect(Number(accuracy)).toBeGreaterThan(learnt);
  expect(code).toBe(0);
}

test.each([
  [
    'quickstart.ts',
    /^digits with 17 training images at most: ([\d.]+) % right; with more: ([\d.]+) %; all: ([\d.]+) %\n$/,
  ],
  ['any-model.ts', /^LayersModel: ([\d.]+) % right, rare digits ([\d.]+) %\n$/],
])('examples/%s learns and prints its accuracies and nothing else', (script, lines) =>
  expectLearnt(script, [], lines),
);

test('examples/any-model.ts learns on a saved LayersModel and on a saved GraphModel', async () => {
  await startCpu();
  const saved = await savedConvnet();
  const layersModel = await temporaryFolder();
  await saveToFolder(layersModel).save!(saved);
  const taps = ['conv1', 'conv2', 'conv3'];
  await expectLearnt('any-model.ts', [layersModel, ...taps], /^LayersModel: ([\d.]+) % right, rare .*\n$/);

  const graphModel = await temporaryFolder();
  const convnet = await loadLayersModel(io.fromMemory(saved));
  await saveToFolder(graphModel).save!(await frozenConvnet(convnet));
  const nodes = taps.map((name) => `${name}/Relu`);
  await expectLearnt('any-model.ts', [graphModel, ...nodes], /^GraphModel: ([\d.]+) % right, rare .*\n$/);
});

test.each(['cifar100-lt', 'digits', 'folder', 'imagenet-lt', 'inaturalist2018'])(
  'examples/%s.ts is a program of its own, and says what is wrong with its options',
  async (name) => {
    const help = await runScript(`examples/${name}.ts`, ['--help']);
    expect(help.output).toContain(`Usage: ${name} [options]`);
    expect(help.code).toBe(0);

    const wrong = await runScript(`examples/${name}.ts`, ['--epochs', '0']);
    expect(wrong.output).toContain('It must be a whole number of at least 1, got 0.');
    expect(wrong.code).toBe(1);
  },
);
