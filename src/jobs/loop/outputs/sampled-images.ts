/** The most classes of which images are taken, as in Figure 8 of the paper. */
const MOST_CLASSES = 10;

/** The most images of a class. */
const MOST_IMAGES = 50;

/**
 * Chooses the test images whose representation is kept. A picture of very many classes shows none of them, so there are ten at
 * most, from the class with most training images to the one with fewest, evenly spaced; and of each 50 images at most.
 *
 * @param labels class of each test image
 * @param samplesPerClass training images of each class
 * @returns numbers of images, rising
 */
export function sampledImages(labels: Int32Array, samplesPerClass: readonly number[]): Int32Array {
  const imagesOf = new Map<number, number[]>();
  labels.forEach((label, image) => {
    const images = imagesOf.get(label);
    if (images) images.push(image);
    else imagesOf.set(label, [image]);
  });
  const ranked = [...imagesOf.keys()].sort((a, b) => samplesPerClass[b]! - samplesPerClass[a]! || a - b);
  const chosen = endToEnd(ranked, MOST_CLASSES).flatMap((label) =>
    endToEnd(imagesOf.get(label)!, MOST_IMAGES),
  );
  return Int32Array.from(chosen).sort();
}

/** Some of a list, evenly spaced from its first to its last. */
function endToEnd<Value>(values: readonly Value[], most: number): Value[] {
  if (values.length <= most) return [...values];
  return Array.from({ length: most }, (_, i) => values[Math.round((i * (values.length - 1)) / (most - 1))]!);
}
