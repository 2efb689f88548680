import { readFile } from 'node:fs/promises';
import type { Expansion, ExperimentRun } from '../../../experiment/expand';
import type { Picture } from '../../../experiment/experiment';
import type { ExperimentPictures, RepresentationMap } from '../../../experiment/results/pictures';
import { MEASURED, type RunMeasures } from '../../../experiment/results/run-row';
import { readOutputs } from '../../../files/reading/read-outputs';
import { GROUPS } from '../../../log/groups';
import { distanceRatios } from '../../../log/outputs/distance-ratios';
import type { RunOutputs } from '../../../log/outputs/run-outputs';
import type { RunLog } from '../../../log/run-log';
import { runFolder } from '../../../run/run-folder';
import { measuredRepresentations, representationsOf } from './measured-representations';
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
      representations: log ? representationsOf(log, fits ? outputs : undefined) : [],
      rho: log && fits ? rhoOf(log, outputs) : null,
    },
  };
}

/** ρ = D_Intra / D_Inter of each group (Eq. 17); null where it is not known, or the classes have one centre. */
function rhoOf(log: RunLog, outputs: RunOutputs): RunMeasures['rho'] {
  const measured = measuredRepresentations(log, outputs);
  const known = MEASURED.flatMap((name) => {
    const distances = measured[name]?.distances;
    if (!distances) return [];
    const ratios = distanceRatios(distances);
    const entries = GROUPS.map((group, i) => [group, Number.isFinite(ratios[i]) ? ratios[i] : null]);
    return [[name, Object.fromEntries(entries)]];
  });
  return known.length === 0 ? null : Object.fromEntries(known);
}

/** A finished run with its outputs. */
type KeptRun = Pick<RunRead, 'run'> & { log: RunLog; outputs: RunOutputs };

/** What a page shows of the outputs of an experiment's runs. */
export function picturesOf(
  names: readonly Picture[],
  { settings }: Expansion,
  reads: readonly RunRead[],
): ExperimentPictures {
  const finished = reads.filter(({ log }) => log?.end);
  const kept = finished.flatMap(({ run, log, outputs }): KeptRun[] =>
    outputs ? [{ run, log: log!, outputs }] : [],
  );
  const bySetting = settings
    .map(({ label }) => kept.filter(({ run }) => run.label === label))
    .filter((runs) => runs.length > 0);
  return {
    names,
    ...lackingOutputs(names, finished),
    withoutV: names.some((name) => name === 'tsne' || name === 'rho')
      ? kept.filter(lacksV).map(({ run }) => run.folder)
      : [],
    posteriors: names.includes('posterior')
      ? bySetting.map((runs) => settingPosterior(runs[0]!.run.label, runs))
      : [],
    maps: names.includes('tsne') ? bySetting.flatMap(mapsOf) : [],
  };
}

/** Folders of finished runs without outputs, and with outputs that are damaged; none where no picture needs outputs. */
function lackingOutputs(
  names: readonly Picture[],
  finished: readonly RunRead[],
): Pick<ExperimentPictures, 'without' | 'damaged'> {
  if (names.every((name) => name === 'cost')) return { without: [], damaged: [] };
  const lacking = finished.filter(({ outputs }) => !outputs);
  const folders = (damaged: boolean) =>
    lacking.filter(({ isDamaged = false }) => isDamaged === damaged).map(({ run }) => run.folder);
  return { without: folders(false), damaged: folders(true) };
}

function lacksV({ log, outputs }: KeptRun): boolean {
  return representationsOf(log, outputs).includes('v') && !outputs.representations.v;
}

/** A map of each representation, of the first run that has it: runs of an earlier version lack v. */
function mapsOf(runs: readonly KeptRun[]): RepresentationMap[] {
  return MEASURED.flatMap((name) => {
    for (const { run, log, outputs } of runs) {
      const found = measuredRepresentations(log, outputs)[name];
      if (found) return representationMap(outputs, { name, values: found.values }, run, log) ?? [];
    }
    return [];
  });
}
