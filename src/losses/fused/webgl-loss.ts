import * as tf from '@tensorflow/tfjs-core';
import { gpuLoss } from './gpu-loss';

/** What of tfjs's WebGL backend the loss uses. */
interface WebglBackend {
  runWebGLProgram(
    program: {
      variableNames: string[];
      outputShape: number[];
      /** Whether a pixel is a block. */
      packedOutput: boolean;
      userCode: string;
    },
    inputs: tf.TensorInfo[],
    dtype: 'float32',
  ): tf.TensorInfo;
}

/** The loss on the webgl backend. */
export const webglLoss = gpuLoss(({ shape, edge, body, inputs }, tensors) =>
  (tf.backend() as unknown as WebglBackend).runWebGLProgram(
    {
      variableNames: inputs,
      outputShape: shape,
      packedOutput: edge === 2,
      userCode: `
#define vec4f vec4
void main() {
  ivec2 place = getOutputCoords();
  int row = place.x;
  int column = place.y;
  ${body}
  setOutput(value);
}`,
    },
    tensors,
    'float32',
  ),
);
