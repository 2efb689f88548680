import type { MethodName } from 'mbib/jobs';
import type { Run, RunStatus } from '../state/run';
import { groupIdOf } from '../state/run-group';
import type { NextSettings } from '../state/run-settings';
import { settingsOf } from '../state/settings-of';

/** What a training is asked for. */
export interface NextTraining {
  methods: readonly (MethodName | undefined)[];
  /** Seeds of each method, beginning with that of the settings. */
  seeds: number;
  settings: NextSettings;
  dataId: string;
}

/** What makes a run: the same again gives the same result. */
export type Asked = Pick<Run, 'settings' | 'dataId'>;

/** The runs that a training consists of, seed by seed, so that methods can be compared from the first seed on. */
export function runsOfTraining({ methods, seeds, settings, dataId }: NextTraining): Asked[] {
  const trained = methods.filter((method) => method !== undefined);
  return Array.from({ length: seeds }, (_, i) => settings.seed + i).flatMap((seed) =>
    trained.map((method) => ({ settings: settingsOf(method, seed, settings), dataId })),
  );
}

const there: readonly RunStatus[] = ['finished', 'training', 'paused', 'waiting'];

/** Which of the runs are neither finished nor under way yet. Those that were stopped or failed are, and stay beside the new ones. */
export function missingRuns(asked: readonly Asked[], runs: readonly Run[]): Asked[] {
  const keyOf = (run: Asked) => `${groupIdOf(run)} ${run.settings.seed}`;
  const known = new Set(runs.filter(({ status }) => there.includes(status)).map(keyOf));
  return asked.filter((run) => !known.has(keyOf(run)));
}

/** A run that waits to be trained. */
export function newRun(asked: Asked): Run {
  return {
    id: crypto.randomUUID(),
    created: new Date().toISOString(),
    ...asked,
    steps: [],
    done: 0,
    status: 'waiting',
  };
}
