import { reject, rejectType, show } from '../../../checks';

/** What can be observed in ResNet-32, shallow to deep: the images, the stem, and what each block gives; that of a stage is its last. */
const places = [
  'images',
  'stem',
  ...[1, 2, 3].flatMap((stage) => [
    ...[1, 2, 3, 4].map((block) => `stage${stage}_block${block}`),
    `stage${stage}`,
  ]),
];

/** How the layer of a place is called in `resnet32`. */
function layerOf(place: string): string {
  if (place === 'stem') return 'stem_relu';
  return place.includes('_block') ? `${place}_relu2` : place;
}

/**
 * The layers of {@link resnet32} to observe.
 *
 * @param text places separated by commas, shallow to deep: `images`, `stem`, `stage1_block1` … `stage1_block4`, `stage1`, and so on to
 * `stage3`, which is the last one always
 * @param argument what `text` is called in messages
 * @returns names of layers, for `buildNet`
 * @throws RangeError | TypeError where it is no such text
 *
 * @example
 * ```ts
 * import { buildNet, resnet32, resnet32Taps } from 'mbib/jobs';
 *
 * const taps = resnet32Taps('stage1,stage2_block3,stage2,stage3');
 * const net = buildNet('mbib', resnet32(), taps, { samplesPerClass: [500, 50, 5], seed: 0, a: 0.3, b: 0.3 });
 * ```
 */
export function resnet32Taps(text: string, argument = 'taps'): string[] {
  const requirement = `be some of ${places.join(', ')} in this order, separated by commas, with stage3 the last`;
  if (typeof text !== 'string') rejectType(argument, requirement, show(text));
  const named = text.split(',').map((name) => name.trim());
  const order = named.map((name) => places.indexOf(name));
  const ascends = order.every((place, i) => place >= 0 && place > (order[i - 1] ?? -1));
  if (!ascends || named.at(-1) !== 'stage3') reject(argument, requirement, show(text));
  return named.map(layerOf);
}
