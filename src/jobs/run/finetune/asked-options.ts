import { disAlignWeights } from 'mbib/baselines';
import {
  assertBoolean,
  assertClassCounts,
  assertLengthExponent,
  assertText,
  rejectType,
} from '../../../checks';
import { resolveOptions } from '../../../options';
import { classifierFilesOptions } from '../../classifier/classifier-files';
import type { RunLog } from '../../log/run-log';
import type { Job } from '../job';
import { UnreadOptionError } from '../run-errors';
import { type FinetuneOptions, finetuneChecks, readsOf, stageForms } from './finetune-options';
import { readingOf } from './first-stage';

const placeOptions = {
  out: { check: assertText, default: undefined },
  resume: { check: assertBoolean, default: false },
  ...classifierFilesOptions,
} as const;

/** What is given for a second stage, checked and sorted by what it is for. */
export function askedOptions(job: Job, given: FinetuneOptions & Record<string, unknown>) {
  const { method: stage, ...rest } = finetuneChecks;
  const optional = Object.entries(rest).map(([name, option]) => [name, { ...option, default: undefined }]);
  const own = { method: stage, ...Object.fromEntries(optional), ...placeOptions };
  const isOwn = ([name]: [string, unknown]) => Object.hasOwn(own, name);
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  assertKnown(job, Object.keys(own), Object.fromEntries(entries));
  const { out, resume, quantize, ...options } = resolveOptions(
    Object.fromEntries(entries.filter(isOwn)),
    own,
  ) as unknown as FinetuneOptions;
  const reading = readingOf(job, Object.fromEntries(entries.filter((entry) => !isOwn(entry))));
  const asked = Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as unknown as FinetuneOptions;
  const { method } = asked;
  const unread = Object.keys(asked).find(
    (name) => !['method', 'seed', 'backend', ...readsOf(method)].includes(name),
  );
  if (unread) throw new UnreadOptionError(unread, method);
  return { place: { out, resume: resume ?? false, quantize }, asked, reading };
}

/** Throws where an option is neither one of second stages nor one that says how the data of the job is read. */
function assertKnown({ name: job, reading = [] }: Job, own: readonly string[], given: object): void {
  const known = [...own, ...reading];
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const why = reading.length > 0 ? '' : ` (the data of the job ${job} is read without options)`;
  rejectType('options', `hold ${known.join(', ')} only${why}`, unknown);
}

/**
 * Throws where a second stage cannot be done with its options on this run, as far as its log tells: before anything is computed.
 *
 * @throws RangeError where τ is missing and nothing could choose it, or τ, ρ or a class count is not what the stage can take
 */
export function assertServes({ method, tau, rho }: FinetuneOptions, { start }: RunLog, path: string): void {
  assertTau({ method, tau }, start.selection !== undefined, `the run in ${path}`);
  if (method === 'disalign') disAlignWeights(start.samplesPerClass, rho);
  if (method === 'logit-adjustment' || method === 'maxnorm') assertClassCounts(start.samplesPerClass);
}

/**
 * Throws where τ is missing and nothing could choose it, or is not what the second stage can take.
 *
 * @param validates whether the first stage has validation images
 * @param firstStage what a message calls it
 * @throws RangeError
 */
export function assertTau(
  { method, tau }: Pick<FinetuneOptions, 'method' | 'tau'>,
  validates: boolean,
  firstStage: string,
): void {
  if (method === 'tau-norm' && tau !== undefined) assertLengthExponent('options.tau', tau);
  if (!stageForms[method].reads.includes('tau') || tau !== undefined || validates) return;
  throw new RangeError(
    `options.tau must be given for ${method}: ${firstStage} has no validation images that could choose it, and test images choose nothing. A run that chooses its epoch on validation images has some (select: val).`,
  );
}
