import { sizeOf } from '../../step-batch';
import type { ReplicaMemory } from '../replica-memory';
import type { ReplicaAnswer, ReplicaTask } from '../replica-messages';

type Numbers = Partial<ReplicaMemory>;

/** A copy of what a replica reads of the memory for a task. */
export function numbersOfTask(task: ReplicaTask, { weights, pixels }: ReplicaMemory): Numbers {
  const [size, imageShape] =
    task.type === 'step' ? [task.part.labels.length, task.part.imageShape] : [task.size, task.imageShape];
  const takesWeights = task.type === 'step' || task.takesWeights;
  return {
    pixels: pixels.slice(0, size * sizeOf(imageShape)),
    ...(takesWeights && { weights: weights.slice() }),
  };
}

/** A copy of what a replica has written for an answer. */
export function numbersOfAnswer({ type }: ReplicaAnswer, memory: ReplicaMemory): Numbers {
  if (type !== 'step') return {};
  const { gradients, hasGradient, statistics } = memory;
  return {
    gradients: gradients.slice(),
    hasGradient: hasGradient.slice(),
    statistics: statistics.slice(),
  };
}

/** Writes numbers that have come with a message into this side's memory. */
export function takeNumbers(numbers: Numbers, memory: ReplicaMemory): void {
  for (const [name, values] of Object.entries(numbers)) memory[name as keyof ReplicaMemory].set(values);
}

/** The memory of copies, which a message hands over. */
export function buffersOf(numbers: Numbers): ArrayBuffer[] {
  return Object.values(numbers).map(({ buffer }) => buffer as ArrayBuffer);
}
