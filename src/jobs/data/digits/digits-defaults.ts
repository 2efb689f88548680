/** Seven epochs of ten passes are 308 steps; a training this short serves a small beta. */
export const digitsDefaults = { method: 'mbib', epochs: 7, seed: 0, backend: 'auto', beta: 1 } as const;

/** With 276 training images an epoch is ten passes, or it would be five steps. */
export const digitsPasses = 10;
