import { ExperimentError } from '../../../experiment/experiment-error';
import { messageOf } from '../../../log/message-of';
import { didYouMean } from '../../../log/near-miss';

/**
 * Calls a check, and complains of what it throws.
 *
 * @param source what the message begins with
 * @param reworded changes what the check said
 * @throws ExperimentError
 */
export function complaining(
  source: string,
  check: () => unknown,
  reworded = (problem: string) => problem,
): void {
  try {
    check();
  } catch (error) {
    const problem = messageOf(error);
    const told = problem.replace(
      /^options\.(\w+) must be given, got nothing$/,
      "the option $1 must be given, got nothing: add '--set $1=…'",
    );
    throw new ExperimentError(source, reworded(told) + choiceMeant(problem));
  }
}

/** Where a value is none of those that there are: which one was probably meant, as a command line tells it. */
function choiceMeant(problem: string): string {
  const [, choices = '', given = ''] = /must be one of (.+), got '(.+)'$/s.exec(problem) ?? [];
  return didYouMean(
    given,
    Array.from(choices.matchAll(/'([^']*)'/g), ([, choice]) => choice!),
  );
}
