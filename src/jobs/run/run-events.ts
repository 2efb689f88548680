import type { EpochLine, EpochResult } from '../log/run-log';
import type { UnreadableImage } from '../photos/unreadable-image-error';

/** How far an epoch has come. A number that is not known yet is null. */
export interface EpochProgress {
  /** The epoch under way, counted from 1. */
  epoch: number;
  /** Length of the training. */
  epochs: number;
  /** Steps done of this epoch. */
  step: number;
  /** Steps an epoch. */
  steps: number;
  /** Mean over the images of this epoch, as far as the losses have been read. */
  loss: number | null;
  /** Training images a second. */
  imagesPerSecond: number | null;
  /** Till the end of the training, evaluations included. */
  secondsLeft: number | null;
}

/** What a run tells of itself while it goes on: plain data, which can be sent to another thread or process. */
export type RunEvent =
  /** The backend has started; `reason` says why it is this one. */
  | { type: 'backend'; name: string; reason: string }
  /** The backbone has taken weights from a saved model. */
  | { type: 'weights'; count: number; from: string }
  /** An image was left out. */
  | ({ type: 'skipped' } & UnreadableImage)
  /** A step is done. */
  | ({ type: 'step' } & EpochProgress)
  /** The evaluation after the epoch begins. */
  | ({ type: 'evaluating' } & EpochProgress)
  /** An epoch is trained, evaluated and written to the log. */
  | { type: 'epoch'; line: EpochLine; epochs: number; best: EpochResult }
  /** The run has ended: it is finished, was stopped, or failed. */
  | { type: 'end' }
  /** For a recipe that has something of its own to say. */
  | { type: 'note'; text: string };

/** Hears what a run tells. */
export type Tell = (event: RunEvent) => void;
