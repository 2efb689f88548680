import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { GraphBackbone } from 'mbib';
import { reject, show } from '../../../checks';
import { readModel } from '../../files/classifier/read-model';
import { UnavailableError } from '../../files/optional-package';
import { messageOf } from '../../log/message-of';
import { notFiniteIn } from '../../nets/not-finite-in';
import { SIZE_STEP } from '../../photos/pixels/assert-image-size';
import { modelOf } from '../features/model-of';

/** What can be done about a model that does not take the pictures of a folder. */
const REMEDY =
  'save it with such an input, or compute features with a program of your own and give them as options.features';

/**
 * Reads a backbone of the user's own, which must fit pictures: it takes square colour images of a known size, and its weights are finite.
 *
 * @param place path or URL of its `model.json`, or of the folder that it is in
 * @throws Error where its files cannot be read; RangeError where it is none that TensorFlow.js can load, or does not fit
 *
 * @example
 * ```ts
 * const model = await ownBackbone('models/mobilenet');
 * ```
 */
export async function ownBackbone(place: string): Promise<LayersModel | GraphBackbone> {
  const artifacts = await readModel(place);
  const model = await modelOf(artifacts).catch((error) => {
    if (error instanceof UnavailableError) throw error;
    return reject(
      'options.backbone',
      'be a LayersModel or a GraphModel that TensorFlow.js can load',
      `${show(place)}: ${messageOf(error)}`,
    );
  });
  assertTakesPictures(model, place);
  await assertFiniteWeights(model, place);
  return model;
}

function assertTakesPictures(model: LayersModel | GraphBackbone, place: string): void {
  const inputs = model.inputs.map(({ shape, dtype = 'float32' }) => ({ shape: shape?.map(known), dtype }));
  const takes = inputs.map(
    ({ shape, dtype }) => `[${shape?.map((size) => size ?? 'any') ?? '…'}] of ${dtype}`,
  );
  const mustTake = (what: string) =>
    reject(
      'options.backbone',
      `take ${what} (${REMEDY})`,
      `${show(place)}, which takes ${takes.join(' and ')}`,
    );

  const [{ shape = [undefined, undefined, undefined, 3], dtype }] = inputs as [(typeof inputs)[number]];
  const [batch, height, width, channels = 3] = shape;
  if (inputs.length !== 1 || shape.length !== 4 || batch || channels !== 3 || dtype !== 'float32') {
    mustTake('colour images, any number of them at once, [any, height, width, 3] of float32');
  }
  // A GraphModel computes images of any size; the layers of a LayersModel, and the classifier that is saved, have one.
  if ('layers' in model && !(height && width)) {
    mustTake('images of a size that is known, such as [any, 224, 224, 3]');
  }
  if (height !== width || (height && height % SIZE_STEP !== 0)) {
    mustTake(`square images whose side is a multiple of ${SIZE_STEP}, such as [any, 224, 224, 3]`);
  }
}

/** A size that a model declares; one that it leaves open is null in a LayersModel and −1 in a GraphModel. */
function known(size: number | null): number | undefined {
  return size !== null && size > 0 ? size : undefined;
}

async function assertFiniteWeights(model: LayersModel | GraphBackbone, place: string): Promise<void> {
  const wrong = await notFiniteIn(weightsOf(model));
  if (!wrong) return;
  reject(
    'options.backbone',
    'have finite weights (train it anew, or get it again)',
    `${wrong} of ${show(place)}`,
  );
}

function weightsOf(model: LayersModel | GraphBackbone): [name: string, value: Tensor][] {
  if ('layers' in model) return model.weights.map((weight) => [weight.originalName, weight.read()]);
  return Object.entries(model.weights ?? {}).flatMap(([name, values]) =>
    values.map((value): [string, Tensor] => [name, value]),
  );
}
