/**
 * The second stages on a finished run, by the names that logs have for them, with what people call them. After stage 1 the network stays
 * as it is, and its last classifier is trained anew or changed.
 *
 * @example
 * ```ts
 * import { secondStageNames, secondStages } from 'mbib/jobs';
 *
 * for (const name of secondStageNames) console.log(name, secondStages[name].title);
 * ```
 */
export const secondStages = {
  crt: { title: 'cRT' },
  lws: { title: 'LWS' },
  'tau-norm': { title: 'τ-normalisation' },
  disalign: { title: 'DisAlign' },
  maxnorm: { title: 'MaxNorm' },
  'post-hoc-logit-adjustment': { title: 'Logit adjustment post hoc' },
} as const;

/** The name of a second stage in a log: a key of {@link secondStages}. */
export type SecondStageName = keyof typeof secondStages;

/**
 * The names of {@link secondStages}, in their order.
 *
 * @example
 * ```ts
 * import { secondStageNames } from 'mbib/jobs';
 *
 * console.log(secondStageNames.includes('crt'));
 * ```
 */
export const secondStageNames = Object.keys(secondStages) as readonly SecondStageName[];
