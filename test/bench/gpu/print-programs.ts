import * as tf from '@tensorflow/tfjs-core';
import { finish, type LossAndGradients } from '../losses/contestants';

interface Program {
  outputShape: number[];
  workgroupSize: [number, number, number];
  dispatch: [number, number, number];
  shaderKey: string;
}

/** What of tfjs's WebGPU backend is watched. */
interface Backend {
  runWebGPUProgram(program: Program, ...rest: unknown[]): tf.TensorInfo;
  disposeData(dataId: tf.DataId): boolean;
  read(dataId: tf.DataId): Promise<unknown>;
}

const REPETITIONS = 20;

/** Prints the programs that a loss with its gradients runs on webgpu, and what each takes where it runs many times in a row. */
export async function printPrograms(title: string, lossAndGradients: LossAndGradients): Promise<void> {
  const backend = tf.backend() as unknown as Backend;
  const { runWebGPUProgram, disposeData } = backend;
  const calls: Parameters<typeof runWebGPUProgram>[] = [];
  await finish(lossAndGradients);
  // What the programs read must still be there when they run again.
  const kept: tf.DataId[] = [];
  backend.runWebGPUProgram = (program, ...rest) => {
    calls.push([copyOf(program), ...rest]);
    return runWebGPUProgram.call(backend, program, ...rest);
  };
  backend.disposeData = (dataId) => kept.push(dataId) > 0;
  try {
    await finish(lossAndGradients);
  } finally {
    Object.assign(backend, { runWebGPUProgram, disposeData });
  }
  console.log(`\nPrograms of MBIB on webgpu, ${title}`);
  console.table(await timesOf(backend, calls));
  for (const dataId of kept) backend.disposeData(dataId);
}

async function timesOf(
  backend: Backend,
  calls: Parameters<Backend['runWebGPUProgram']>[],
): Promise<Record<string, unknown>[]> {
  const rows = [];
  for (const [program, ...rest] of calls) {
    const start = performance.now();
    let output: tf.TensorInfo | undefined;
    for (let i = 0; i < REPETITIONS; i++) {
      if (output) backend.disposeData(output.dataId);
      output = backend.runWebGPUProgram(copyOf(program), ...rest);
    }
    await backend.read(output!.dataId);
    backend.disposeData(output!.dataId);
    rows.push({
      computes: program.outputShape.join(' × '),
      threads: [...program.workgroupSize, ...program.dispatch].reduce((a, b) => a * b),
      milliseconds: Number(((performance.now() - start) / REPETITIONS).toPrecision(3)),
    });
  }
  return rows;
}

/** tfjs lengthens the key of a program whenever it runs, and would compile it again. */
function copyOf(program: Program): Program {
  return Object.assign(Object.create(Object.getPrototypeOf(program)), program);
}
