import { bytesFromHexadecimal } from '../../../hexadecimal';
import { binary } from './binary';

/** A place in the memory of the module, in bytes from its start. */
type Address = number;

/** The functions that the module exports, `assembly/index.ts`, which says what their arguments are. */
export interface LossExports {
  /** The loss of a whole batch; where it is `differentiated`, the gradients are written, too. */
  evaluate(
    batch: number,
    classes: number,
    heads: number,
    connections: number,
    pitch: number,
    labels: Address,
    perClass: Address,
    terms: Address,
    weightSum: number,
    tempered: 0 | 1,
    differentiated: 0 | 1,
    work: Address,
  ): number;
}

/** The import section of the module, in which the memory is the only import: one that threads do not share, of any size. */
const IMPORT = '020f0103656e76066d656d6f7279020000';

/** The same section for a memory that threads share, of at most 65,536 pages, which is 4 GiB. */
const SHARED_IMPORT = '02120103656e76066d656d6f7279020300808004';

const modules = new Map<string, WebAssembly.Module>();

/**
 * Instantiates the module in a memory, which it needs nothing of but what it is told to use.
 *
 * @returns undefined where WebAssembly has no SIMD, or is not allowed
 */
export function lossModule(memory: WebAssembly.Memory): LossExports | undefined {
  for (const digits of [binary, binary.replace(IMPORT, SHARED_IMPORT)]) {
    try {
      const code = modules.get(digits) ?? new WebAssembly.Module(bytesFromHexadecimal(digits));
      modules.set(digits, code);
      return new WebAssembly.Instance(code, { env: { memory } }).exports as unknown as LossExports;
    } catch {
      // The other one may fit.
    }
  }
  return undefined;
}
