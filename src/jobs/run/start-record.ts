import { version_core as coreVersion } from '@tensorflow/tfjs-core';
import { version_layers as layersVersion } from '@tensorflow/tfjs-layers';
import type { BatchSource } from '../data/batch-source';
import { type Run, recordedOptions } from './run';

/** First line of a run's log: what was asked for, on what. */
export function startRecord(
  run: Run,
  backend: string,
  { classes, classNames }: BatchSource,
  samplesPerClass: readonly number[],
  steps: number,
): Record<string, unknown> {
  return {
    type: 'start',
    job: run.job,
    method: run.options.method,
    options: { ...recordedOptions(run.options), backend },
    backend,
    classes,
    samplesPerClass,
    classNames,
    steps,
    epochs: run.options.epochs,
    versions: {
      node: process.versions.node,
      'tfjs-core': coreVersion,
      'tfjs-layers': layersVersion,
    },
  };
}
