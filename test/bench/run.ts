/**
 * What mbib costs, against what one would use without it. Each time is a ratio of two that took turns in one run.
 * `npm run bench -- [--only losses|pytorch|step|replicas|growth|shared|mobilenet|memory] [--growth] [--profile] [--backends cpu,wasm,webgl,webgpu]
 * [--rounds 7] [--processor-time] [--other FOLDER] [--json FILE]`
 *
 * `--other` is a checkout of another version, in which `npm run build` was run: MobileNetV2 is compared with it. `PYTHON` may name several
 * Pythons, with colons between them.
 *
 * Losses run on all backends, in Node or, on the GPU's, in Chromium. PyTorch, in the Python of `$PYTHON` or
 * /usr/bin/python3, is compared on wasm, and so are steps of training ResNet-32; where there is no such Python, those rows
 * say so. `--growth` adds how the loss's time grows with classes, batch and taps on cpu and wasm, `--profile` which kernels
 * a step spends its time in. `--processor-time` counts the time of the processor and not of the clock, on cpu and wasm: for a machine
 * with much other load.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Figure, printFigures } from './figure';
import { compareLossesWithPyTorch } from './losses/against-pytorch';
import { measureGrowth } from './losses/growth';
import { backends, measureLossesOn } from './losses/on-backends';

/** After so many seconds of one comparison, three rounds are enough. */
const SECONDS = 6;

const parts = ['losses', 'pytorch', 'step', 'replicas', 'growth', 'shared', 'mobilenet', 'memory'];

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    backends: { type: 'string', default: backends.join() },
    rounds: { type: 'string', default: '7' },
    growth: { type: 'boolean', default: false },
    other: { type: 'string' },
    profile: { type: 'boolean', default: false },
    'processor-time': { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});
const ofProcessor = values['processor-time'];
const rounds = { rounds: Number(values.rounds), seconds: SECONDS, ofProcessor };
const asked = values.backends.split(',');
const figures: Figure[] = [];

try {
  await main();
} catch (error) {
  console.error(error);
  process.exit(1);
}
process.exit();

async function main(): Promise<void> {
  assertKnown('--backends', asked, backends);
  if (values.only) assertKnown('--only', [values.only], parts);
  const wanted = values.only ? [values.only] : parts.filter((part) => part !== 'growth' || values.growth);
  if (wanted.includes('losses')) {
    for (const backend of backends.filter((name) => asked.includes(name))) {
      announce(`losses on ${backend}`);
      await measureLossesOn(backend, rounds, report);
    }
  }
  if (wanted.includes('pytorch') && asked.includes('wasm')) {
    announce('losses on wasm and in PyTorch');
    await compareLossesWithPyTorch(rounds, report);
  }
  if (wanted.includes('growth')) {
    for (const backend of ['cpu', 'wasm'].filter((name) => asked.includes(name))) {
      announce(`growth on ${backend}`);
      await measureGrowth(backend, rounds, report);
    }
  }
  if (wanted.includes('step') && asked.includes('wasm')) {
    announce('steps of training on wasm and in PyTorch');
    // Comes last: it registers the kernels of mbib/accelerate, without which the losses are measured.
    const { measureTrainingSteps } = await import('./training-step/measure');
    await measureTrainingSteps(rounds, report, values.profile);
  }
  if (wanted.includes('replicas') && asked.includes('wasm')) {
    announce('steps of two replicas, of two processes and of PyTorch on two threads');
    const { measureReplicas } = await import('./replicas/measure');
    await measureReplicas(rounds, report);
  }
  if (wanted.includes('shared') && asked.includes('wasm')) {
    announce('shared memory in Chromium');
    const { measureSharedMemory } = await import('./shared-memory/measure');
    await measureSharedMemory({ batch: 32, rounds: rounds.rounds }, report);
  }
  // These are processes of their own, which begin with a memory and a compiler of their own.
  if (wanted.includes('mobilenet') && asked.includes('wasm') && values.other) {
    announce(`MobileNetV2 against ${values.other}`);
    await runProgram('mobilenet', ['--other', values.other, '--rounds', values.rounds]);
  }
  if (wanted.includes('memory') && asked.includes('wasm')) {
    announce('memory of a batch that does not fit');
    await runProgram('memory', []);
  }
  printFigures(figures);
  if (values.json) await writeFile(values.json, `${JSON.stringify(figures, null, 2)}\n`);
}

/** Runs a bench that is a program, which prints its figures. */
async function runProgram(folder: string, words: string[]): Promise<void> {
  const program = fileURLToPath(new URL(`${folder}/run.ts`, import.meta.url));
  const child = spawn('npx', ['tsx', program, ...words], { stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${program} ended with ${code}.`);
}

function report(figure: Figure): void {
  figures.push(figure);
}

function announce(part: string): void {
  console.error(`${part} …`);
}

function assertKnown(option: string, names: readonly string[], known: readonly string[]): void {
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`${option} has ${unknown.join()}; it can be ${known.join(', ')}.`);
}
