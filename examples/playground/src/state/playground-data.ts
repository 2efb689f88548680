import type { ImageSet } from 'mbib/jobs';

/** A file that was chosen and is not trained on. */
export interface LeftOut {
  /** Its path as it was chosen. */
  path: string;
  /** Why, as a clause: 'it is no image that this browser reads'. */
  why: string;
}

/** A picture as it was given, and the hash of its content. */
export interface Original {
  file: Blob;
  hash: string;
}

/** What is trained and tested on. */
export interface PlaygroundData {
  /** A hash of the content and the imbalance factor: the same id is the same data. */
  id: string;
  kind: 'digits' | 'own';
  /** What people call it: 'Handwritten digits', or the name of a folder. */
  title: string;
  /** The training images; of the digits, those of the seed that is set. */
  train: ImageSet;
  /** The test images; of the digits, those of the seed that is set. Read those of a run by {@link splitOf}. */
  test: ImageSet;
  /** Training images of each class, in label order. */
  samplesPerClass: readonly number[];
  /** All digits, from which the seed of a run chooses those to train on. Pictures of one's own have none. */
  pool?: ImageSet;
  /** Larger pictures than those that are trained on, for the page: addresses by place in `train`, where there are some. */
  thumbnails?: readonly string[];
  /** The pictures as they were given, by place in `train` and `test`: what features are computed of. The digits have none. */
  originals?: { train: readonly Original[]; test: readonly Original[] };
  /** What was chosen and is not trained on. */
  leftOut: readonly LeftOut[];
}
