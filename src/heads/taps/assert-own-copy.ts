import * as tfl from '@tensorflow/tfjs-layers';
import { reject } from '../../checks';

/** Properties by which a layer, a model or a symbolic tensor is recognised, whichever copy of tfjs-layers made it. */
interface Kin {
  inboundNodes?: unknown;
  sourceLayer?: unknown;
  toJSON?(unused: null, returnString: false): { keras_version?: string };
}

/**
 * Throws where a model, a layer or a symbolic tensor was made by another copy of tfjs-layers than the one that this library
 * imports. Two copies can be loaded where packages ask for different versions. They share tensors, but layers of one cannot be
 * connected with layers of the other.
 */
export function assertOwnCopy(argument: string, value: unknown): void {
  if (value instanceof tfl.layers.Layer || value instanceof tfl.SymbolicTensor) return;
  const { inboundNodes, sourceLayer } = Object(value) as Kin;
  if (!inboundNodes && !sourceLayer) return;
  reject(
    argument,
    `be made with the tfjs-layers that mbib imports, ${tfl.version_layers}`,
    `one of another copy, ${versionOf(value as Kin)}. Two copies of TensorFlow.js are loaded: ` +
      '`npm ls @tensorflow/tfjs-core` shows who brings each; give all of them one version, then `npm dedupe`',
  );
}

/** The version that an object was made with. Only a model has it. */
function versionOf(value: Kin): string {
  try {
    return value.toJSON!(null, false).keras_version!.replace('tfjs-layers ', '');
  } catch {
    return 'of a version that only its model tells';
  }
}
