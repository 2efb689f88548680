import * as tf from '@tensorflow/tfjs-core';
import { type Gpu, gpuLoss } from './gpu-loss';
import type { GpuProgram, Reduction } from './gpu-program';

/** What of tfjs's WebGPU backend the loss uses. */
interface WebgpuBackend {
  adapterInfo?: { architecture?: string };
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

/** How the webgpu backend runs programs: the threads of a workgroup merge the parts of a block in their memory. */
export const webgpu: Gpu = {
  together: () => (isSoftware() ? 1 : LARGEST_WORKGROUP),
  run(program, tensors) {
    const { shape, inputs, reduction } = program;
    const readers = reduction ? reduction.readers : 1;
    const size = Math.max(1, Math.floor(WORKGROUP / readers)) * readers;
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
};

/** The loss on the webgpu backend. */
export const webgpuLoss = /* @__PURE__ */ gpuLoss(webgpu);

/**
 * Whether a processor plays the GPU. There, waiting for each other costs threads more than they do besides: SwiftShader took six
 * times as long to merge 16 parts in a workgroup as to have a program of its own merge them.
 */
function isSoftware(): boolean {
  return /swiftshader|llvmpipe/.test(
    (tf.backend() as unknown as WebgpuBackend).adapterInfo?.architecture ?? '',
  );
}

/** The program in WGSL. The threads of a block stand side by side in a workgroup of `size` threads. */
function codeOf(
  { shape: [rows, columns], body, inputs, reduction }: GpuProgram,
  readers: number,
  size: number,
): string {
  const across = Math.ceil(columns / 2);
  const inBlocks = body.includes('block') ? inputs : [];
  const blocks = inBlocks.map(
    (name) => `
fn block${name}(y : int, x : int) -> vec4f {
  let width = uniforms.${name[0]!.toLowerCase()}${name.slice(1)}Shape.y;
  let i = y * width + x;
  return vec4f(${name}[i], ${name}[i + 1], ${name}[i + width], ${name}[i + width + 1]);
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
  if (reader_of_block == 0) {
    let place = row * ${columns} + left;
    let next = left + 1 < ${columns};
    if (row < ${rows}) {
      setOutputAtIndex(place, value.x);
      if (next) { setOutputAtIndex(place + 1, value.y); }
    }
    if (row + 1 < ${rows}) {
      setOutputAtIndex(place + ${columns}, value.z);
      if (next) { setOutputAtIndex(place + ${columns + 1}, value.w); }
    }
  }
}`;
}

/** The memory in which the threads of a block merge its parts, the second half into the first until one is left; and how. */
function mergingOf({ readers, merge, finish }: Reduction, size: number): [memory: string, merging: string] {
  return [
    `
var<workgroup> parts : array<vec4f, ${size}>;`,
    `
parts[localIndex] = value;
for (int n = ${readers}; n > 1; n = (n + 1) / 2) {
  workgroupBarrier();
  if (reader_of_block < n / 2) {
    vec4f other = parts[int(localIndex) + (n + 1) / 2];
    ${merge}
    parts[localIndex] = value;
  }
}
${finish}`,
  ];
}
