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
      /** The key that the backend keeps the compiled program by. */
      shaderKey: string;
      getUserCode(): string;
    },
    inputs: tf.TensorInfo[],
    dtype: 'float32',
  ): tf.TensorInfo;
}

/** Runs of the body that the GPU starts together. */
const WORKGROUP = 64;

/** The loss on the webgpu backend. */
export const webgpuLoss = /* @__PURE__ */ gpuLoss(({ shape: [rows, columns], body, inputs }, tensors) => {
  const across = Math.ceil(columns / 2);
  const blocks = inputs.map(
    (name) => `
fn block${name}(y : int, x : int) -> vec4f {
  return vec4f(get${name}(y, x), get${name}(y, x + 1), get${name}(y + 1, x), get${name}(y + 1, x + 1));
}`,
  );
  const code = `
alias int = i32;
alias float = f32;${blocks.join('')}
fn main(index : int) {
  let row = index / ${across} * 2;
  let column = index % ${across} * 2;
  ${body.replace(/\b(int|float|vec4f) (?=\w+ =)/g, 'var ')}
  for (var i = 0; i < 4; i++) {
    let y = row + i / 2;
    let x = column + i % 2;
    if (y < ${rows} && x < ${columns}) { setOutputAtCoords(y, x, value[i]); }
  }
}`;
  return (tf.backend() as unknown as WebgpuBackend).runWebGPUProgram(
    {
      variableNames: inputs,
      outputShape: [rows, columns],
      workgroupSize: [WORKGROUP, 1, 1],
      dispatchLayout: { x: [0, 1] },
      dispatch: [Math.ceil(((rows + 1) * across) / 2 / WORKGROUP), 1, 1],
      shaderKey: code,
      getUserCode: () => code,
    },
    tensors,
    'float32',
  );
});
