export { gatherPatches, packFilter, scatterPatches } from './columns';
export { accumulate, multiply } from './gemm';
export { clear, cropImage, padImage } from './image';
export { transformFilter, transformFilterGradient, transformGradient, transformInput, transformOutput } from './winograd';
export { normalise, normaliseGradient, sumGradients, sumRows, sumSquaredDeviations } from './batch-norm';
export { clipGradient, reluGradient } from './relu';
export { depthwiseFilterGradient, depthwiseInputGradient } from './depthwise';
export { sgdUpdate } from './sgd';
export { copyBox } from './slice';
