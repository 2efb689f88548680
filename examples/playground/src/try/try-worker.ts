import 'mbib/accelerate';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { serve } from '../data/asking/serve';
import {
  classify,
  formOf,
  loadClassifier,
  type ModelFiles,
  type PixelClassifier,
} from '../worker/classifier';
import { startBackend } from '../worker/start-backend';
import { modelFilesOf } from './model-files';
import { representationOf } from './representation-of';

/** What is asked of the worker with the classifiers that are tried. Each has a key. */
export type TryRequest =
  | { type: 'open'; key: string; from: ModelFiles | ArrayBuffer }
  | { type: 'classify'; key: string; pixels: Uint8Array }
  | { type: 'represent'; key: string; pixels: Uint8Array }
  | { type: 'close'; key: string };

/** What a classifier takes. */
export interface OpenForm {
  shape: [height: number, width: number, channels: number];
  shorterSide: number;
  classNames: string[];
}

/** Pictures that are computed at once. */
const AT_ONCE = 100;

interface Open extends PixelClassifier {
  form: OpenForm;
  /** Made when it is asked for. */
  representation?: LayersModel | undefined;
}

const opened = new Map<string, Open>();

serve<TryRequest>(async (request) => {
  const { key } = request;
  switch (request.type) {
    case 'open':
      return open(key, request.from);
    case 'classify':
      return classify(classifierOf(key).model, request.pixels);
    case 'represent':
      return represent(classifierOf(key), request.pixels);
    case 'close':
      opened.get(key)?.model.dispose();
      opened.delete(key);
  }
});

async function open(key: string, from: ModelFiles | ArrayBuffer): Promise<OpenForm> {
  const known = opened.get(key);
  if (known) return known.form;
  // Errors of a GPU concern no other backend.
  await startBackend('wasm', () => {});
  const files =
    from instanceof ArrayBuffer
      ? await modelFilesOf([{ name: 'classifier.zip', file: new Blob([from]) }])
      : from;
  const classifier = await loadClassifier(files);
  const { shape, classNames } = formOf(classifier);
  const shorterSide =
    JSON.parse(files.json).userDefinedMetadata?.mbib?.shorterSide ?? Math.min(shape[0], shape[1]);
  const form = { shape, shorterSide, classNames };
  opened.set(key, { ...classifier, form });
  return form;
}

function classifierOf(key: string): Open {
  const found = opened.get(key);
  if (!found) throw new Error('There is no such classifier any more.');
  return found;
}

/** The representation of pictures, `[pictures, width]`; undefined where the classifier shows none. */
async function represent(open: Open, pixels: Uint8Array): Promise<Float32Array | undefined> {
  const { form } = open;
  open.representation ??= representationOf(open.model);
  const { representation } = open;
  if (!representation) return undefined;
  const size = form.shape.reduce((product, side) => product * side, 1);
  const parts: Float32Array[] = [];
  for (let at = 0; at < pixels.length; at += AT_ONCE * size) {
    const some = pixels.subarray(at, at + AT_ONCE * size);
    const z = tf.tidy(() => {
      const images = tf.tensor4d(Int32Array.from(some), [some.length / size, ...form.shape], 'int32');
      return representation.predictOnBatch(images) as tf.Tensor;
    });
    parts.push(await z.data<'float32'>());
    z.dispose();
  }
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const part of parts) {
    all.set(part, end);
    end += part.length;
  }
  return all;
}
