/**
 * A training step of MobileNetV2 (α = 0.35, 96 pixels, batch 16) on wasm with `mbib/accelerate` of this version, against that of
 * another one: `npx tsx test/bench/mobilenet/run.ts [--other FOLDER] [--rounds 15] [--profile]`. FOLDER holds a checkout in which
 * `npm run build` was run, for instance of 0.1.0. The two are processes of their own, which take turns; times are those of the
 * processor, which other load on the machine disturbs less than the clock's. tfjs alone is no contestant: it has no kernel on wasm
 * for the gradient of a convolution's filter, and the bench checks that this is still so.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { compare, type Turn, takeTurns } from '../turns';

const { values } = parseArgs({
  options: {
    other: { type: 'string' },
    rounds: { type: 'string', default: '15' },
    profile: { type: 'boolean', default: false },
  },
});

interface Answer {
  milliseconds: number;
  processor: number;
  loss: number;
}

/** Steps before the first that is timed: V8 compiles what it sees often. */
const WARM_UP = 5;

await main();
process.exit();

async function main(): Promise<void> {
  const current = await start('mbib/accelerate', 'mbib/training');
  const other = values.other ? await startBuilt(resolve(values.other)) : undefined;
  for (let i = 1; i < WARM_UP; i++) {
    await ask(current, 'step');
    if (other) await ask(other, 'step');
  }
  const rounds = { rounds: Number(values.rounds), seconds: 300 };
  const times = await takeTurns<string>(
    { current: turnOf(current), ...(other && { other: turnOf(other) }) },
    rounds,
  );
  console.log(`Node ${process.version}, milliseconds of the processor a step:`, times);
  if (other) console.log(`a step / that of ${values.other}:`, compare(times, 'current', 'other'));
  const stock = tf.getKernel(tf.Conv2DBackpropFilter, 'wasm') ? 'has' : 'has no';
  console.log(`tfjs alone ${stock} kernel for the gradient of a filter on wasm.`);
  if (values.profile) await ask(current, 'profile');
  current.kill();
  other?.kill();
}

async function start(accelerate: string, training: string): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'child.ts'), [accelerate, training]);
  await once(child, 'message');
  return child;
}

/** The entries of a build; those of 0.1.0 are files, later ones folders. */
function startBuilt(folder: string): Promise<ChildProcess> {
  const [accelerate, training] = ['accelerate', 'training'].map((name) => {
    const path = [`${name}.js`, `${name}/index.js`]
      .map((file) => join(folder, 'dist', file))
      .find(existsSync);
    if (!path)
      throw new Error(`--other: there is no build of ${name} in ${folder}/dist; run npm run build there.`);
    return path;
  });
  return start(accelerate!, training!);
}

function turnOf(child: ChildProcess): Turn {
  return async () => {
    const { processor, loss } = await ask(child, 'step');
    if (!Number.isFinite(loss)) throw new Error(`the loss of a step is ${loss}`);
    return processor;
  };
}

async function ask(child: ChildProcess, what: 'step' | 'profile'): Promise<Answer> {
  child.send(what);
  const [answer] = (await once(child, 'message')) as [Answer];
  return answer;
}
