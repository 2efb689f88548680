import { messageOf } from 'mbib/jobs';

/** What is said where runs cannot be kept, by the error of the browser's storage. */
export function whyNotKept(error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  if (name === 'QuotaExceededError') {
    return 'The browser has no room left for this page: the latest runs are lost when it is closed. Remove runs or their classifiers, or save them as a report first.';
  }
  if (name === 'SecurityError' || name === 'InvalidStateError' || name === 'UnknownError') {
    return 'This browser keeps nothing for this page, as in a private window: runs are lost when it is closed. Save what you need as a report.';
  }
  return `Runs are not kept when the page is closed: ${messageOf(error)}. Save what you need as a report.`;
}

/** What is said when the storage was closed while the page was open. */
export const storageLost =
  'The browser has closed the storage of this page: load it anew to go on keeping runs. What has ended until now is kept.';
