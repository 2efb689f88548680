import type * as bullmq from 'bullmq';

/**
 * Renews the lock of a job while it is worked on. Where that has not succeeded for as long as the lock lasts, as when Redis cannot be
 * reached, the run may be another process's by now: the signal stops it.
 */
export function holdLock(job: bullmq.Job, token: string, milliseconds: number, stop: AbortSignal) {
  const lost = new AbortController();
  let renewed = performance.now();
  const timer = setInterval(async () => {
    if (performance.now() - renewed > milliseconds) return lost.abort();
    const begun = performance.now();
    const isOurs = await job.extendLock(token, milliseconds).catch(() => undefined);
    if (isOurs === 1) renewed = begun;
    if (isOurs === 0) lost.abort();
  }, milliseconds / 4);
  const onStop = () => lost.abort();
  stop.addEventListener('abort', onStop);
  if (stop.aborted) onStop();
  return {
    signal: lost.signal,
    release() {
      clearInterval(timer);
      stop.removeEventListener('abort', onStop);
    },
  };
}
