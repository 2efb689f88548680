import { percent } from '../log/format';
import type { RunResult } from '../run/finish-run';
import { balancedAccuracy } from '../run/selection/better-balanced';
import { groups } from './progress-lines';

/** Prints what a finished run came to, and where it lies. */
export function tellResult({ path, last, best, test, withoutReport }: RunResult): void {
  console.log(`Last (epoch ${last.epoch})  ${groups(last.accuracy)}`);
  console.log(`Best (epoch ${best.epoch})  ${groups(best.accuracy)}`);
  if (test)
    console.log(
      `Test (epoch ${test.epoch})  ${groups(test.accuracy)}  balanced ${percent(balancedAccuracy(test.perClass))}`,
    );
  if (withoutReport === undefined) {
    console.log(`Classifier, metrics.json, log.jsonl and report.html are in ${path}`);
    return;
  }
  console.log(`Classifier, metrics.json and log.jsonl are in ${path}`);
  console.error(`There is no new report: ${withoutReport}`);
}
