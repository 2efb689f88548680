import {
  defaultLossOptions,
  type LossOptions,
  lossOptionsOf,
  type MethodName,
  methodNames,
} from '../nets/methods';
import { lossOptionTexts } from '../nets/methods/loss-options';

/** The names of the loss options, in the order of the help. */
export const lossOptionNames = Object.keys(lossOptionTexts) as readonly (keyof LossOptions)[];

/**
 * The help for a loss option: what it is for, the methods that read it and its defaults, all of it as the registry of methods has
 * it.
 *
 * @param jobDefault the job's own default, which holds for every method
 *
 * @example
 * ```ts
 * lossOptionHelp('m'); // 'exponent of the class weights; bsce, bib, mbib (default: 0.1, for bsce 0)'
 * ```
 */
export function lossOptionHelp(option: keyof LossOptions, jobDefault?: number): string {
  const readers = methodNames.filter((method) => lossOptionsOf[method].includes(option));
  const defaultOf = (method: MethodName) => jobDefault ?? defaultLossOptions(method)[option];
  const usual = defaultOf(readers.at(-1)!);
  const others = readers.filter((method) => defaultOf(method) !== usual);
  const exceptions = others.map((method) => `, for ${method} ${defaultOf(method)}`).join('');
  return `${lossOptionTexts[option]}; ${readers.join(', ')} (default: ${usual}${exceptions})`;
}
