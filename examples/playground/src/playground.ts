import { type ImageSplit, messageOf, methods, methodTitle, type RunLog } from 'mbib/jobs';
import { byId } from './elements';
import { ModelShelf } from './model-shelf';
import { TrainingClient } from './training-client';
import { addEpoch, beginState, endRuns, type Phase, type TrainingState } from './training-state';
import { ProgressView } from './views/progress';
import { Results } from './views/results';
import type { Memory, PlaygroundOptions, Report } from './worker/messages';

/** What a training was started with, so that it can be started again. */
interface Start {
  options: PlaygroundOptions;
  own: ImageSplit | null;
}

/** Starts, pauses and stops the training in the worker, and shows what the worker reports. */
export class Playground {
  private phase: Phase = 'idle';
  private state: TrainingState | undefined;
  private started: Start | undefined;
  /** The backend of the worker, once one was started in it. */
  private backend: PlaygroundOptions['backend'] | undefined;
  private readonly progress = new ProgressView();
  private readonly results = new Results();
  private readonly client = new TrainingClient((report) => this.receive(report));
  private readonly shelf = new ModelShelf(
    this.client,
    () => this.state,
    () => this.useBackend(this.backend ?? this.chosenBackend()),
    () => this.setPhase(this.phase),
    (error) => this.progress.fail(messageOf(error), false),
  );
  private readonly buttons = {
    start: byId('start', HTMLButtonElement),
    pause: byId('pause', HTMLButtonElement),
    stop: byId('stop', HTMLButtonElement),
  };

  constructor(private readonly chosenBackend: () => PlaygroundOptions['backend']) {
    this.buttons.pause.onclick = () => this.togglePause();
    this.buttons.stop.onclick = () => void this.stop();
    byId('restart', HTMLButtonElement).onclick = () => {
      if (this.started) this.start(this.started.options, this.started.own);
    };
  }

  /** Trains both methods from the beginning, and frees what was trained before. */
  start(options: PlaygroundOptions, own: ImageSplit | null): void {
    this.useBackend(options.backend);
    this.started = { options, own };
    this.state = undefined;
    this.progress.clear();
    this.progress.say('Starting: the backend and the images are loaded.');
    this.setPhase('starting');
    this.client.tell({ type: 'start', options, own });
  }

  /** Shows why a training cannot be started. */
  refuse(error: unknown): void {
    this.progress.fail(messageOf(error), false);
  }

  /** Shows a text in place of the status. */
  say(text: string): void {
    this.progress.clear();
    this.progress.say(text);
  }

  /** Lets the classifiers classify an image that was dropped on the page. */
  tryImage(file: File): void {
    this.shelf.tryImage(file);
  }

  /** The two runs as far as they have come. */
  get runs(): readonly RunLog[] {
    return this.state?.runs ?? [];
  }

  /** For tests: makes the worker lose its GPU, as when a driver restarts. */
  loseDevice(): void {
    this.client.tell({ type: 'loseDevice' });
  }

  /** A worker keeps the backend that was started in it. For another backend the next message starts a new worker. */
  private useBackend(backend: PlaygroundOptions['backend']) {
    if (this.backend !== undefined && this.backend !== backend) {
      this.client.terminate();
      this.shelf.forget();
    }
    this.backend = backend;
    return backend;
  }

  private receive(report: Report): void {
    switch (report.type) {
      case 'started': {
        const labels = report.starts.map(({ method }) => methodTitle(method, methods));
        this.state = beginState(report);
        this.results.begin(this.state, labels);
        this.progress.begin(report.starts);
        this.progress.say(`Training on ${report.starts[0].backend}.`);
        this.progress.remember(report.memory);
        this.setPhase('running');
        return;
      }
      case 'step':
        this.progress.step(report.run, report.epoch, report.step);
        return;
      case 'epoch':
        addEpoch(this.state!, report);
        this.progress.step(report.run, report.line.epoch, 0);
        this.progress.remember(report.memory);
        this.results.show(this.state!, report.run);
        return;
      case 'finished':
        endRuns(this.state!);
        this.results.finish(this.state!);
        this.progress.say('Finished. Download a classifier below, or try one.');
        this.setPhase('finished');
        return;
      case 'failed':
        this.fail(report.message, report.deviceLost, report.memory);
    }
  }

  private fail(message: string, deviceLost: boolean, memory: Memory | null): void {
    if (deviceLost) {
      // Results of this worker may be wrong from now on. Ending it frees its memory.
      this.client.terminate();
      this.shelf.forget();
      this.backend = undefined;
    }
    const advice = deviceLost
      ? ' What was being trained is gone; start again, or choose another backend.'
      : '';
    this.progress.fail(message + advice, this.started !== undefined);
    this.progress.say('The training has ended.');
    if (memory) this.progress.remember(memory);
    this.setPhase('idle');
  }

  private togglePause(): void {
    const pausing = this.phase === 'running';
    this.client.tell({ type: pausing ? 'pause' : 'continue' });
    this.progress.say(pausing ? 'Paused.' : 'Training.');
    this.setPhase(pausing ? 'paused' : 'running');
  }

  private async stop(): Promise<void> {
    this.progress.say('Stopping…');
    this.shelf.forget();
    try {
      const memory = await this.client.ask<Memory>({ type: 'stop' });
      this.progress.say('Stopped; the memory of the networks is free.');
      this.progress.remember(memory);
      this.setPhase('idle');
    } catch (error) {
      this.progress.fail(messageOf(error), this.started !== undefined);
    }
  }

  private setPhase(phase: Phase): void {
    this.phase = phase;
    const { start, pause, stop } = this.buttons;
    const training = phase === 'running' || phase === 'paused';
    start.disabled = phase === 'starting' || training;
    pause.disabled = !training;
    pause.textContent = phase === 'paused' ? 'Continue' : 'Pause';
    stop.disabled = !training && phase !== 'finished' && !this.shelf.loaded;
    document.body.dataset.phase = phase;
    this.shelf.offer(phase);
  }
}
