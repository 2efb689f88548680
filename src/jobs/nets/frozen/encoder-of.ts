import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type GraphBackbone, withMBIB } from 'mbib';

/** A backbone up to its taps. */
export interface TapEncoder {
  /** Images to one output `[batch, width]` a tap, pooled over space or time. */
  encoder: LayersModel;
  /** The width of each. */
  widths: number[];
  /** Shape of what the deepest tap gives before it is pooled, without the batch. */
  deepest: (number | null)[];
  /** Frees what was made, not the backbone. */
  dispose(): void;
}

/**
 * Cuts a backbone off at its taps, and pools them.
 *
 * @param backbone a LayersModel or a GraphModel; it computes as in `predict`
 * @param taps names of layers or nodes, shallow to deep
 * @param inputShape shape of an image, for a GraphModel that does not declare it
 * @throws RangeError | TypeError where a tap is not found or has no usable shape
 *
 * @example
 * ```ts
 * const { encoder, widths } = encoderOf(resnet32(), ['stage2', 'stage3']); // widths 32 and 64
 * ```
 */
export function encoderOf(
  backbone: LayersModel | GraphBackbone,
  taps: readonly string[],
  inputShape?: number[],
): TapEncoder {
  // It is the encoder of the library's net, whose own heads stay unused.
  const { encoder, head, dispose } = withMBIB(backbone, taps, {
    classes: 2,
    zWidth: 1,
    name: 'unused',
    frozen: true,
    // A LayersModel declares its own.
    ...(inputShape && !('layers' in backbone) && { inputShape }),
  });
  const widths = encoder.outputs.map(({ shape }) => shape[1]!);
  return { encoder, widths, deepest: head.inputs[0]!.shape.slice(1), dispose };
}
