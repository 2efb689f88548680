import 'mbib/accelerate';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { serve } from '../../data/asking/serve';
import { decoded, pixelsOfPicture } from '../../data/pixels';
import type { Original } from '../../state/playground-data';
import { startBackend } from '../start-backend';
import { loadBackbone } from './backbone';
import { encoderOf } from './encoder-of';
import { BACKBONE_SHORTER_SIDE, BACKBONE_SIDE, backboneTaps, backboneWidths } from './taps';

/** What is asked of the worker that computes features. */
export type FeaturesRequest =
  | { type: 'encode'; pictures: readonly Original[] }
  | { type: 'encode pixels'; pixels: Uint8Array };

/** Pictures that are encoded at once: enough for the backbone to be fast, few enough for their maps to fit. */
const AT_ONCE = 8;

const width = backboneWidths.reduce((sum, each) => sum + each);
const form = { height: BACKBONE_SIDE, width: BACKBONE_SIDE, shorterSide: BACKBONE_SHORTER_SIDE };

/** The features of every picture that there was, by the hash of its content. */
const cache = new Map<string, Float32Array>();
let encoder: Promise<LayersModel> | undefined;

serve<FeaturesRequest>((request, tell) =>
  request.type === 'encode' ? encode(request.pictures, tell) : encodePixels(request.pixels),
);

function start(): Promise<LayersModel> {
  encoder ??= (async () => {
    // Errors of a GPU concern no other backend.
    await startBackend('wasm', () => {});
    return encoderOf(await loadBackbone(), backboneTaps);
  })();
  encoder.catch(() => {
    encoder = undefined;
  });
  return encoder;
}

/** The features of pictures, `[pictures, Σ widths]`; those that were computed before are not computed again. */
async function encode(
  pictures: readonly Original[],
  tell: (progress: unknown) => void,
): Promise<Float32Array> {
  const missing = [...new Map(pictures.map((each) => [each.hash, each])).values()].filter(
    ({ hash }) => !cache.has(hash),
  );
  const model = missing.length > 0 ? await start() : undefined;
  for (let at = 0; at < missing.length; at += AT_ONCE) {
    tell({ done: at, all: missing.length });
    const some = missing.slice(at, at + AT_ONCE);
    const pixels = await Promise.all(some.map(({ file }) => read(file)));
    const features = await encoded(model!, pixels);
    for (const [i, { hash }] of some.entries()) cache.set(hash, features.slice(i * width, (i + 1) * width));
  }
  const all = new Float32Array(pictures.length * width);
  for (const [i, { hash }] of pictures.entries()) all.set(cache.get(hash)!, i * width);
  return all;
}

async function encodePixels(pixels: Uint8Array): Promise<Float32Array> {
  return encoded(await start(), [pixels]);
}

async function read(file: Blob): Promise<Uint8Array> {
  const picture = await decoded(file);
  if (!picture)
    throw new Error('A picture that was read before can be read no more: choose the folder again.');
  const pixels = pixelsOfPicture(picture, form);
  picture.close();
  return pixels;
}

async function encoded(model: LayersModel, pictures: readonly Uint8Array[]): Promise<Float32Array> {
  const { height, width: across } = form;
  const size = height * across * 3;
  const pixels = new Int32Array(pictures.length * size);
  for (const [i, each] of pictures.entries()) pixels.set(each, i * size);
  const features = tf.tidy(() => {
    const images = tf.tensor4d(pixels, [pictures.length, height, across, 3], 'int32');
    return tf.concat([model.predictOnBatch(images) as tf.Tensor[]].flat(), 1);
  });
  const values = await features.data<'float32'>();
  features.dispose();
  return values;
}
