import util from 'node:util';

/** What `node:util` had up to Node 22. */
const removed = {
  isArray: Array.isArray,
  isNullOrUndefined: (value: unknown) => value === null || value === undefined,
};

/**
 * Gives `node:util` back two functions that Node 23 removed and `@tensorflow/tfjs-node` 4.22 calls in many of its operations.
 * Where they are still there, Node's own stay.
 */
export function restoreRemovedUtil(): void {
  const current = util as unknown as Record<string, unknown>;
  for (const [name, implementation] of Object.entries(removed)) current[name] ??= implementation;
}
