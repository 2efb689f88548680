import { printableLines } from '../data/text/quoted';
import { percent } from '../log/format';
import type { RunResult } from '../run/finish-run';
import { balancedAccuracy } from '../run/selection/better-balanced';
import { groups } from './progress-lines';

/** Prints what a finished run came to, and where it lies. */
export function tellResult({ path, last, best, test, testOfLast, withoutReport }: RunResult): void {
  // Where validation images chose the epoch, these are the accuracies on them.
  const measured = test ? ', validation' : '';
  console.log(`Last (epoch ${last.epoch}${measured})  ${groups(last.accuracy)}`);
  console.log(`Best (epoch ${best.epoch}${measured})  ${groups(best.accuracy)}`);
  for (const tested of test === testOfLast ? [test] : [test, testOfLast]) {
    if (!tested) continue;
    const { epoch, accuracy, perClass } = tested;
    console.log(
      `Test (epoch ${epoch})  ${groups(accuracy)}  balanced ${percent(balancedAccuracy(perClass))}`,
    );
  }
  if (withoutReport === undefined) {
    console.log(printableLines(`Classifier, metrics.json, log.jsonl and report.html are in ${path}`));
    return;
  }
  console.log(printableLines(`Classifier, metrics.json and log.jsonl are in ${path}`));
  console.error(printableLines(`There is no new report: ${withoutReport}`));
}
