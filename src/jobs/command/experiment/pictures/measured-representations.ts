import { MEASURED, type MeasuredRepresentation } from '../../../experiment/results/run-row';
import type { RunOutputs, TestedRepresentation } from '../../../log/outputs/run-outputs';
import type { RunLog } from '../../../log/run-log';
import { methods } from '../../../nets/methods';
import type { Method } from '../../../nets/methods/method';

/** The representations of a run's outputs, by the names that results have for them. */
export function measuredRepresentations(
  { start }: RunLog,
  { representations }: RunOutputs,
): Partial<Record<MeasuredRepresentation, TestedRepresentation>> {
  const { v, z } = representations;
  if (start.firstStage && hasBoth(start.firstStage.method)) return { vz: z };
  return { ...(v && { v }), z };
}

/** The representations that the net of a run has, by its method, and whatever else it kept. */
export function representationsOf(
  log: RunLog,
  outputs: RunOutputs | undefined,
): readonly MeasuredRepresentation[] {
  const { method, firstStage } = log.start;
  const kept = outputs ? measuredRepresentations(log, outputs) : {};
  const both = hasBoth(firstStage?.method ?? method);
  const own = both ? (firstStage ? ['vz'] : ['v', 'z']) : ['z'];
  return MEASURED.filter((name) => own.includes(name) || kept[name]);
}

function hasBoth(method: string): boolean {
  const entries: Readonly<Record<string, Method>> = methods;
  return Object.hasOwn(entries, method) && entries[method]!.twoBranches === true;
}
