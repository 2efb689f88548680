import { expect, it } from 'vitest';
import { settingPosterior } from '../../../src/jobs/command/experiment/pictures/setting-posterior';
import type { RunOutputs } from '../../../src/jobs/log/outputs/run-outputs';
import { parseRunLog } from '../../../src/jobs/log/parse-run-log';
import { logLines, logText } from '../report/runs';

const none = Int32Array.of();

/** Outputs of a run of which the posteriors alone count. */
const outputs = (...posterior: number[]): RunOutputs => ({
  ...{ images: none, labels: none, predictions: none, sample: none },
  ...{ confidence: new Float32Array(), truth: new Float32Array() },
  representations: { z: { values: new Float32Array() } },
  posterior: Float32Array.from(posterior),
});

it('the posteriors of a group are the mean over its classes with test images', () => {
  const perClass = [[0, 0, 0, 0, 0]];
  const log = parseRunLog(logText(logLines({ samplesPerClass: [300, 50, 4, 3, 2], perClass })), 'run', 'log');
  const { means, groups } = settingPosterior('MBIB', [
    { log, outputs: outputs(0.75, Number.NaN, 0.25, Number.NaN, 0.5) },
    { log, outputs: outputs(0.25, Number.NaN, 0.25, Number.NaN, 0.5) },
  ]);
  expect(means).toEqual([0.5, null, 0.25, null, 0.5]);
  expect(groups).toEqual({ all: (0.5 + 0.25 + 0.5) / 3, many: 0.5, medium: null, few: 0.375, unseen: null });
});
