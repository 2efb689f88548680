import type { BackboneOptions } from '../start-backbone';

/** Options of a job that trains on photographs; all of them decide what it comes to. */
export interface PhotoJobOptions extends BackboneOptions {
  /** Images a step. */
  batchSize: number;
  /** At the start of the cosine. */
  learningRate: number;
}

/** How a job reads its photographs; it can go on with another way. */
export interface PhotoReading {
  /** Threads that decode. */
  workers?: number | undefined;
  /** Leave out, and count, photographs that cannot be read. */
  skipBadImages?: boolean | undefined;
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
