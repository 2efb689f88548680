import { binary } from './binary';

type Procedure = (...numbers: number[]) => void;

/** The exports of the module in `assembly/`; pointers are in bytes. */
export interface PixelModule {
  blendWithConstant: Procedure;
  blendWithGrey: Procedure;
  greySum: (...numbers: number[]) => number;
  normalise: Procedure;
  resampleColumns: Procedure;
  resampleRows: Procedure;
}

let compiled: WebAssembly.Module | undefined;

/** The SIMD module, working in the given memory. */
export function pixelModule(memory: WebAssembly.Memory): PixelModule {
  compiled ??= new WebAssembly.Module(Buffer.from(binary, 'hex'));
  return new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as PixelModule;
}
