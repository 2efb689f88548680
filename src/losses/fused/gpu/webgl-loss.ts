import * as tf from '@tensorflow/tfjs-core';
import { gpuLoss } from './gpu-loss';

/** What of tfjs's WebGL backend the loss uses. */
interface WebglBackend {
  runWebGLProgram(
    program: {
      variableNames: string[];
      outputShape: number[];
      /** Whether a pixel of the textures holds a block of two by two numbers, and not a number. */
      packedInputs: boolean;
      packedOutput: boolean;
      userCode: string;
    },
    inputs: tf.TensorInfo[],
    dtype: 'float32',
  ): tf.TensorInfo;
}

/** The loss on the webgl backend. */
export const webglLoss = /* @__PURE__ */ gpuLoss(({ shape, body, inputs }, tensors) =>
  (tf.backend() as unknown as WebglBackend).runWebGLProgram(
    {
      variableNames: inputs,
      outputShape: shape,
      packedInputs: body.includes('block'),
      packedOutput: true,
      userCode: `
#define vec4f vec4
void main() {
  int row = getOutputCoords().x;
  int column = getOutputCoords().y;
  ${body.replaceAll('block', 'get')}
  setOutput(value);
}`,
    },
    tensors,
    'float32',
  ),
);
