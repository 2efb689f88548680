import { assertImageCounts, assertText, rejectType, show, wholeNumberFrom } from '../../checks';
import { resolveOptions } from '../../options';
import { normalisationOptions } from '../data/preprocessing/normalisations';
import type { Preprocessing } from '../data/preprocessing/preprocessing';
import { readBounds } from '../data/read-bounds';
import { testedOnOption } from '../data/tested-on-option';
import { isGroupAccuracy } from '../log/log-fields';
import type { GroupAccuracy } from '../log/run-log';

/** What a classifier was measured at. */
export interface ClassifierMeasurement {
  /** Number of test images. */
  images: number;
  /** `'validation'` where they are validation images, as there were no test images. */
  testedOn?: 'validation' | undefined;
  /** Accuracy on them, all and by groups, each from 0 to 1. */
  accuracy: GroupAccuracy;
  /** The epoch after which it was measured, the first being 1. */
  epoch?: number | undefined;
}

/** Which classes are many-shot and few-shot. */
export interface ClassBounds {
  /** Classes with more training images than this are many-shot. */
  many: number;
  /** Classes with fewer training images than this, but at least one, are few-shot. */
  few: number;
}

/** What the files of a classifier say of it. */
export interface ClassifierDescription {
  /** What people call the data that it learnt: 'CIFAR-100-LT'. */
  dataSet: string;
  /** What people call the method: 'MBIB'. */
  method: string;
  /** Names of the classes, in label order. */
  labels: readonly string[];
  /** Training images of each class, in label order. */
  samplesPerClass: readonly number[];
  /** Bounds of the groups of classes, as `shotAccuracy` has them. Default: 100 and 20. */
  bounds?: ClassBounds | undefined;
  /**
   * How a picture becomes what the network takes; it is done by the first layers of the saved classifier. Left out where the network
   * takes features, or pixels as they are: then the classifier is saved without such layers.
   */
  preprocessing?: Preprocessing | undefined;
  /** Left out where it was not measured. */
  measured?: ClassifierMeasurement | undefined;
}

const preprocessingOptions = {
  ...normalisationOptions,
  shorterSide: { check: wholeNumberFrom(1), default: undefined },
} as const;

const measurementOptions = {
  images: { check: wholeNumberFrom(0) },
  accuracy: { check: assertGroupAccuracy },
  testedOn: testedOnOption,
  epoch: { check: wholeNumberFrom(0), default: undefined },
} as const;

/** How {@link ClassifierDescription} is read. */
const descriptionOptions = {
  dataSet: { check: assertText },
  method: { check: assertText },
  labels: { check: assertLabels },
  samplesPerClass: {
    check: (argument: string, counts: readonly number[]) => assertImageCounts(argument, counts),
  },
  bounds: { check: readBounds, default: undefined },
  preprocessing: {
    check: (argument: string, value: Preprocessing) =>
      void resolveOptions(value, preprocessingOptions, argument),
    default: undefined,
  },
  measured: {
    check: (argument: string, value: ClassifierMeasurement) =>
      void resolveOptions(value, measurementOptions, argument),
    default: undefined,
  },
} as const;

/** @throws TypeError where something of a description is unknown, missing or of another type; RangeError where its value does not fit */
export function assertDescription(description: ClassifierDescription): void {
  resolveOptions(description, descriptionOptions, 'description');
}

function assertLabels(argument: string, labels: readonly string[]): void {
  if (!Array.isArray(labels)) rejectType(argument, 'be a list of the names of the classes', show(labels));
  for (const [k, label] of labels.entries()) {
    if (typeof label !== 'string') rejectType(`${argument}[${k}]`, 'be a text', show(label));
  }
}

function assertGroupAccuracy(argument: string, accuracy: GroupAccuracy): void {
  if (!isGroupAccuracy(accuracy)) {
    rejectType(argument, 'hold the accuracies all, many, medium and few, numbers or null', show(accuracy));
  }
}

/** Version of the contract that this version of mbib writes. */
export const CLASSIFIER_FORMAT = 1;

/**
 * What `model.json` says of a classifier, as `userDefinedMetadata.mbib`: with the shapes of the model itself all that a program needs
 * to hand it a picture.
 */
export interface ClassifierMetadata {
  /** Version of the contract: 1. */
  format: number;
  /** `'pixels'`, RGB or grey from 0 to 255; or `'features'`, whatever computed them. */
  takes: 'pixels' | 'features';
  /** Pixels of the shorter side of a picture before its centre is cut out. */
  shorterSide?: number;
  /** Where `'features'` are those of a GraphModel beside: how to compute them. */
  backbone?: GraphBackboneMetadata;
}

/** How the features of a classifier with a GraphModel are computed. */
export interface GraphBackboneMetadata extends Preprocessing {
  /** The GraphModel's node whose output the head takes. */
  node: string;
  /** Height and width of the GraphModel's images. */
  size: readonly [height: number, width: number];
}

/** What `labels.json` holds. */
export interface ClassifierLabels {
  /** The file of weights that these labels belong to. */
  weights: string;
  /** Names of the classes, in the order of the classifier's probabilities. */
  labels: readonly string[];
  /** Training images of each class, in the same order. */
  samplesPerClass: readonly number[];
  /** Bounds of the groups of classes that its training told of. */
  bounds: ClassBounds;
}
