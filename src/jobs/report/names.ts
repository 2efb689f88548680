const JOBS: Record<string, string> = {
  'cifar100-lt': 'CIFAR-100-LT',
  'imagenet-lt': 'ImageNet-LT',
  inaturalist2018: 'iNaturalist 2018',
  digits: 'Long-tailed digits',
};

const METHODS: Record<string, string> = {
  ce: 'Cross entropy',
  bsce: 'Balanced softmax',
  bib: 'BIB',
  mbib: 'MBIB',
};

const OPTIONS: Record<string, string> = { beta: 'β', gamma: 'γ' };

/** What a job is called on a page; an unknown one keeps its own name. */
export const jobName = (job: string): string => JOBS[job] ?? job;
/** What a method is called on a page; an unknown one keeps its own name. */
export const methodName = (method: string): string => METHODS[method] ?? method;
/** What an option is called on a page; an unknown one keeps its own name. */
export const optionName = (option: string): string => OPTIONS[option] ?? option;

/** Where a method stands among the others, from the baseline to the full one; unknown ones come last. */
export function methodRank(method: string): number {
  const rank = Object.keys(METHODS).indexOf(method);
  return rank === -1 ? Object.keys(METHODS).length : rank;
}
