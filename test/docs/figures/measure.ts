// Trains what the figures of docs/learn show, on the digits, and writes docs/images/learn/measured.json: `npm run
// figures:measure`, some minutes. `npm run figures` draws it.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  buildNet,
  digitsDefaults,
  digitsPerClass,
  type EpochLine,
  methodTitle,
  parseRunLog,
  pickLossOptions,
  methods as registry,
  runJob,
  smallConvnet,
} from 'mbib/jobs';
import { type DigitsOptions, job, recipe } from '../../../examples/digits';
import type { Measured } from './measured';

const seeds = 5;
const stages = ['stage1', 'stage2', 'stage3'];
const methods = ['ce', 'bsce', 'bib', 'mbib'] as const;
const folder = mkdtempSync(join(tmpdir(), 'figures-'));
let runs = 0;

/** Trains one setting with every seed; the means of what its last epoch has. */
async function train(options: Partial<DigitsOptions>, taps = stages) {
  const last: EpochLine[] = [];
  for (let seed = 0; seed < seeds; seed++) {
    const out = join(folder, `${++runs}`);
    const onTaps = (given: DigitsOptions) => {
      const whole = recipe(given);
      if (taps === stages) return whole;
      const { samplesPerClass } = whole;
      const net = { ...pickLossOptions(given), samplesPerClass: [...samplesPerClass], seed };
      return { ...whole, net: buildNet(given.method, smallConvnet({ seed }), taps, net) };
    };
    await runJob({ ...job, recipe: onTaps }, { ...options, seed, backend: 'wasm', out });
    last.push(parseRunLog(readFileSync(join(out, 'log.jsonl'), 'utf8'), out, 'log.jsonl').epochs.at(-1)!);
    console.log(runs, options, taps.length, seed, last.at(-1)!.accuracy.all);
  }
  const mean = (of: (line: (typeof last)[number]) => number | null) =>
    Number((last.reduce((sum, line) => sum + of(line)!, 0) / seeds).toFixed(4));
  return {
    all: mean(({ accuracy }) => accuracy.all),
    medium: mean(({ accuracy }) => accuracy.medium),
    few: mean(({ accuracy }) => accuracy.few),
    perClass: digitsPerClass.map((_, k) => mean(({ perClass }) => perClass[k]!)),
  };
}

const usual = await train({ method: 'mbib' });
const measured: Measured = {
  samplesPerClass: [...digitsPerClass],
  seeds,
  methods: [],
  betas: [],
  gammas: [],
  taps: [],
};
for (const method of methods) {
  const row = method === 'mbib' ? usual : await train({ method });
  measured.methods.push({ method: methodTitle(method, registry), ...row });
}
// With a beta of 10 the loss of seed 0 is NaN in the third epoch.
for (const beta of [0, 0.3, 1, 3, 5]) {
  const { perClass: _, ...row } =
    beta === digitsDefaults.beta ? usual : await train({ method: 'mbib', beta });
  measured.betas.push({ beta, ...row });
}
for (const gamma of [0, 0.25, 0.5, 1]) {
  const { perClass: _, ...row } = gamma === 0 ? usual : await train({ method: 'mbib', gamma });
  measured.gammas.push({ gamma, ...row });
}
for (const taps of [stages.slice(-1), stages.slice(-2), stages]) {
  const { perClass: _, ...row } = taps.length === 3 ? usual : await train({ method: 'mbib' }, taps);
  measured.taps.push({ taps: taps.length, ...row });
}
rmSync(folder, { recursive: true, force: true });
writeFileSync('docs/images/learn/measured.json', `${JSON.stringify(measured, null, 2)}\n`);
