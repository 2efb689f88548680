import { assertClassIds, isList, rejectType, show } from '../../checks';
import { randomBits, seedOf, shuffle } from '../../random-bits';
import type { Sampler } from '../samplers/sampler';

/** The samples of each step of an epoch. */
export function* batchesOf(
  samples: number,
  epoch: number,
  { batchSize, sampler, seed }: { batchSize: number; sampler: Sampler | undefined; seed: number },
): Generator<Int32Array> {
  if (sampler) {
    const steps = Math.max(1, Math.floor(samples / batchSize));
    for (let step = 0; step < steps; step++) yield drawn(sampler, batchSize, samples);
    return;
  }
  const order = Int32Array.from({ length: samples }, (_, i) => i);
  shuffle(order, randomBits(seedOf(seed, epoch)));
  for (let from = 0; from < samples; from += batchSize) yield order.slice(from, from + batchSize);
}

/** What a sampler draws, each a place in the labels. */
function drawn(sampler: Sampler, batchSize: number, samples: number): Int32Array {
  const argument = 'what recipe.sampler draws';
  const images = sampler.next(batchSize);
  if (!isList(images)) rejectType(argument, 'be the indices of samples, in an array', show(images));
  assertClassIds(argument, images, samples);
  return Int32Array.from(images);
}
