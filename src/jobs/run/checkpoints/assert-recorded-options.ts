import { resolveOptions } from '../../../options';
import { messageOf } from '../../log/message-of';
import type { Checkpoint } from '../checkpoint';
import type { Job, JobOptions } from '../job';
import { commonOptions, runOptions } from '../job-options';
import { CheckpointError } from '../run-errors';

/** Options that every checkpoint has. */
const always = ['method', 'epochs', 'seed', 'backend'] as const satisfies readonly (keyof JobOptions)[];

/**
 * Throws unless the options that a checkpoint holds are options of the job that its run may have been started with.
 *
 * @throws CheckpointError
 *
 * @example
 * ```ts
 * assertRecordedOptions(checkpoint, job);
 * ```
 */
export function assertRecordedOptions(
  { path, state: { options } }: Checkpoint,
  { name, options: own = {}, reading = [] }: Pick<Job<never, never>, 'name' | 'options' | 'reading'>,
): void {
  const recorded = Object.entries(own)
    .filter(([option]) => !reading.includes(option))
    .map(([option, form]) => [option, { ...form, required: false }]);
  const {
    out: _out,
    resume: _resume,
    quantize: _quantize,
    otherArithmetic: _otherArithmetic,
    teacher: _teacher,
    ...specification
  } = runOptions(Object.fromEntries(recorded));
  try {
    resolveOptions(options, specification, 'its options');
    const lacking = always.find((option) => !Object.hasOwn(options, option));
    if (lacking) throw new Error(`its options lack ${lacking}`);
    commonOptions.method.check('its options.method', options.method as never);
  } catch (error) {
    const reason = `${messageOf(error)}; it is of another job than ${name}, of another version of mbib, or was changed`;
    throw new CheckpointError(path, reason, { cause: error });
  }
}
