import { signal } from '@preact/signals';

/** The explanation that is shown, and where the word is that it explains. */
export interface Tooltip {
  text: string;
  /** Its word's box on the screen. */
  at: { left: number; top: number; bottom: number };
}

/** The explanation that is shown. There is one at a time, in a layer above the page, so that nothing moves. */
export const tooltip = signal<Tooltip | undefined>(undefined);
