import { describeUnreadable } from '../../photos/unreadable-image-error';
import type { RunEvent } from '../../run/run-events';
import type { Paint } from '../terminal/print';

/** A line that a person is told of a run, besides how far it is. */
export interface Notice {
  text: string;
  paint?: Paint;
}

const dimmed: Paint = (text, { dim }) => dim(text);

/**
 * What a person is told of an event once: the backend, where weights came from, images that cannot be read, notes.
 *
 * @returns undefined for an event that says how far a run is
 */
export function noticeOf(event: RunEvent): Notice | undefined {
  switch (event.type) {
    case 'backend':
      return { text: `Backend: ${event.reason}`, paint: dimmed };
    case 'weights':
      return { text: `Backbone: ${event.count} weights from ${event.from}`, paint: dimmed };
    case 'skipped':
      return { text: describeUnreadable(event), paint: (text, { yellow }) => yellow(text) };
    case 'note':
      return { text: event.text };
    default:
      return undefined;
  }
}
