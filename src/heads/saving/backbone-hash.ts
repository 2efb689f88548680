import type * as tf from '@tensorflow/tfjs-core';
import { variableOf, weightsInOrder } from '../layers/weights-of';
import { type Backbone, isGraphBackbone } from '../taps/graph-backbone';

/** Start, rotation and factor of each half of a hash. */
const HALVES = [
  { start: 0x811c9dc5, rotation: 13, factor: 0x85ebca6b },
  { start: 0x9e3779b9, rotation: 15, factor: 0xc2b2ae35 },
];

/** Entries of a layer's configuration that do not change what it computes, or that differ from process to process. */
const PASSED_OVER =
  /^(name|trainable|inbound_nodes|input_layers|output_layers|dtype|keras_version|tfjs_version|backend|.*_(initializer|regularizer|constraint))$/;

/** The layers of a model and what each computes, as text: two models with the same text compute the same with the same weights. */
export function structureOf(topology: object): string {
  return JSON.stringify(topology, (key, value) => (PASSED_OVER.test(key) ? undefined : value));
}

/**
 * A number of 64 bits, in hexadecimal digits, that tells backbones apart by their layers and all of their weights. It says
 * which backbone heads belong to; it does not protect against somebody who wants another one to pass.
 */
export async function backboneHash(backbone: Backbone): Promise<string> {
  const halves = HALVES.map(({ start }) => start);
  const add = (word: number) => {
    HALVES.forEach(({ rotation, factor }, i) => {
      const mixed = halves[i]! ^ word;
      halves[i] = Math.imul((mixed << rotation) | (mixed >>> (32 - rotation)), factor);
    });
  };
  if (!isGraphBackbone(backbone)) {
    for (const letter of structureOf(backbone.toJSON(null, false) as object)) add(letter.codePointAt(0)!);
  }
  for (const tensor of weightsOf(backbone)) {
    tensor.shape.forEach(add);
    const values = Float32Array.from(await tensor.data());
    new Uint32Array(values.buffer).forEach(add);
  }
  return halves.map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
}

function weightsOf(backbone: Backbone): tf.Tensor[] {
  if (!isGraphBackbone(backbone)) return weightsInOrder(backbone.layers).map(variableOf);
  const named = Object.entries(backbone.weights ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return named.flatMap(([, tensors]) => tensors);
}
