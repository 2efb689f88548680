import { reject, rejectType, show } from '../../../checks';

/** What the side of an image must be a multiple of, in pixels: as many are computed at once. */
export const SIZE_STEP = 4;

/** Throws unless `value` can be the width and height of an image. */
export function assertImageSize(argument: string, value: number): void {
  const requirement = `be a positive multiple of ${SIZE_STEP}`;
  if (typeof value !== 'number') rejectType(argument, requirement, show(value));
  if (!Number.isInteger(value) || value <= 0 || value % SIZE_STEP !== 0) {
    reject(argument, requirement, show(value));
  }
}
