import { type LossOptions, lossOptions } from 'mbib/jobs';
import { optionsRead } from '../../state/options-read';
import type { RunGroup } from '../../state/run-group';
import type { NextSettings } from '../../state/run-settings';
import { settingsOf } from '../../state/settings-of';

/** A setting of the next training that is not that of the runs on the stage. */
export interface Change {
  /** What people call it: 'β'. */
  title: string;
  next: string;
  /** What the runs on the stage have. */
  now: string;
}

const TITLES = {
  epochs: 'Epochs',
  passes: 'Passes',
  imbalanceFactor: 'Imbalance',
  backend: 'Backend',
} as const;

/** What of the next training is not as in the runs on the stage, setting by setting. */
export function changes(groups: readonly RunGroup[], next: NextSettings): Change[] {
  const found = new Map<string, Change>();
  for (const { settings: now } of groups) {
    const then = settingsOf(now.method, 0, next);
    const names = [...optionsRead([now.method]), ...(Object.keys(TITLES) as (keyof typeof TITLES)[])];
    for (const name of names) {
      if (then[name] === now[name]) continue;
      const title =
        name in TITLES ? TITLES[name as keyof typeof TITLES] : lossOptions[name as keyof LossOptions].title;
      found.set(name, { title, next: String(then[name]), now: String(now[name]) });
    }
  }
  return [...found.values()];
}
