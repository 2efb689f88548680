import type { MistakePicture } from '../../log/outputs/mistake-picture';
import type { TestedRows } from '../../log/outputs/tested-rows';
import type { RunLog } from '../../log/run-log';
import type { DataSet } from '../grouping/data-sets';
import { type Calibration, calibration } from './calibration';
import { type Confusion, type Confusions, confusions } from './confusions';
import type { RunDetails } from './run-details';

/** What the test images say of a series, over its runs that kept what they predicted. */
export interface Findings {
  /** Number of these runs. */
  runs: number;
  /** The epochs after which they predicted it, each once, in ascending order; none where that is not known. */
  epochs: number[];
  /** Names of the other runs of the series, of which nothing is in here. */
  without: string[];
  confusions: Confusions;
  calibration: Calibration;
  /** The most confident mistakes of the first run that kept them. */
  pictures: { run: string; mistakes: readonly MistakePicture[] } | null;
}

/**
 * What the test images say of each series of a data set; null for a series none of whose runs kept what it predicted.
 *
 * @param details of the runs, by their logs
 */
export function findingsOf(
  { series, classNames }: DataSet,
  details: ReadonlyMap<RunLog, RunDetails>,
): (Findings | null)[] {
  const classes = classNames.length;
  return series.map(({ runs }) => {
    const outputsOf = (run: RunLog) => {
      const outputs = details.get(run)?.outputs;
      return outputs && fits(outputs, classes) ? outputs : undefined;
    };
    const kept = runs.flatMap((run) => outputsOf(run) ?? []);
    if (kept.length === 0) return null;
    const shown = runs.find((run) => details.get(run)?.mistakes?.length);
    const mistakes = shown && details.get(shown)!.mistakes!.filter((each) => fitsPicture(each, classes));
    return {
      runs: kept.length,
      epochs: [...new Set(kept.flatMap(({ epoch }) => epoch ?? []))].sort((a, b) => a - b),
      without: runs.filter((run) => !outputsOf(run)).map(({ name }) => name),
      confusions: confusions(kept, classes),
      calibration: ofAll(kept),
      pictures: shown && mistakes ? { run: shown.name, mistakes } : null,
    };
  });
}

function fits({ labels, predictions }: TestedRows, classes: number): boolean {
  return (
    Array.from(labels).every((label) => label < classes) && Array.from(predictions).every((k) => k < classes)
  );
}

function fitsPicture({ label, prediction }: MistakePicture, classes: number): boolean {
  return label < classes && prediction < classes;
}

function ofAll(runs: readonly TestedRows[]): Calibration {
  const joined = <Key extends 'labels' | 'predictions' | 'confidence'>(key: Key) =>
    runs.flatMap((run) => Array.from(run[key]));
  const [labels, predictions] = [joined('labels'), joined('predictions')];
  return calibration(joined('confidence'), (i) => labels[i] === predictions[i]);
}

/** Findings as a page brings them for its script: short, for the confusions of thousands of classes. */
export interface PackedFindings extends Pick<Findings, 'runs' | 'epochs' | 'without' | 'calibration'> {
  tested: number[];
  right: number[];
  /** Truth, prediction and number of images of each confusion, one after the other. */
  mistakes: number[];
}

/** Packs findings for the page's script. */
export function packed({ runs, epochs, without, confusions, calibration }: Findings): PackedFindings {
  const { tested, right } = confusions;
  const mistakes = confusions.mistakes.flatMap(({ truth, predicted, images }) => [truth, predicted, images]);
  return { runs, epochs, without, tested, right, mistakes, calibration };
}

/** Unpacks them there. The pictures are in the page already. */
export function unpacked({ tested, right, mistakes, ...rest }: PackedFindings): Findings {
  const list: Confusion[] = [];
  for (let i = 0; i < mistakes.length; i += 3) {
    list.push({ truth: mistakes[i]!, predicted: mistakes[i + 1]!, images: mistakes[i + 2]! });
  }
  return { ...rest, confusions: { mistakes: list, tested, right }, pictures: null };
}
