import { lossDefaultsOf, lossOptionTable, type MethodRegistry } from './method-registry';
import type { BaselineOptions } from './methods/baselines/baseline-options';
import { cdt } from './methods/baselines/cdt';
import { ceDrw, classBalanced } from './methods/baselines/class-balanced';
import { dive } from './methods/baselines/dive';
import { focal } from './methods/baselines/focal';
import { labelAwareSmoothing } from './methods/baselines/label-aware-smoothing';
import { lade } from './methods/baselines/lade';
import { ldam, ldamDrw } from './methods/baselines/ldam';
import { logitAdjustment } from './methods/baselines/logit-adjustment';
import { reslt } from './methods/baselines/reslt';
import { seesaw } from './methods/baselines/seesaw';
import { bib } from './methods/bib';
import { bsce } from './methods/bsce';
import { ce } from './methods/ce';
import type { ExpertOptions } from './methods/experts/expert-option';
import { ride } from './methods/experts/ride';
import { sade } from './methods/experts/sade';
import { sadeMbib } from './methods/experts/sade-mbib';
import { type LossOption, type PaperOptions, paperOptions } from './methods/loss-options';
import { mbib } from './methods/mbib';
import type { Method } from './methods/method';
import { bsceMlp } from './methods/variants/bsce-mlp';
import { allMbib, seMbib } from './methods/variants/connected-mbib';
import { bsceTwoBranches, ceTwoBranches, sdib } from './methods/variants/two-branches';

export { type BaselineOptions, type LossOption, type Method, type PaperOptions, paperOptions };

/**
 * Every method that {@link buildNet} builds, by its name: `ce` (cross entropy), losses of other papers, balanced softmax, networks of
 * experts, variants of the paper and `bib` in the order of what they add, `mbib`, and SADE with it. A report draws them in this order, and a
 * help lists them so under each heading.
 * A method is added by one entry here, which also says what options of its own it has.
 *
 * @example
 * ```ts
 * import { methods } from 'mbib/jobs';
 *
 * for (const [name, { title, source }] of Object.entries(methods)) console.log(`${name}: ${title} (${source})`);
 * ```
 */
export const methods = {
  ce,
  focal,
  /** Cross entropy with weights by the effective number of samples. */
  'class-balanced': classBalanced,
  /** Cross entropy with those weights late in the training. */
  'ce-drw': ceDrw,
  ldam,
  /** LDAM with those weights late in the training. */
  'ldam-drw': ldamDrw,
  cdt,
  /** Logit-adjusted cross entropy. */
  'logit-adjustment': logitAdjustment,
  lade,
  seesaw,
  /** Cross entropy whose labels are smoothed more for frequent classes. */
  'label-aware-smoothing': labelAwareSmoothing,
  reslt,
  /** Balanced softmax and distillation from a teacher. */
  dive,
  bsce,
  /** Balanced softmax on the paper's branch z. */
  'bsce-mlp': bsceMlp,
  ride,
  sade,
  /** Both branches of BIB with plain cross entropy, apart from each other. */
  'ce-2branch': ceTwoBranches,
  sdib,
  /** Both branches of BIB with balanced softmax, apart from each other. */
  'bsce-2branch': bsceTwoBranches,
  bib,
  /** MBIB with its bottlenecks in sequence. */
  'se-mbib': seMbib,
  /** MBIB with a bottleneck between each head and every deeper one. */
  'all-mbib': allMbib,
  mbib,
  /** SADE with MBIB in each expert. */
  'sade-mbib': sadeMbib,
} satisfies MethodRegistry;

/** The name of a method: a key of {@link methods}. */
export type MethodName = keyof typeof methods;

/**
 * The names of the methods, in the order of {@link methods}.
 *
 * @example
 * ```ts
 * import { buildNet, digitsPerClass, expertsOf, methodNames, smallConvnet } from 'mbib/jobs';
 *
 * const stages = ['stage1', 'stage2', 'stage3'];
 * const task = { samplesPerClass: digitsPerClass, seed: 0 };
 * const nets = methodNames.map((method) =>
 *   buildNet(method, smallConvnet({ experts: expertsOf({ method }) }), stages, task),
 * );
 * ```
 */
