/**
 * What is to be said of whatever was thrown: the message of an Error, and anything else as text.
 *
 * @example
 * ```ts
 * import { messageOf, parseRunLog } from 'mbib/jobs';
 *
 * try {
 *   parseRunLog('', 'mine', 'runs/mine/log.jsonl');
 * } catch (error) {
 *   console.log(messageOf(error)); // runs/mine/log.jsonl is empty: the run has logged nothing yet
 * }
 * ```
 */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
