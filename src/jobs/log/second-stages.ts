/**
 * The second stages on a finished run, by the names that logs have for them. The network of the run stays as it is, and its last classifier
 * is trained anew or changed.
 *
 * @example
 * ```ts
 * import { secondStageNames } from 'mbib/jobs';
 *
 * console.log(secondStageNames.length); // 6
 * ```
 */
export const secondStageNames = [
  'crt',
  'lws',
  'tau-norm',
  'disalign',
  'maxnorm',
  'post-hoc-logit-adjustment',
] as const;

/** The name of a second stage in a log: one of {@link secondStageNames}. */
export type SecondStageName = (typeof secondStageNames)[number];

/** What a report needs to know of a second stage. */
export interface SecondStageTitle {
  /** What people call it. */
  readonly title: string;
}

/**
 * What people call the second stages, by their names.
 *
 * @example
 * ```ts
 * import { secondStageNames, secondStages } from 'mbib/jobs';
 *
 * for (const name of secondStageNames) console.log(name, secondStages[name].title);
 * ```
 */
export const secondStages: Readonly<Record<SecondStageName, SecondStageTitle>> = {
  crt: { title: 'cRT' },
  lws: { title: 'LWS' },
  'tau-norm': { title: 'τ-normalisation' },
  disalign: { title: 'DisAlign' },
  maxnorm: { title: 'MaxNorm' },
  'post-hoc-logit-adjustment': { title: 'Logit adjustment post hoc' },
};
