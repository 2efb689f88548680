/** Options of a training on the digits. */
export interface DigitsDefaults {
  /** The method's name. */
  readonly method: 'mbib';
  /** Length of the training. */
  readonly epochs: number;
  /** Of weights, batches, and which digits are kept. */
  readonly seed: number;
  /** What computes. */
  readonly backend: 'auto';
  /** Weight of the self-distillation, Eq. 9. */
  readonly beta: number;
}

/** Seven epochs of ten passes are 308 steps; a training this short serves a small beta. */
export const digitsDefaults: DigitsDefaults = {
  method: 'mbib',
  epochs: 7,
  seed: 0,
  backend: 'auto',
  beta: 1,
};

/** With 276 training images an epoch is ten passes, or it would be five steps. */
export const digitsPasses = 10;
