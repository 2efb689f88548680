import type { Group } from '../../log/groups';
import type { Picture } from '../experiment';
import type { MeasuredRepresentation } from './run-row';

/** What the page of an experiment shows besides accuracies, as far as it comes from the outputs that runs keep. */
export interface ExperimentPictures {
  /** What the file asks for. */
  names: readonly Picture[];
  /** Folders of finished runs that have no file of outputs. */
  without: string[];
  /** Folders of finished runs whose outputs cannot be read, or are of other classes. */
  damaged: string[];
  /** Folders of finished runs that have outputs, but none of v, although their nets have it. */
  withoutV: string[];
  /** The mean positive posterior of each class (Eq. 14, Figure 7), of each setting with outputs. */
  posteriors: SettingPosterior[];
  /** Maps of the representations (Figure 8), each of the first run of its setting that has it: of v where there is one, then of z. */
  maps: RepresentationMap[];
}

/** A class and its number of training images. */
export interface CountedClass {
  name: string;
  samples: number;
}

/** The mean positive posteriors of a setting, the mean over its runs. */
export interface SettingPosterior {
  label: string;
  /** How many runs it is the mean of. */
  runs: number;
  /** The classes, those with most training images first. */
  classes: CountedClass[];
  /** Of each of them, in 0..1; null for a class without test images. */
  means: (number | null)[];
  /** The mean over the classes of each group that have test images; null for a group without any. */
  groups: Record<Group, number | null>;
}

/** Test images in the plane: near to each other where their representations are. */
export interface RepresentationMap {
  label: string;
  /** Which representation it is of. */
  representation: MeasuredRepresentation;
  seed: number;
  folder: string;
  /** Perplexity of t-SNE: about how many neighbours of each image count. */
  perplexity: number;
  /** Number of steps of t-SNE. */
  steps: number;
  /** The classes of the images, those with most training images first. */
  classes: CountedClass[];
  /** A point an image: its place, and its class in {@link classes}. */
  points: [x: number, y: number, of: number][];
}
