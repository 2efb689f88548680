import { arrayLoss } from '../array-loss';
import type { FusedImplementation } from '../fused-loss';

/** The loss on the cpu backend: inputs and results are float32, what is between them is computed in double precision. */
export const cpuLoss: FusedImplementation = (inputs, loss, differentiated) =>
  arrayLoss(inputs, loss, differentiated, (tensors) => tensors.map((tensor) => tensor.dataSync()));
