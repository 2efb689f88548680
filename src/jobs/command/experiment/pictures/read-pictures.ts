import { readFile } from 'node:fs/promises';
import type { Expansion, ExperimentRun } from '../../../experiment/expand';
import type { Picture } from '../../../experiment/experiment';
import type { ExperimentPictures } from '../../../experiment/results/pictures';
import type { RunMeasures } from '../../../experiment/results/run-row';
import { readOutputs } from '../../../files/reading/read-outputs';
import { GROUPS } from '../../../log/groups';
import { representationNames } from '../../../log/outputs/representations';
import type { RunOutputs } from '../../../log/outputs/run-outputs';
import type { RunLog } from '../../../log/run-log';
import { runFolder } from '../../../run/run-folder';
import { representationMap } from './representation-map';
import { settingPosterior } from './setting-posterior';

/** A run of an experiment with what it keeps. */
export interface RunRead {
  run: ExperimentRun;
  /** Undefined where it has not begun. */
  log: RunLog | undefined;
  /** Undefined where it keeps none that can be read, is not finished, or no picture needs them. */
  outputs: RunOutputs | undefined;
  /** Whether it has outputs that cannot be read, or are of other classes. */
  isDamaged?: boolean;
  measures: RunMeasures;
}

/** The outputs of a run, and what is measured of it. What a file does not say, or cannot be read of it, is left out: the page is one of accuracies. */
export async function readKept(
  path: string,
  log: RunLog | undefined,
  names: readonly Picture[],
): Promise<Pick<RunRead, 'outputs' | 'isDamaged' | 'measures'>> {
  const isNeeded = log?.end && names.some((name) => name !== 'cost');
  const outputs = isNeeded ? await readOutputs(path).catch(() => null) : undefined;
  const fits = outputs && outputs.posterior.length === log!.start.samplesPerClass.length;
  const metrics: Partial<Record<string, unknown>> = await readFile(runFolder(path).metrics, 'utf8')
    .then((text) => JSON.parse(text) ?? {})
    .catch(() => ({}));
  const count = (name: string) => (typeof metrics[name] === 'number' ? (metrics[name] as number) : null);
  return {
    outputs: fits ? outputs : undefined,
    isDamaged: outputs !== undefined && !fits,
    measures: {
      parameters: count('parameters'),
      multiplyAdds: count('multiplyAdds'),
      multiplyAddsAt640: count('multiplyAddsAt640'),
      rho: fits ? rhoOf(outputs) : null,
    },
  };
}

/** ρ = D_Intra / D_Inter of each group (Eq. 17); null where it is not known, or the classes have one centre. */
function rhoOf({ representations }: RunOutputs): RunMeasures['rho'] {
  const known = representationNames(representations).flatMap((name) => {
    const { distances } = representations[name]!;
    if (!distances) return [];
    const ratio = (column: number) => distances[column]! / distances[GROUPS.length + column]!;
    const entries = GROUPS.map((group, i) => [group, Number.isFinite(ratio(i)) ? ratio(i) : null]);
    return [[name, Object.fromEntries(entries)]];
  });
  return known.length === 0 ? null : Object.fromEntries(known);
}

/** What a page shows of the outputs of an experiment's runs. */
export function picturesOf(
  names: readonly Picture[],
  { settings }: Expansion,
  reads: readonly RunRead[],
): ExperimentPictures {
  const isNeeded = names.some((name) => name !== 'cost');
  const finished = reads.filter(({ log }) => log?.end);
  const lacking = (damaged: boolean) =>
    isNeeded
      ? finished.flatMap(({ run, outputs, isDamaged = false }) =>
          !outputs && isDamaged === damaged ? run.folder : [],
        )
      : [];
  const ofSetting = (label: string) =>
    finished.flatMap(({ run, log, outputs }) =>
      run.label === label && outputs ? [{ run, log: log!, outputs }] : [],
    );
  const kept = settings.map(({ label }) => ofSetting(label)).filter((runs) => runs.length > 0);
  return {
    names,
    without: lacking(false),
    damaged: lacking(true),
    posteriors: names.includes('posterior')
      ? kept.map((runs) => settingPosterior(runs[0]!.run.label, runs))
      : [],
    maps: names.includes('tsne')
      ? kept.flatMap((runs) => {
          const { run, log, outputs } = runs[0]!;
          return representationNames(outputs.representations).flatMap(
            (name) => representationMap(outputs, name, run, log) ?? [],
          );
        })
      : [],
  };
}
