import { assertBoolean, assertFunction, assertObject, assertTrainingCounts } from '../../checks';
import { resolveOptions } from '../../options';
import { assertPlaces } from '../data/assert-places';
import type { Batch, ImageBatches } from '../data/batch-source';
import { labelsOf } from '../data/batch-tensors';
import { readBounds } from '../data/read-bounds';
import type { RunOutputs } from '../log/outputs/run-outputs';
import { type BatchOutputs, batchOutputs, type ObservedNet } from './batch-outputs';
import { CollectedOutputs, type CollectOptions } from './outputs/collected-outputs';
import { overBatches } from './over-batches';
import type { Replicas } from './replicas/replicas';

/** Options of {@link testOutputs}. */
export interface TestOutputsOptions extends CollectOptions {
  /** Asked between batches; where it says true the pass ends without a result. */
  stop?: () => boolean;
  /** Copies of the net, where there are any: each computes whole batches, so that the outputs are the same. */
  replicas?: Replicas | undefined;
  /** Told of the outputs of each batch, with the classes of its images. */
  onBatch?: (outputs: BatchOutputs, labels: Int32Array) => void;
}

/**
 * What a net makes of the test images, in one pass: predictions, probabilities, the representations of a sample, and how far apart
 * those of the classes are. The predictions are those of `predictLabels`. Batch norm uses its running statistics and changes none.
 *
 * @param observed from {@link observedNet}
 * @param batchSize images at a time
 * @param options what the groups and the sample go by, what is kept, and how the pass goes
 * @returns undefined where it was stopped
 * @throws RangeError | TypeError where `batchSize` is not a whole number of at least 1, or an option is unknown or missing, or does not fit
 *
 * @example
 * ```ts
 * import { buildNet, digitsNormalisation, loadDigits, observedNet, plainBatches, smallConvnet, testOutputs } from 'mbib/jobs';
 *
 * const test = plainBatches(loadDigits(), digitsNormalisation);
 * const samplesPerClass = [90, 60, 40, 27, 18, 12, 8, 5, 4, 2];
 * const net = buildNet('ce', smallConvnet({ seed: 0 }), ['stage3'], { samplesPerClass, seed: 0 });
 * const outputs = await testOutputs(observedNet(net), test, 250, { samplesPerClass });
 * console.log(outputs!.posterior); // ten mean probabilities
 * ```
 */
export async function testOutputs(
  observed: ObservedNet,
  source: ImageBatches,
  batchSize: number,
  options: TestOutputsOptions,
): Promise<RunOutputs | undefined> {
  const { stop, replicas, onBatch, bounds, ...collect } = resolveOptions(options, optionsFor(source));
  const observe =
    replicas?.observer() ?? ((from: ImageBatches, batch: Batch) => batchOutputs(observed, from, batch));
  const collected = new CollectedOutputs(source, observed.widths, {
    ...collect,
    bounds: readBounds('options.bounds', bounds),
  });
  const compute = async (batch: Batch) => {
    const take = collected.reserve(batch);
    const labels = labelsOf(source, batch);
    const outputs = await observe(source, batch);
    take(outputs);
    onBatch?.(outputs, labels);
  };
  const together = replicas !== undefined;
  const passed = await overBatches(source, { batchSize, compute, together, stop });
  return passed && collected.outputs();
}

/** How {@link TestOutputsOptions} are read. */
function optionsFor({ labels, classes }: ImageBatches) {
  return {
    samplesPerClass: {
      check: (argument: string, counts: readonly number[]) => assertTrainingCounts(counts, classes, argument),
    },
    bounds: { check: readBounds, default: undefined },
    sample: {
      check: (argument: string, sample: Int32Array) => assertPlaces(argument, sample, labels.length),
      default: undefined,
    },
    distances: { check: assertBoolean, default: true },
    stop: {
      check: (argument: string, stop: () => boolean) =>
        assertFunction(argument, stop, 'that says whether to stop'),
      default: () => false,
    },
    replicas: {
      check: (argument: string, replicas: Replicas) => assertObject(argument, replicas, 'copies of the net'),
      default: undefined,
    },
    onBatch: {
      check: (argument: string, onBatch: NonNullable<TestOutputsOptions['onBatch']>) =>
        assertFunction(argument, onBatch, 'of the outputs of a batch'),
      default: undefined,
    },
  } as const;
}
