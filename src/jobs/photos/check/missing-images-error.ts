import { DataError } from '../../data/data-error';
import { count } from '../../log/format';
import { isLinkOut } from '../reading/photo-files';
import { describeUnreadable } from '../unreadable-image-error';
import type { PhotoProblem } from './listed-problems';
import type { MissingPhotos } from './missing-photos';

/** How many of the images a message names. */
const NAMED = 3;

/**
 * Thrown before a run starts where images that its lists name are not there.
 *
 * @example
 * ```ts
 * import { type Job, MissingImagesError, runJob } from 'mbib/jobs';
 *
 * declare const job: Job;
 * try {
 *   await runJob(job, {});
 * } catch (error) {
 *   if (!(error instanceof MissingImagesError)) throw error;
 *   for (const { path, reason } of error.problems) console.log(path, reason);
 * }
 * ```
 */
export class MissingImagesError extends DataError {
  /** All images that cannot be read, in the order of the lists. */
  readonly problems: readonly PhotoProblem[];

  constructor(
    { files, problems }: MissingPhotos,
    /** The list of which nothing would be left, where missing images were to be left out. */
    readonly emptyList?: string | undefined,
  ) {
    const first = problems.slice(0, NAMED);
    const more = problems.length > NAMED ? `; and ${count(problems.length - NAMED)} more` : '';
    const many = `${count(problems.length)} ${problems.length === 1 ? 'listed image' : 'listed images'}`;
    const why = emptyList === undefined ? '' : `No image of the list ${emptyList} is there. `;
    super(
      problems[0]!.file,
      `${why}${many} cannot be read (the lists name ${count(files)} files): ${first.map(describeUnreadable).join('; ')}${more}.`,
    );
    this.problems = problems;
  }

  /** Whether some are links that lead out of the folder of the images. */
  get hasLinksOut(): boolean {
    return this.problems.some(({ reason }) => isLinkOut(reason));
  }
}
