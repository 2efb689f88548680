/** Mean and standard deviation of each channel, of pixels in 0..1. */
export interface Normalisation {
  /** Mean of each channel, of pixels in 0..1. */
  mean: readonly number[];
  /** Standard deviation of each channel, of pixels in 0..1. */
  std: readonly number[];
}

/** The figures of CIFAR-10, which LDAM-DRW and its followers use for CIFAR-100 too. */
export const cifarNormalisation: Normalisation = {
  mean: [0.4914, 0.4822, 0.4465],
  std: [0.2023, 0.1994, 0.201],
};

/** The figures of ImageNet, which torchvision and OLTR use. */
export const imagenetNormalisation: Normalisation = {
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
};

/** The figures of iNaturalist 2018, which the repositories that train on it use. */
export const inaturalistNormalisation: Normalisation = {
  mean: [0.466, 0.471, 0.38],
  std: [0.195, 0.194, 0.192],
};

/** The figures of the UCI digits. */
export const digitsNormalisation: Normalisation = { mean: [0.305], std: [0.376] };
