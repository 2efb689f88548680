import { effect } from '@preact/signals';
import { runs } from '../state/store';

/**
 * Lets the browser ask before the page is closed or loaded anew while runs train or wait: they would end there.
 *
 * @returns stops doing so
 */
export function warnBeforeLeaving(): () => void {
  const ask = (event: Event) => event.preventDefault();
  return effect(() => {
    const busy = runs.value.some(({ status }) => ['waiting', 'training', 'paused'].includes(status));
    // Only then: a page that listens always is not kept for the browser's way back.
    if (busy) addEventListener('beforeunload', ask);
    else removeEventListener('beforeunload', ask);
  });
}
