import { percent } from 'mbib/jobs';
import type { Run } from '../state/run';
import type { NetworkShape } from './network-shape';

/**
 * What is said beside every head: its own accuracy on the test images, in percent.
 *
 * @param run whose last epoch is told; without heads of its own, as with one classifier alone, the accuracy of the whole stands at it
 */
export function headsOf(shape: NetworkShape, run: Run | undefined): Map<string, string> {
  const names = [...shape.taps.map(({ name }) => name), ...(shape.z ? ['z'] : [])];
  const whole = run?.log?.epochs.at(-1)?.accuracy.all;
  if (names.length === 1 && whole != null) return new Map([[names[0]!, `${percent(whole)} %`]]);
  const heads = run?.heads ?? [];
  // The heads of a run are told from shallow to deep, as those of the drawing are.
  if (heads.length !== names.length) return new Map();
  return new Map(names.map((name, i) => [name, `${percent(heads[i]!.accuracy)} %`]));
}
