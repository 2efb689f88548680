import { afterAll, beforeAll } from 'vitest';
import { buildProgram } from './build-program';

/** Bundles the program before the tests of a file, and takes it away after them. */
export function useProgram(): () => string {
  let built: Awaited<ReturnType<typeof buildProgram>> | undefined;
  beforeAll(async () => {
    built = await buildProgram();
  });
  afterAll(() => built?.remove());
  return () => built!.program;
}
