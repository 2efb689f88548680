import { signal } from '@preact/signals';

/** The parts of the stage. A wide window shows one at a time without scrolling, a narrow one all, in this order. */
export const scenes = [
  { name: 'data', title: 'The data' },
  { name: 'why', title: 'Why it helps' },
  { name: 'training', title: 'Training' },
  { name: 'runs', title: 'Runs' },
  { name: 'try', title: 'Try it' },
] as const;

export type SceneName = (typeof scenes)[number]['name'];

/** The part that a wide window shows. */
export const scene = signal<SceneName>('data');
