import { type Interrupt, InterruptedError } from '../interrupt';

/**
 * Ends a second stage where a signal has come.
 *
 * @throws InterruptedError
 */
export function stopIfAsked({ signal }: Interrupt): void {
  if (!signal) return;
  const message = 'Stopped. Done again, the second stage starts from its beginning, and comes to the same.';
  throw new InterruptedError(signal, { message, resumable: true });
}
