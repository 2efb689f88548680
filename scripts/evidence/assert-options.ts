import { show } from '../../src/checks';
import type { ExperimentRun } from '../../src/jobs/experiment/expand';
import type { RunLog } from '../../src/jobs/log/run-log';
import { batchDefaults } from '../../src/jobs/loop/batch-options';
import { defaultLossOptions, lossOptionsOf } from '../../src/jobs/nets/methods';

/** What a run has by default, which later versions record. */
const usual: Readonly<Record<string, unknown>> = {
  ...batchDefaults,
  ...{ select: 'last', recipe: 'shared', replicas: 1 },
};

/** Where a run is computed does not tell runs apart. */
const PLACE = 'backend';

/**
 * Throws unless a run has the options of its experiment, and every other option at its default.
 *
 * @param path of the run, for the message
 */
export function assertOptions(path: string, { options: asked }: ExperimentRun, { start }: RunLog): void {
  const recorded: Readonly<Record<string, unknown>> = start.options;
  const method = asked.method as Parameters<typeof defaultLossOptions>[0];
  const losses = Object.entries(defaultLossOptions(method)).filter(([name]) =>
    (lossOptionsOf[method] as readonly string[]).includes(name),
  );
  const expected: Readonly<Record<string, unknown>> = { ...usual, ...Object.fromEntries(losses), ...asked };
  // An earlier version may not have recorded an option that there was not yet.
  const names = new Set([...Object.keys(recorded), ...Object.keys(asked)]);
  for (const name of names) {
    if (name !== PLACE && recorded[name] !== expected[name])
      throw new Error(`${path} has ${name} ${show(recorded[name])}, not ${show(expected[name])}`);
  }
}
