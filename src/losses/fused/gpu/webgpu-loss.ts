import * as tf from '@tensorflow/tfjs-core';
import { gpuLoss } from './gpu-loss';
import type { GpuProgram, Reduction } from './gpu-program';

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

/** Threads of a workgroup, which the GPU starts together and which have memory in common. */
const WORKGROUP = 64;

/** The most threads that a workgroup can have on every device. */
const LARGEST_WORKGROUP = 256;

/** The loss on the webgpu backend, where the threads of a workgroup merge the parts of a block in their memory. */
export const webgpuLoss = /* @__PURE__ */ gpuLoss({
  together: LARGEST_WORKGROUP,
  run(program, tensors) {
    const { shape, inputs, reduction } = program;
    const readers = reduction ? reduction.readers : 1;
    const size = Math.max(WORKGROUP, readers);
    const threads = readers * Math.ceil(shape[0] / 2) * Math.ceil(shape[1] / 2);
    const code = codeOf(program, readers, size);
    return (tf.backend() as unknown as WebgpuBackend).runWebGPUProgram(
      {
        variableNames: inputs,
        outputShape: shape,
        workgroupSize: [size, 1, 1],
        dispatchLayout: { x: [0, 1] },
        dispatch: [Math.ceil(threads / size), 1, 1],
        shaderKey: code,
        getUserCode: () => code,
      },
      tensors,
      'float32',
    );
  },
});

/** The program in WGSL. The threads of a block stand side by side in a workgroup of `size` threads. */
function codeOf(
  { shape: [rows, columns], body, inputs, reduction }: GpuProgram,
  readers: number,
  size: number,
): string {
  const across = Math.ceil(columns / 2);
  const blocks = inputs.map(
    (name) => `
fn block${name}(y : int, x : int) -> vec4f {
  return vec4f(get${name}(y, x), get${name}(y, x + 1), get${name}(y + 1, x), get${name}(y + 1, x + 1));
}`,
  );
  const [memory, merging] = reduction ? mergingOf(reduction, size) : ['', ''];
  return `
alias int = i32;
alias float = f32;${memory}${blocks.join('')}
fn main(index : int) {
  let reader_of_block = index % ${readers};
  let block = index / ${readers};
  let row = block / ${across} * 2;
  let left = block % ${across} * 2;
  var column = left;
  var reader = reader_of_block;
  ${`${body}${merging}`.replace(/\b(int|float|vec4f) (?=\w+ =)/g, 'var ')}
  for (var i = 0; i < 4; i++) {
    let y = row + i / 2;
    let x = left + i % 2;
    if (reader_of_block == 0 && y < ${rows} && x < ${columns}) { setOutputAtCoords(y, x, value[i]); }
  }
}`;
}

/** The memory in which the threads of a block merge its parts, half of them into the other half at a time; and how. */
function mergingOf({ readers, merge, finish }: Reduction, size: number): [memory: string, merging: string] {
  return [
    `
var<workgroup> parts : array<vec4f, ${size}>;`,
    `
parts[localIndex] = value;
for (int n = ${readers >> 1}; n > 0; n /= 2) {
  workgroupBarrier();
  if (reader_of_block < n) {
    vec4f other = parts[int(localIndex) + n];
    ${merge}
    parts[localIndex] = value;
  }
}
${finish}`,
  ];
}
