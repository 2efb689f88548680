import { largestUint32 } from 'mbib/jobs';

/** The bounds of the whole numbers of a training, for the fields of the page and for links to it. */
export const trainingBounds = {
  epochs: { least: 1, most: 200 },
  seeds: { least: 1, most: 20 },
  seed: { least: 0, most: largestUint32 },
  passes: { least: 1, most: 100 },
} as const;
