const JOBS: Record<string, string> = {
  'cifar100-lt': 'CIFAR-100-LT',
  'imagenet-lt': 'ImageNet-LT',
  inaturalist2018: 'iNaturalist 2018',
  digits: 'Long-tailed digits',
};

/**
 * What a job's data set is called on a page; an unknown job keeps its own name.
 *
 * @example
 * ```ts
 * import { jobName } from 'mbib/jobs';
 *
 * jobName('cifar100-lt'); // 'CIFAR-100-LT'
 * ```
 */
export const jobName = (job: string): string => (Object.hasOwn(JOBS, job) ? JOBS[job]! : job);
