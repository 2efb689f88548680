import { bib } from './methods/bib';
import { bsce } from './methods/bsce';
import { ce } from './methods/ce';
import { type LossOptions, paperLossOptions } from './methods/loss-options';
import { mbib } from './methods/mbib';
import type { Method } from './methods/method';

export type { LossOptions, Method };

/**
 * Every method that {@link buildNet} builds, by its name, from the baseline to MBIB: in the order in which a report draws them.
 * A method is added by one entry here.
 *
 * @example
 * ```ts
 * for (const [name, { title, source }] of Object.entries(methods)) console.log(`${name}: ${title} (${source})`);
 * ```
 */
export const methods = { ce, bsce, bib, mbib } satisfies Record<string, Method>;

/** The name of a method: a key of {@link methods}. */
export type MethodName = keyof typeof methods;

/** The names of the methods, in the order of {@link methods}. */
export const methodNames = Object.keys(methods) as readonly MethodName[];

/**
 * The loss options of a method where none are given. Those that it does not read are the paper's.
 *
 * @example
 * ```ts
 * const { m } = defaultLossOptions('bsce'); // 0
 * ```
 */
export function defaultLossOptions(method: MethodName): LossOptions {
  return { ...paperLossOptions, ...methods[method].options };
}

/** The names of the loss options that each method reads. */
export const lossOptionsOf = Object.fromEntries(
  Object.entries(methods).map(([name, { options }]) => [name, Object.keys(options)]),
) as unknown as Readonly<Record<MethodName, readonly (keyof LossOptions)[]>>;
