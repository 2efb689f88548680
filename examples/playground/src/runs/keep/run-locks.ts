/**
 * Who trains a run: a tab holds a lock of the browser for each run that it trains. The lock is free when the run has ended, and also when
 * the tab was closed or has crashed. A browser that has no locks here, as on a page without https, counts every lock as free.
 */
const locks: LockManager | undefined = navigator.locks;

const nameOf = (id: string) => `mbib-playground:${id}`;

/**
 * Holds the lock of a run.
 *
 * @returns a function that frees it
 */
export function holdRun(id: string): () => void {
  let free = () => {};
  const held = new Promise<void>((resolve) => {
    free = resolve;
  });
  void locks?.request(nameOf(id), () => held);
  return free;
}

/** Waits until no other tab trains a run. */
export async function untilFree(id: string): Promise<void> {
  await locks?.request(nameOf(id), () => {});
}
