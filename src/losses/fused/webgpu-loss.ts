import * as tf from '@tensorflow/tfjs-core';
import { gpuLoss } from './gpu-loss';

/** What of tfjs's WebGPU backend the loss uses. */
interface WebgpuBackend {
  runWebGPUProgram(
    program: {
      variableNames: string[];
      outputShape: number[];
      workgroupSize: [number, number, number];
      dispatchLayout: { x: number[] };
      dispatch: [number, number, number];
      /** Compiled programs are kept by it. */
      shaderKey: string;
      getUserCode(): string;
    },
    inputs: tf.TensorInfo[],
    dtype: 'float32',
  ): tf.TensorInfo;
}

const WORKGROUP = 64;

/** The loss on the webgpu backend. */
export const webgpuLoss = gpuLoss(({ shape: [rows, columns], edge, body, inputs }, tensors) => {
  const across = Math.ceil(columns / edge);
  const invocations = Math.ceil(rows / edge) * across;
  const code = `
alias int = i32;
alias float = f32;
fn main(index : i32) {
  if (index < ${invocations}) {
    let row = index / ${across} * ${edge};
    let column = index % ${across} * ${edge};
    ${body.replace(/\b(int|float|vec4f) (?=\w+ =)/g, 'var ').replace(/NAN/g, 'uniforms.NAN')}
    var values = vec4f(value);
    for (var i = 0; i < ${edge * edge}; i++) {
      let y = row + i / 2;
      let x = column + i % 2;
      if (y < ${rows} && x < ${columns}) { setOutputAtIndex(y * ${columns} + x, values[i]); }
    }
  }
}`;
  return (tf.backend() as unknown as WebgpuBackend).runWebGPUProgram(
    {
      variableNames: inputs,
      outputShape: [rows, columns],
      workgroupSize: [WORKGROUP, 1, 1],
      dispatchLayout: { x: [0, 1] },
      dispatch: [Math.ceil(invocations / WORKGROUP), 1, 1],
      shaderKey: code,
      getUserCode: () => code,
    },
    tensors,
    'float32',
  );
});
