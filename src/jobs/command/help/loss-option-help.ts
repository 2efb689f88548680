import { lossDefaultsOf, lossOptionTable, type MethodRegistry } from '../../nets/method-registry';
import { methods } from '../../nets/methods';

/**
 * The help for a loss option: what it is for, the methods that read it and its defaults, all of it as the registry of methods has
 * it.
 *
 * @param jobDefault the job's own default, which holds for every method
 * @param registry the methods that can be trained
 *
 * @example
 * ```ts
 * lossOptionHelp('m'); // 'exponent of the class weights; bsce, bsce-mlp, … (default: 0.1, for bsce 0, for bsce-mlp 0)'
 * ```
 */
export function lossOptionHelp(
  option: string,
  jobDefault?: number,
  registry: MethodRegistry = methods,
): string {
  const { text, default: ofOption } = lossOptionTable(registry)[option]!;
  const readers = Object.keys(registry).filter((method) => option in registry[method]!.options);
  const usual = jobDefault ?? ofOption;
  const defaultOf = (method: string) => jobDefault ?? lossDefaultsOf(registry, method)[option];
  const others = readers.filter((method) => defaultOf(method) !== usual);
  const exceptions = others.map((method) => `, for ${method} ${defaultOf(method)}`).join('');
  return `${text}; ${readers.join(', ')} (default: ${usual}${exceptions})`;
}
