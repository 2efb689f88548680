import { defaultLossOptions, type LossOptions, lossOptionsOf, type MethodName } from 'mbib/jobs';
import type { NextSettings, RunSettings } from './run-settings';

/**
 * The loss options of a method as they are set on the page. The page has one field an option, filled in for MBIB: a method with another
 * default of its own, such as balanced softmax with m = 0, keeps it, and so do the options that it does not read.
 */
export function lossOptionsFor(method: MethodName, chosen: LossOptions): LossOptions {
  const [own, shown] = [defaultLossOptions(method), defaultLossOptions('mbib')];
  const read = lossOptionsOf[method].filter((name) => own[name] === shown[name]);
  return { ...own, ...Object.fromEntries(read.map((name) => [name, chosen[name]])) };
}

/** The settings of a run of a method with a seed, from what the next training uses. */
export function settingsOf(method: MethodName, seed: number, next: NextSettings): RunSettings {
  const { epochs, passes, imbalanceFactor, backend, from } = next;
  return { ...lossOptionsFor(method, next), method, seed, epochs, passes, imbalanceFactor, backend, from };
}
