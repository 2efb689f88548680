export { gatherPatches, packFilter, scatterPatches } from './columns';
export { accumulate, multiply } from './gemm';
export { clear, cropImage, padImage } from './image';
export { transformFilter, transformFilterGradient, transformGradient, transformInput, transformOutput } from './winograd';
export { normalise, normaliseGradient, sumGradients, sumRows, sumSquaredDeviations } from './batch-norm';
export { reluGradient } from './relu';
export { copyBox } from './slice';
