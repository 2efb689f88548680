import type * as tf from '@tensorflow/tfjs-core';

/** The arguments tfjs hands to a kernel function, with the names of its inputs and the type of its attributes. */
export interface KernelArguments<InputName extends string, Attributes> {
  inputs: Record<InputName, tf.TensorInfo>;
  /** The backend that the kernel runs on: here the wasm backend. */
  backend: unknown;
  attrs: Attributes;
}
