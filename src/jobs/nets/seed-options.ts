import { assertUint32 } from '../data/uint32';

/** How a network reads the seed of its initial weights. */
export const seedOptions = { seed: { check: assertUint32, default: 0 } } as const;
