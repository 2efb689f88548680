import type { ToyMethod } from './train-toy';

/** Asks the worker for all methods at an imbalance. A later one replaces an earlier one that is not answered yet. */
export interface ToyRequest {
  imbalance: number;
}

/** What the worker answers for each method in turn. */
export interface ToyAnswer {
  method: ToyMethod;
  imbalance: number;
  /** The class at each place of the drawing, row by row from the top, `[side, side]`. */
  regions: Uint8Array<ArrayBuffer>;
  side: number;
  /** How many of the new points of each class are given their class. */
  found: number[];
}
