import type { RunResult } from '../run/finish-run';
import { groups } from './progress-lines';

/** Prints what a finished run came to, and where it lies. */
export function tellResult({ path, last, best }: RunResult): void {
  console.log(`Last (epoch ${last.epoch})  ${groups(last.accuracy)}`);
  console.log(`Best (epoch ${best.epoch})  ${groups(best.accuracy)}`);
  console.log(`Classifier, metrics.json, log.jsonl and report.html are in ${path}`);
}
