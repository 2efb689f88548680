import type { EpochLine, EpochResult } from '../log/run-log';
import type { UnreadableImage } from '../photos/unreadable-image-error';

/** How far an epoch has come. A number that is not known yet is null. */
export interface EpochProgress {
  /** The epoch under way, counted from 1. */
  epoch: number;
  /** Length of the training, in epochs. */
  epochs: number;
  /** Number of steps that are done of this epoch. */
  step: number;
  /** Number of steps in an epoch. */
  steps: number;
  /** Mean loss over the images of this epoch, as far as the losses have been read from the backend. */
  loss: number | null;
  /** Training images a second. */
  imagesPerSecond: number | null;
  /** Estimate of the seconds till the end of the training, evaluations included. */
  secondsLeft: number | null;
}

/** The backend has started. */
export interface BackendEvent {
  /** Tells the events apart. */
  type: 'backend';
  /** The backend's name. */
  name: string;
  /** A sentence that says why it is this one. */
  reason: string;
}

/** The backbone has taken weights from a saved model. */
export interface WeightsEvent {
  /** Tells the events apart. */
  type: 'weights';
  /** Number of weights (variables) that it took. */
  count: number;
  /** Path of the saved model. */
  from: string;
}

/** An image was left out. */
export interface SkippedEvent extends UnreadableImage {
  /** Tells the events apart. */
  type: 'skipped';
}

/** Photographs are being encoded before the training: some more are done. */
export interface EncodingEvent {
  /** Tells the events apart. */
  type: 'encoding';
  /** Number of photographs, or views of them, that are done. */
  done: number;
  /** Number of all: where they are encoded, of those that were not in the cache. */
  total: number;
  /** Estimate of the seconds till all are done. */
  secondsLeft: number;
}

/** Photographs are being decoded before the training, to know which of them can be: some more are done. */
export interface DecodingEvent extends Omit<EncodingEvent, 'type'> {
  /** Tells the events apart. */
  type: 'decoding';
}

/** A step is done. */
export interface StepEvent extends EpochProgress {
  /** Tells the events apart. */
  type: 'step';
}

/** The evaluation after an epoch begins. */
export interface EvaluatingEvent extends EpochProgress {
  /** Tells the events apart. */
  type: 'evaluating';
}

/** An epoch is trained, evaluated and written to the log. */
export interface EpochEvent {
  /** Tells the events apart. */
  type: 'epoch';
  /** What the log holds of it. */
  line: EpochLine;
  /** Length of the training, in epochs. */
  epochs: number;
  /** The best epoch so far. */
  best: EpochResult;
  /** What the accuracies are measured on. */
  measured: 'test' | 'validation';
}

/** The run has ended: it is finished, was stopped, or failed, at its very beginning too. No event follows. */
export interface EndEvent {
  /** Tells the events apart. */
  type: 'end';
}

/** What a recipe has to say that no other event says. */
export interface NoteEvent {
  /** Tells the events apart. */
  type: 'note';
  /** A sentence. */
  text: string;
}

/** What a run tells of itself while it goes on: plain data, which can be sent to another thread or process. */
export type RunEvent =
  | BackendEvent
  | WeightsEvent
  | SkippedEvent
  | EncodingEvent
  | DecodingEvent
  | StepEvent
  | EvaluatingEvent
  | EpochEvent
  | EndEvent
  | NoteEvent;

/** Hears what a run tells. */
export type Tell = (event: RunEvent) => void;
