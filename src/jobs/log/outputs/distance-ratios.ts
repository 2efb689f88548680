import { GROUPS } from '../groups';

/**
 * ρ = D_Intra / D_Inter of each of `GROUPS` (Eq. 17 of the paper); NaN where the distances are.
 *
 * @param distances D_Intra, then D_Inter, as outputs keep them
 */
export function distanceRatios(distances: Float32Array): number[] {
  return GROUPS.map((_, column) => distances[column]! / distances[GROUPS.length + column]!);
}
