import type { FirstStageOfLog, RecordedOptions, RunLog, TeacherOfLog } from '../../log/run-log';
import { type MethodTitles, methodRank, methodTitle, optionTitle, seriesColours } from '../method-title';
import { groupBy } from './group-by';

/** Runs that differ in their seed only. */
export interface Series {
  /**
   * Its name: that of the method, of a second stage with the method of the run that it goes on from, and the options in which it differs
   * from other series of the same.
   */
  label: string;
  /** What its method is called. */
  method: string;
  /** CSS colour of its curves and dots. */
  colour: string;
  /** The runs, one for each seed. */
  runs: RunLog[];
}

/** Options that may differ between the runs of one series. */
const NOT_IDENTITY = new Set(['seed', 'out', 'data', 'resume', 'backend']);

/**
 * Sorts runs on the same data into series, each with a label that tells it from the others.
 *
 * @param titles what their methods are called, in the order of the series
 */
export function seriesOf(runs: RunLog[], titles: MethodTitles): Series[] {
  const groups = groupBy(runs, seriesKey);
  const rankOf = ([run]: RunLog[]) => methodRank(run!.start.method, titles);
  groups.sort((a, b) => rankOf(a) - rankOf(b));
  const names = groups.map(([run]) => run!.start.method);
  const colours = seriesColours(names, titles);
  return groups.map((ofSeries, i) => {
    const name = names[i]!;
    const method = methodTitle(name, titles);
    const first = ofSeries[0]!.start.firstStage?.method;
    const rivals = groups.filter(
      ([other]) => other!.start.method === name && other!.start.firstStage?.method === first,
    );
    const title = first === undefined ? method : `${method} on ${methodTitle(first, titles)}`;
    const label = [title, ...distinctions(ofSeries[0]!, rivals, titles)].join(', ');
    return { label, method, colour: colours[i]!, runs: ofSeries };
  });
}

/** Begin the names of the options of another run: the one that a second stage goes on from, and a teacher. */
const OTHERS = ['first ', 'teacher '] as const;

function identity({ start }: RunLog): Record<string, unknown> {
  const deciding = (options: RecordedOptions) =>
    Object.entries(options).filter(([option]) => !NOT_IDENTITY.has(option));
  // What decided a second stage's first one counts, too, and what decided a teacher, be it that of the first one.
  const { firstStage, teacher = firstStage?.teacher } = start;
  const others = [firstStage, teacher].flatMap((other, i) =>
    other ? deciding(decided(other)).map(([option, value]) => [`${OTHERS[i]}${option}`, value]) : [],
  );
  return {
    ...Object.fromEntries([...deciding(start.options), ...others]),
    method: start.method,
    backend: start.backend,
    epochs: start.epochs,
  };
}

/** What decided the network of another run. Of one that only its classifier tells of, that is its weights. */
function decided(other: FirstStageOfLog | TeacherOfLog): RecordedOptions {
  if ('weights' in other && other.method === undefined) return { weights: other.weights };
  return { ...other.options, method: other.method! };
}

/** The options in which a run differs from other series of its method. */
function distinctions(run: RunLog, rivals: RunLog[][], titles: MethodTitles): string[] {
  const own = identity(run);
  const differing = Object.keys(own).filter((option) =>
    rivals.some(([rival]) => JSON.stringify(identity(rival!)[option]) !== JSON.stringify(own[option])),
  );
  const titleOf = (option: string) => {
    const other = OTHERS.find((start) => option.startsWith(start)) ?? '';
    return `${other}${optionTitle(option.slice(other.length), titles)}`;
  };
  return differing.map((option) => `${titleOf(option)} ${own[option]}`);
}

/** Runs of one series have the same. */
export const seriesKey = (run: RunLog): string => JSON.stringify(Object.entries(identity(run)).sort());
