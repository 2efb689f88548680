// A module says of the memory that it imports whether threads share it, and is refused any other. Nothing else differs. The compiled
// module asks for an unshared one; these are its section of imports, in hexadecimal digits, with that one memory of any size.
const UNSHARED = '020f0103656e76066d656d6f7279020000';

/** For a shared memory, which must have a maximum: of up to 65,536 pages, all there can be. */
const SHARED = '02120103656e76066d656d6f7279020300808004';

/** A compiled SIMD module for memories that threads share, in hexadecimal digits as the module itself. */
export function forSharedMemory(binary: string): string {
  return binary.replace(UNSHARED, SHARED);
}
