import { loadDecoder } from '../photos/load-decoder';
import type { PhotoSourceOptions } from '../photos/photo-source';
import type { JobContext } from './job';
import type { BackboneJobOptions } from './start-backbone';

/** Options of a job that trains on photographs; all of them decide what it comes to. */
export interface PhotoJobOptions extends BackboneJobOptions {
  /** Images a step. */
  batchSize: number;
  /** At the start of the cosine. */
  learningRate: number;
}

/** How a job reads its photographs; it can go on with another way. */
export interface PhotoReading extends Pick<PhotoSourceOptions, 'workers' | 'skipBadImages'> {
  /** The folder with the lists or annotations, and the images that they name. */
  data: string;
}

/** Names of the options of {@link PhotoReading}. */
export const photoReadingOptions = ['data', 'workers', 'skipBadImages'] as const;

/**
 * How a run's photo sources read, which does not decide what it comes to. A photograph that is left out is told of.
 *
 * @throws Error where the packages that decode are missing, before a run has written anything
 */
export async function photoReading(
  { workers, skipBadImages }: PhotoReading,
  { tell }: JobContext,
): Promise<Pick<PhotoSourceOptions, 'workers' | 'skipBadImages' | 'onSkip'>> {
  await loadDecoder();
  return { workers, skipBadImages, onSkip: (image) => tell({ type: 'skipped', ...image }) };
}

/** Batch size and learning rate of a paper. */
export interface PaperStep {
  /** Images a step. */
  batchSize: number;
  /** At the start. */
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
