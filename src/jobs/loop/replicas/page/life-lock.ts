/** What is used of the Web Locks of a page and its workers. */
interface Locks {
  request(name: string, work: () => Promise<void>): Promise<unknown>;
}

/** Undefined where there are none, as on pages that did not come by https. */
function locks(): Locks | undefined {
  return (globalThis as unknown as { navigator?: { locks?: Locks } }).navigator?.locks;
}

/**
 * Holds a lock as long as this worker lives. No event tells a page that a worker has closed itself or was ended; but the browser
 * then releases its locks.
 *
 * @returns resolves when the lock is held, or cannot be had
 */
export function holdLock(name: string): Promise<void> {
  return new Promise((resolve) => {
    const held = () => {
      resolve();
      return new Promise<void>(() => {});
    };
    const request = locks()?.request(name, held) ?? Promise.resolve();
    request.then(
      () => resolve(),
      () => resolve(),
    );
  });
}

/** Calls `listener` when a lock that is held is released. Where there are no locks, it is never called. */
export function whenReleased(name: string, listener: () => void): void {
  locks()
    ?.request(name, async () => listener())
    .catch(() => {});
}
