import { GROUPS } from '../groups';
import {
  type ByRepresentation,
  REPRESENTATIONS,
  type RepresentationName,
  representationNames,
} from './representations';
import type { TestedRows } from './tested-rows';

/**
 * What a net makes of the test images. Arrays of length n have one entry a test image that could be read, in the order of the source.
 */
export interface RunOutputs extends TestedRows {
  /** Number of each image in the source, `[n]`: rising, without those that could not be read. */
  images: Int32Array;
  /** True class ids, `[n]`. */
  labels: Int32Array;
  /** Predicted class ids, `[n]`. */
  predictions: Int32Array;
  /** Probability of the predicted class, `[n]`. */
  confidence: Float32Array;
  /** Probability of the true class, `[n]`. */
  truth: Float32Array;
  /** The mean of `truth` over the images of each class (Eq. 14 of the paper, Figure 7), `[classes]`; NaN for a class without images. */
  posterior: Float32Array;
  /** The rows, 0 to n − 1, of the images whose representations are kept, `[s]`: of a run, at most 50 of each of ten classes. */
  sample: Int32Array;
  /** What is known of each representation, by its name. */
  representations: ByRepresentation<TestedRepresentation>;
}

/** A representation of the test images. */
export interface TestedRepresentation {
  /** That of the sample: `[s, width]`, row by row. */
  values: Float32Array;
  /**
   * D_Intra, then D_Inter, of each group of classes, all of their images (Eq. 15 and 16 of the paper, Table 5): two rows with a column for
   * each of `GROUPS`. NaN for a group of fewer than two classes. Undefined where there are too many images.
   */
  distances?: Float32Array | undefined;
}

/** An array with its name and shape, as a tensor file has it. */
export interface OutputsTensor {
  name: string;
  shape: number[];
  data: Float32Array | Int32Array;
}

/** The tensor of the distances of a representation. That of z has the shorter name: files of runs before there was v have it. */
function distancesName(name: RepresentationName): string {
  return name === 'z' ? 'distances' : `${name}_distances`;
}

/** The arrays of outputs with their shapes, as they are kept in a file. */
export function tensorsOfOutputs(outputs: RunOutputs): OutputsTensor[] {
  const { representations, sample } = outputs;
  const vectors = ['images', 'labels', 'predictions', 'confidence', 'truth', 'posterior', 'sample'] as const;
  return [
    ...vectors.map((name) => ({ name, shape: [outputs[name].length], data: outputs[name] })),
    ...representationNames(representations).flatMap((name) => {
      const { values, distances } = representations[name]!;
      const width = sample.length === 0 ? 0 : values.length / sample.length;
      return [
        { name, shape: [sample.length, width], data: values },
        ...(distances ? [{ name: distancesName(name), shape: [2, GROUPS.length], data: distances }] : []),
      ];
    }),
  ];
}

/**
 * Outputs from the tensors of a file. All of it is checked: types, shapes, ids, rows and probabilities.
 *
 * @throws Error where a tensor is missing or is not what it must be; its text is a clause without a full stop
 */
export function outputsOfTensors(tensors: readonly OutputsTensor[]): RunOutputs {
  const find = (name: string, rank: number) => {
    const found = tensors.find((tensor) => tensor.name === name);
    if (!found) throw new Error(`it has no tensor ${name}`);
    if (found.shape.length !== rank) throw new Error(`its tensor ${name} has the shape [${found.shape}]`);
    return found;
  };
  const ids = (name: string, length: number, below: number, rises = false) =>
    assertIds(name, find(name, 1).data, { length, below, rises });
  const parts = (name: string, length: number, orNaN = false) =>
    assertProbabilities(name, find(name, 1).data, { length, orNaN });
  const n = find('labels', 1).data.length;
  const classes = find('posterior', 1).data.length;
  const sampled = find('sample', 1).data.length;
  const representation = (name: RepresentationName): TestedRepresentation => {
    const distances = tensors.find((tensor) => tensor.name === distancesName(name));
    return {
      values: assertValues(find(name, 2), sampled),
      ...(distances && { distances: assertDistances(distances) }),
    };
  };
  const others = REPRESENTATIONS.filter(
    (name) => name !== 'z' && tensors.some((tensor) => tensor.name === name),
  );
  return {
    images: ids('images', n, Number.POSITIVE_INFINITY, true),
    labels: ids('labels', n, classes),
    predictions: ids('predictions', n, classes),
    confidence: parts('confidence', n),
    truth: parts('truth', n),
    posterior: parts('posterior', classes, true),
    sample: ids('sample', sampled, n, true),
    representations: {
      ...Object.fromEntries(others.map((name) => [name, representation(name)])),
      z: representation('z'),
    },
  };
}

function assertValues({ name, shape, data }: OutputsTensor, rows: number): Float32Array {
  if (shape[0] !== rows)
    throw new Error(`its tensor ${name} has ${shape[0]} rows where it must have ${rows}`);
  if (!(data instanceof Float32Array))
    throw new Error(`its tensor ${name} has int32 where it must have float32`);
  if (!data.every(Number.isFinite)) throw new Error(`its tensor ${name} has numbers that are not finite`);
  return data;
}

function assertDistances({ name, shape, data }: OutputsTensor): Float32Array {
  if (shape.length !== 2 || shape[0] !== 2 || shape[1] !== GROUPS.length) {
    throw new Error(`its tensor ${name} has the shape [${shape}]`);
  }
  if (!(data instanceof Float32Array) || data.some((distance) => distance < 0 || distance === Infinity)) {
    throw new Error(`its tensor ${name} has what is no distance`);
  }
  return data;
}

/** What the ids of a tensor must be. */
interface IdsForm {
  length: number;
  below: number;
  /** Whether each is greater than the one before. */
  rises: boolean;
}

function assertIds(name: string, data: OutputsTensor['data'], { length, below, rises }: IdsForm): Int32Array {
  if (!(data instanceof Int32Array))
    throw new Error(`its tensor ${name} has float32 where it must have int32`);
  assertLength(name, data, length);
  const wrong = data.findIndex((id, i) => id < 0 || id >= below || (rises && i > 0 && id <= data[i - 1]!));
  if (wrong >= 0) {
    const most = Number.isFinite(below) ? ` and below ${below}` : '';
    const order = rises ? ', each greater than the one before' : '';
    throw new Error(
      `its tensor ${name} has ${data[wrong]} at ${wrong} where it must be at least 0${most}${order}`,
    );
  }
  return data;
}

/** What the probabilities of a tensor must be. */
interface ProbabilitiesForm {
  length: number;
  orNaN: boolean;
}

function assertProbabilities(
  name: string,
  data: OutputsTensor['data'],
  { length, orNaN }: ProbabilitiesForm,
): Float32Array {
  if (!(data instanceof Float32Array))
    throw new Error(`its tensor ${name} has int32 where it must have float32`);
  assertLength(name, data, length);
  const wrong = data.findIndex((p) => !(p >= 0 && p <= 1) && !(orNaN && Number.isNaN(p)));
  if (wrong >= 0)
    throw new Error(`its tensor ${name} has ${data[wrong]} at ${wrong} where it must be in 0..1`);
  return data;
}

function assertLength(name: string, { length }: OutputsTensor['data'], expected: number): void {
  if (length !== expected)
    throw new Error(`its tensor ${name} has ${length} numbers where it must have ${expected}`);
}
