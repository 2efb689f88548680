import 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Why a project cannot run on this machine. */
    unavailable: string;
    /** The path of the packed package. */
    tarball: string;
  }
}
