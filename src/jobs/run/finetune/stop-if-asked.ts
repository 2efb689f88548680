import { existsSync } from 'node:fs';
import { type Interrupt, InterruptedError } from '../interrupt';
import type { RunFolder } from '../run-folder';

/**
 * Ends a second stage where a signal has come.
 *
 * @param folder of the stage: one that has a log is resumed, one without is begun anew
 * @throws InterruptedError
 */
export function stopIfAsked({ signal }: Interrupt, { log }: Pick<RunFolder, 'log'>): void {
  if (!signal) return;
  const message = 'Stopped. Done again, the second stage starts from its beginning, and comes to the same.';
  throw new InterruptedError(signal, { message, resumable: existsSync(log) });
}
