export { blendWithConstant, blendWithGrey, greySum } from './blend';
export { normalise } from './normalise';
export { resampleColumns, resampleRows } from './resample';
