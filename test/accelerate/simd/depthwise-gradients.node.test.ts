import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import 'mbib/accelerate';
import { beforeAll, describe, expect, it } from 'vitest';
import { composedDepthwiseBackpropInput } from '../../../src/accelerate/composed/depthwise-backprop-input';
import {
  simdDepthwiseBackpropFilter,
  simdDepthwiseBackpropInput,
} from '../../../src/accelerate/simd/depthwise-gradients';
import {
  type Convolution,
  channelwiseConvolutions,
  dilatedChannelwiseConvolutions,
  expectAdjoints,
} from '../convolutions';
import { expectEqual, type Kernel, registered, runKernel } from '../kernels';

beforeAll(async () => {
  await tf.setBackend('wasm');
});

const filterKernel = simdDepthwiseBackpropFilter as unknown as Kernel;
const inputKernel = ((args: never) =>
  simdDepthwiseBackpropInput(args) ?? composedDepthwiseBackpropInput(args)) as unknown as Kernel;

describe('the SIMD gradients of a depthwise convolution on wasm', { timeout: 60_000 }, () => {
  it('equal those of the cpu backend for any strides, padding, kernel and size', () => {
    fc.assert(
      fc.property(channelwiseConvolutions, ({ x, filter, dy, attrs }) => {
        expectEqual(
          runKernel('wasm', filterKernel, { x, dy }, attrs),
          runKernel('cpu', registered(tf.DepthwiseConv2dNativeBackpropFilter, 'cpu'), { x, dy }, attrs),
        );
        expectEqual(
          runKernel('wasm', inputKernel, { dy, filter }, attrs),
          runKernel('cpu', registered(tf.DepthwiseConv2dNativeBackpropInput, 'cpu'), { dy, filter }, attrs),
        );
      }),
    );
  });

  const adjoint = (convolution: Convolution) =>
    expectAdjoints(tf.DepthwiseConv2dNative, { input: inputKernel, filter: filterKernel }, convolution);

  // The cpu backend's kernels ignore dilations, so the law is the reference here.
  it('are the adjoints of a dilated convolution', () => {
    fc.assert(fc.property(dilatedChannelwiseConvolutions, adjoint));
  });

  it('leave strides of 1 to a stock convolution', () => {
    const convolution = fc.sample(channelwiseConvolutions, { numRuns: 50, seed: 1 });
    const byStride = ({ dy, filter, attrs }: Convolution) => {
      const served: boolean[] = [];
      const spied = ((args: never) => {
        const output = simdDepthwiseBackpropInput(args);
        served.push(output !== undefined);
        return output ?? composedDepthwiseBackpropInput(args);
      }) as unknown as Kernel;
      runKernel('wasm', spied, { dy, filter }, attrs);
      return served[0];
    };
    for (const each of convolution) expect(byStride(each)).toBe(Math.max(...each.attrs.strides) > 1);
  });
});
