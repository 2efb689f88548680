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

/** The loss on the webgl backend, whose threads know nothing of each other. */
export const webglLoss = /* @__PURE__ */ gpuLoss({
  together: () => 1,
  run: ({ shape, body, inputs, reduction }, tensors) =>
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
  int reader = 0;
  ${body.replaceAll('block', 'get')}
  ${reduction ? reduction.finish : ''}
  setOutput(value);
}`,
      },
      tensors,
      'float32',
    ),
});
