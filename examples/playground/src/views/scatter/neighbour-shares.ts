import type { TestOutputs } from '../../state/run';

/** Of how many of the sampled images of a class the nearest other one is of the same class. */
export interface NeighbourShare {
  images: number;
  same: number;
}

/**
 * Of each class, how many of its images have their nearest neighbour in it, by the distance of their representations.
 *
 * @param labels of all test images, `[test]`
 */
export function neighbourShares(
  { sample, z, width }: Pick<TestOutputs, 'sample' | 'z' | 'width'>,
  labels: ArrayLike<number>,
  classes: number,
): NeighbourShare[] {
  const shares = Array.from({ length: classes }, (): NeighbourShare => ({ images: 0, same: 0 }));
  sample.forEach((place, i) => {
    const share = shares[labels[place]!]!;
    share.images++;
    let [nearest, least] = [-1, Infinity];
    for (let j = 0; j < sample.length; j++) {
      const distance = j === i ? Infinity : squareDistance(z, width, i, j);
      if (distance < least) [nearest, least] = [j, distance];
    }
    if (nearest !== -1 && labels[sample[nearest]!] === labels[place]) share.same++;
  });
  return shares;
}

function squareDistance(z: Float32Array, width: number, i: number, j: number): number {
  let sum = 0;
  for (let c = 0; c < width; c++) sum += (z[i * width + c]! - z[j * width + c]!) ** 2;
  return sum;
}
