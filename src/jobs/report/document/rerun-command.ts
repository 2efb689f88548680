import type { RecordedOptions, RunLog } from '../../log/run-log';
import { secondStages } from '../../log/second-stages';
import { shellWord } from '../../log/words';

/**
 * The command that makes a run again, as far as its log tells: where the data is, is not recorded.
 *
 * @example
 * ```ts
 * rerunCommand(run); // 'npx mbib train digits --method mbib --epochs 20 --seed 0'
 * ```
 */
export function rerunCommand({ start }: RunLog): string {
  const { job, method, options, firstStage, teacher } = start;
  if (firstStage && Object.hasOwn(secondStages, method)) {
    // The command has a shorter name for it.
    const name = method === 'post-hoc-logit-adjustment' ? 'logit-adjustment' : method;
    return ['npx mbib finetune', shellWord(firstStage.run), ...flags({ ...options, method: name })].join(' ');
  }
  const taught = { ...options, ...(teacher && { teacher: teacher.run }) };
  return ['npx mbib train', shellWord(job), ...flags({ method, ...taught })].join(' ');
}

function flags({ out: _, resume: __, method, ...options }: RecordedOptions): string[] {
  const all = { ...(method !== undefined && { method }), ...options };
  return Object.entries(all).flatMap(([name, value]) => {
    if (value === false) return [];
    const flag = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    return value === true ? [flag] : [`${flag} ${shellWord(String(value))}`];
  });
}
