import type { ComponentChildren } from 'preact';

/** A word of the field, which says what it means when one points at it, touches it or comes to it by the keyboard. */
export function Term({ means, children }: { means: string; children: ComponentChildren }) {
  return <abbr title={means}>{children}</abbr>;
}
