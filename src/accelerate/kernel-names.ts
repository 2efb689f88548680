// Kernels that tfjs does not have, registered for wasm under these names.

/** A batch-norm layer's output in training, with the mean and variance of the batch. */
export const BATCH_NORM_TRAINING = 'BatchNormTraining';

/** The gradients of `BatchNormTraining` with respect to its input, scale and offset. */
export const BATCH_NORM_TRAINING_GRADIENT = 'BatchNormTrainingGradient';

/** The gradient of relu with respect to its input. */
export const RELU_GRADIENT = 'ReluGradient';

/** The moving mean and variance of a batch-norm layer after a batch. */
export const MOVING_STATISTICS = 'MovingStatistics';

/** A variable and its velocity after a step of `sgd`, which runs this kernel where it is registered. */
export const SGD_UPDATE = 'SgdUpdate';

/** A variable and its moments after a step of `adamW`, which runs this kernel where it is registered. */
export const ADAM_W_UPDATE = 'AdamWUpdate';

/** The gradient of `tf.clipByValue` and `tf.relu6` with respect to their input. */
export const CLIP_GRADIENT = 'ClipGradient';
