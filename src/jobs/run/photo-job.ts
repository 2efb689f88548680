import { loadDecoder } from '../photos/decode';
import type { PhotoSourceOptions } from '../photos/photo-source';
import type { Run } from './run';
import type { BackboneJobOptions } from './start-backbone';

/** Options of a job that trains on photographs; all of them decide what it comes to. */
export interface PhotoJobOptions extends BackboneJobOptions {
  /** Images a step. */
  batchSize: number;
  /** At the start of the cosine. */
  learningRate: number;
}

/** How a job reads its photographs; it can go on with another way. */
export type PhotoReading = Pick<PhotoSourceOptions, 'workers' | 'skipBadImages'>;

/**
 * The options of a run's photo sources that do not decide what it comes to. A photograph that is left out is told of.
 *
 * @throws Error where the packages that decode are missing, before a run has written anything
 */
export async function photoReading(
  { progress }: Run,
  reading: PhotoReading,
): Promise<PhotoReading & Pick<PhotoSourceOptions, 'onSkip'>> {
  await loadDecoder();
  return { ...reading, onSkip: (message) => progress.line(message) };
}

/** Batch size and learning rate of a paper. */
export interface PaperStep {
  batchSize: number;
  learningRate: number;
}

/**
 * The paper's batch size and learning rate, or another batch size and the learning rate in proportion.
 *
 * @see Goyal et al. 2017, Section 2.1, for the proportion
 */
export function scaledStep(paper: PaperStep, batchSize = paper.batchSize): PaperStep {
  return { batchSize, learningRate: (paper.learningRate * batchSize) / paper.batchSize };
}
