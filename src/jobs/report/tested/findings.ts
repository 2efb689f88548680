import type { MistakePicture } from '../../log/outputs/mistake-picture';
import type { RunLog } from '../../log/run-log';
import type { DataSet } from '../data-sets';
import { type Calibration, calibration } from './calibration';
import { type Confusion, type Confusions, confusions } from './confusions';
import type { RunDetails, TestedImages } from './run-details';

/** What the test images say of a series, over its runs that kept what they predicted. */
export interface Findings {
  /** Number of these runs. */
  runs: number;
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
    const kept = runs.flatMap((run) => details.get(run)?.outputs ?? []).filter((each) => fits(each, classes));
    if (kept.length === 0) return null;
    const shown = runs.find((run) => details.get(run)?.mistakes?.length);
    const mistakes = shown && details.get(shown)!.mistakes!.filter((each) => fitsPicture(each, classes));
    return {
      runs: kept.length,
      confusions: confusions(kept, classes),
      calibration: ofAll(kept),
      pictures: shown && mistakes ? { run: shown.name, mistakes } : null,
    };
  });
}

function fits({ labels, predictions }: TestedImages, classes: number): boolean {
  return (
    Array.from(labels).every((label) => label < classes) && Array.from(predictions).every((k) => k < classes)
  );
}

function fitsPicture({ label, prediction }: MistakePicture, classes: number): boolean {
  return label < classes && prediction < classes;
}

function ofAll(runs: readonly TestedImages[]): Calibration {
  const joined = <Key extends keyof TestedImages>(key: Key) => runs.flatMap((run) => Array.from(run[key]));
  const [labels, predictions] = [joined('labels'), joined('predictions')];
  return calibration(joined('confidence'), (i) => labels[i] === predictions[i]);
}

/** Findings as a page brings them for its script: short, for the confusions of thousands of classes. */
export interface PackedFindings {
  runs: number;
  tested: number[];
  right: number[];
  /** Truth, prediction and number of images of each confusion, one after the other. */
  mistakes: number[];
  calibration: Calibration;
}

/** Packs findings for the page's script. */
export function packed({ runs, confusions, calibration }: Findings): PackedFindings {
  const { tested, right } = confusions;
  const mistakes = confusions.mistakes.flatMap(({ truth, predicted, images }) => [truth, predicted, images]);
  return { runs, tested, right, mistakes, calibration };
}

/** Unpacks them there. The pictures are in the page already. */
export function unpacked({ runs, tested, right, mistakes, calibration }: PackedFindings): Findings {
  const list: Confusion[] = [];
  for (let i = 0; i < mistakes.length; i += 3) {
    list.push({ truth: mistakes[i]!, predicted: mistakes[i + 1]!, images: mistakes[i + 2]! });
  }
  return { runs, confusions: { mistakes: list, tested, right }, calibration, pictures: null };
}
