import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import { groupedConvolutionTimes, type ShapeTimes, type TimesOptions } from './grouped-convolution-times';

const page = window as unknown as {
  report: (times: ShapeTimes) => void;
  measure: (options: TimesOptions) => Promise<ShapeTimes[]>;
};

await tf.setBackend('webgl');
page.measure = (options) => groupedConvolutionTimes(options, () => performance.now(), page.report);
