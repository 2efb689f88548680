import { lossDefaultsOf, lossOptionTable, type MethodRegistry } from './method-registry';
import { bib } from './methods/bib';
import { bsce } from './methods/bsce';
import { ce } from './methods/ce';
import { type LossOption, type PaperOptions, paperOptions } from './methods/loss-options';
import { mbib } from './methods/mbib';
import type { Method } from './methods/method';

export { type LossOption, type Method, type PaperOptions, paperOptions };

/**
 * Every method that {@link buildNet} builds, by its name, from the baseline to MBIB: in the order in which a report draws them.
 * A method is added by one entry here, which also says what options of its own it has.
 *
 * @example
 * ```ts
 * for (const [name, { title, source }] of Object.entries(methods)) console.log(`${name}: ${title} (${source})`);
 * ```
 */
export const methods = { ce, bsce, bib, mbib } satisfies MethodRegistry;

/** The name of a method: a key of {@link methods}. */
export type MethodName = keyof typeof methods;

/** The names of the methods, in the order of {@link methods}. */
export const methodNames = Object.keys(methods) as readonly MethodName[];

/** The options of the losses, by the paper's symbols. A method reads some of them; its entry in {@link methods} says which. */
export type LossOptions = {
  // The paper's, and those of every method's entry: what a function takes that could stand for any of these.
  [Name in keyof (PaperOptions &
    ({ [Each in MethodName]: (options: (typeof methods)[Each]['options']) => void }[MethodName] extends (
      options: infer All,
    ) => void
      ? All
      : never))]: number;
};

/** What each option of a loss is for, what it may be, and its usual default, in the order in which a help lists them. */
export const lossOptions = lossOptionTable(methods) as Readonly<Record<keyof LossOptions, LossOption>>;

/** The names of the loss options, in the order of {@link lossOptions}. */
export const lossOptionNames = Object.keys(lossOptions) as readonly (keyof LossOptions)[];

/**
 * The loss options of a method where none are given. Those that it does not read have their usual defaults.
 *
 * @throws RangeError | TypeError where there is no such method
 *
 * @example
 * ```ts
 * const { m } = defaultLossOptions('bsce'); // 0
 * ```
 */
export function defaultLossOptions(method: MethodName): LossOptions {
  return lossDefaultsOf(methods, method) as unknown as LossOptions;
}

/**
 * The loss options among the options of a job, for {@link buildNet}, which refuses any that it does not know.
 *
 * @example
 * ```ts
 * const net = buildNet(method, resnet32({ seed }), stages, { ...pickLossOptions(options), samplesPerClass, seed });
 * ```
 */
export function pickLossOptions(options: Readonly<Partial<LossOptions>>): Partial<LossOptions> {
  return Object.fromEntries(Object.entries(options).filter(([name]) => Object.hasOwn(lossOptions, name)));
}

/** The names of the loss options that each method reads. */
export const lossOptionsOf = Object.fromEntries(
  Object.entries(methods).map(([name, { options }]) => [name, Object.keys(options)]),
) as unknown as Readonly<Record<MethodName, readonly (keyof LossOptions)[]>>;
