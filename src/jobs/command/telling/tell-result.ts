import { percent } from '../../log/format';
import type { GroupAccuracy } from '../../log/run-log';
import type { RunResult } from '../../run/finish-run';
import { balancedAccuracy } from '../../run/selection/better-balanced';
import { type Paint, printLine, printWarning } from '../terminal/print';
import { terminalOf } from '../terminal/terminal';
import { joinWithin } from '../terminal/wrap';
import { groupParts } from './progress-lines';

/** Prints what a finished run came to, and where it lies. */
export function tellResult(result: RunResult): void {
  const { path, testedOn, last, best, test, testOfLast, withoutReport } = result;
  // Where validation images chose the epoch, these are the accuracies on them.
  const measured = test || testedOn ? ', validation' : '';
  tellFigures(`Last (epoch ${last.epoch}${measured})`, last.accuracy);
  tellFigures(`Best (epoch ${best.epoch}${measured})`, best.accuracy);
  for (const tested of test === testOfLast ? [test] : [test, testOfLast]) {
    if (!tested) continue;
    const { epoch, accuracy, perClass } = tested;
    const of = testedOn ? ', on the validation images' : '';
    tellFigures(`Test (epoch ${epoch}${of})`, accuracy, [`balanced ${percent(balancedAccuracy(perClass))}`]);
  }
  if (withoutReport === undefined) {
    printLine(`Classifier, metrics.json, log.jsonl and report.html are in ${path}`);
    return;
  }
  printLine(`Classifier, metrics.json and log.jsonl are in ${path}`);
  printWarning(`There is no new report: ${withoutReport}`, (text, { yellow }) => yellow(text));
}

/** A line with a title and figures, broken between two of them where it is too long. */
function tellFigures(title: string, accuracy: GroupAccuracy, more: readonly string[] = []): void {
  const { width } = terminalOf(process.stdout);
  const boldTitle: Paint = (text, { bold }) => bold(title) + text.slice(title.length);
  printLine(joinWithin([title, ...groupParts(accuracy), ...more], '  ', width, '  '), boldTitle);
}