export const methodNames = Object.keys(methods) as readonly MethodName[];

/** The options of the losses, by the paper's symbols. A method reads some of them; its entry in {@link methods} says which. */
export type LossOptions = {
  // The paper's, and those of every method's entry: what a function takes that could stand for any of these.
  [Name in keyof (PaperOptions &
    BaselineOptions &
    ExpertOptions &
    ({ [Each in MethodName]: (options: (typeof methods)[Each]['options']) => void }[MethodName] extends (
      options: infer All,
    ) => void
      ? All
      : never))]: number;
};

/**
 * The options of the losses of all methods, by their names, in the order in which a help lists them: what each is for, what it may
 * be, and its usual default. {@link defaultLossOptions} has the defaults of one method.
 *
 * @example
 * ```ts
 * import { lossOptions } from 'mbib/jobs';
 *
 * const { title, text, check, default: usual } = lossOptions.gamma;
 * console.log(`${title}: ${text}, usually ${usual}`);
 * check('gamma', 0.5); // throws where gamma cannot have the value
 * ```
 */
export const lossOptions = lossOptionTable(methods) as Readonly<Record<keyof LossOptions, LossOption>>;

/**
 * The names of the loss options, in the order of {@link lossOptions}.
 *
 * @example
 * ```ts
 * import { defaultLossOptions, lossOptionNames } from 'mbib/jobs';
 *
 * const defaults = defaultLossOptions('mbib');
 * for (const name of lossOptionNames) console.log(name, defaults[name]);
 * ```
 */
export const lossOptionNames = Object.keys(lossOptions) as readonly (keyof LossOptions)[];

/**
 * The values that the loss options of a method have where none are given. Those that it does not read have their usual defaults.
 *
 * @param method a key of {@link methods}
 * @returns a value for every name of {@link lossOptionNames}
 * @throws RangeError | TypeError where there is no such method
 *
 * @example
 * ```ts
 * import { defaultLossOptions } from 'mbib/jobs';
 *
 * const { m } = defaultLossOptions('bsce'); // 0
 * ```
 */
export function defaultLossOptions(method: MethodName): LossOptions {
  return lossDefaultsOf(methods, method) as unknown as LossOptions;
}

/**
 * The loss options among the options of a job, for {@link buildNet}, which refuses any that it does not know.
 *
 * @param options a job's; it is not changed
 * @returns those of them that {@link lossOptions} has
 *
 * @example
 * ```ts
 * import { buildNet, digitsPerClass, pickLossOptions, smallConvnet } from 'mbib/jobs';
 *
 * const options = { method: 'bib', epochs: 7, seed: 0, beta: 1 } as const;
 * const { method, seed } = options;
 * const net = buildNet(method, smallConvnet({ seed }), ['stage3'], {
 *   ...pickLossOptions(options), // { beta: 1 }
 *   samplesPerClass: digitsPerClass,
 *   seed,
 * });
 * ```
 */
export function pickLossOptions(options: Readonly<Partial<LossOptions>>): Partial<LossOptions> {
  return Object.fromEntries(Object.entries(options).filter(([name]) => Object.hasOwn(lossOptions, name)));
}

/**
 * The names of the loss options that each method reads.
 *
 * @example
 * ```ts
 * import { lossOptionsOf } from 'mbib/jobs';
 *
 * console.log(lossOptionsOf.bib); // ['beta', 'gamma', 'm', 'tau']
 * console.log(lossOptionsOf.ce); // []
 * ```
 */
export const lossOptionsOf = Object.fromEntries(
  Object.entries(methods).map(([name, { options }]) => [name, Object.keys(options)]),
) as unknown as Readonly<Record<MethodName, readonly (keyof LossOptions)[]>>;
