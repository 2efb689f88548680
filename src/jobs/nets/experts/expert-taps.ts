import type { LayersModel } from '@tensorflow/tfjs-layers';
import { reject } from '../../../checks';
import type { Tapped } from '../methods/method';
import { expertPrefix } from './expert-stages';

/**
 * The names of the layers that each expert is observed at: a tap of a stage that all share, or the expert's own.
 *
 * @returns for each expert one name a tap, shallow to deep
 *
 * @example
 * ```ts
 * expertTaps({ backbone: resnet32({ experts: 2 }), taps: ['stage1', 'stage3'] });
 * // [['stage1', 'expert1_stage3'], ['stage1', 'expert2_stage3']]
 * ```
 */
export function expertTaps({ backbone, taps }: Tapped): string[][] {
  const names = new Set(backbone.layers.map(({ name }) => name));
  return backbone.outputs.map((_, index) =>
    taps.map((tap) => (names.has(tap) ? tap : `${expertPrefix(index)}${tap}`)),
  );
}

/** Which jobs train networks of experts, for messages. */
export const whereExpertsTrain = 'as in all jobs but folder';

/**
 * Checks that a network has the experts that a method trains.
 *
 * @param experts how many the method trains; undefined for a method without experts, which takes a network with one output
 * @throws RangeError where the network has another number of them
 */
export function assertExperts(method: string, experts: number | undefined, { outputs }: LayersModel): void {
  if (experts === outputs.length) return;
  if (experts === undefined) {
    if (outputs.length === 1) return;
    reject(
      'backbone',
      `have one output for the method ${method}, which trains no experts`,
      `${outputs.length}`,
    );
  }
  const requirement =
    `have ${experts} experts for the method ${method}, as resnet32, smallConvnet and buildBackbone make them with ` +
    `{ experts: ${experts} }, ${whereExpertsTrain}`;
  reject('backbone', requirement, outputs.length === 1 ? 'one without experts' : `${outputs.length}`);
}
