/** Photographs in files, with their labels: what a data set's lists and annotations say. */
export interface PhotoList {
  /** The file that lists them, for messages. */
  file: string;
  /** The folder that the paths start from. */
  root: string;
  /** `[photos]`, relative to `root`, with forward slashes; none leads out of it. */
  paths: readonly string[];
  /** `[photos]`, 0..classes−1. */
  labels: Int32Array;
  /** Where a photograph stands in `file`: 'line 17', 'images[16]'. */
  place: (photo: number) => string;
  /** How many there are. */
  classes: number;
  /** In label order, `classes` long. */
  classNames: readonly string[];
}
