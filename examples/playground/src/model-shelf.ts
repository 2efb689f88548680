import { methods, methodTitle, pixelsOf } from 'mbib/jobs';
import { byId, make } from './elements';
import { download, readModelFiles } from './model-files';
import type { TrainingClient } from './training-client';
import type { Phase, TrainingState } from './training-state';
import { type Candidate, ClassifyView, type Picture } from './views/classify';
import type { BackendName, ClassifierForm, ModelName } from './worker/messages';

/** The part of the page with the classifiers that the worker has: to download, to load and to try them. */
export class ModelShelf {
  /** Shape and classes of the classifier that was loaded from files, if any. */
  loaded: ClassifierForm | undefined;
  private phase: Phase = 'idle';
  private readonly view: ClassifyView;

  constructor(
    private readonly client: TrainingClient,
    private readonly state: () => TrainingState | undefined,
    private readonly useBackend: () => BackendName,
    private readonly onLoaded: () => void,
    private readonly onError: (error: unknown) => void,
  ) {
    this.view = new ClassifyView(() => this.randomPicture(), onError);
    const files = byId('model-files', HTMLInputElement);
    files.onchange = () => {
      void this.load(Array.from(files.files ?? []));
      files.value = '';
    };
  }

  /** Shows what can be done in a phase. The classifiers of a training can be used from its first step until it is stopped. */
  offer(phase: Phase): void {
    this.phase = phase;
    const state = this.trained();
    byId('downloads', HTMLElement).replaceChildren(
      ...(state?.runs ?? []).map(({ start }, run) =>
        make('button', {
          type: 'button',
          textContent: `Download ${methodTitle(start.method, methods)}`,
          onclick: () => void this.save(run as 0 | 1),
        }),
      ),
    );
    this.view.offer(this.candidates());
    byId('classify-note', HTMLElement).textContent =
      this.candidates().length > 0
        ? 'Draw, drop an image on the page, or take a test image; every classifier says what it sees.'
        : 'Train first, or load a classifier that was downloaded here.';
  }

  /** Forgets the loaded classifier, because its worker has ended. */
  forget(): void {
    this.loaded = undefined;
  }

  /** Lets the classifiers classify an image file. */
  tryImage(file: File): void {
    if (this.candidates().length > 0) void this.view.showFile(file);
    else this.onError(new Error('There is no classifier yet to try an image: train first, or load one.'));
  }

  private trained(): TrainingState | undefined {
    return this.phase === 'idle' || this.phase === 'starting' ? undefined : this.state();
  }

  private candidates(): Candidate[] {
    const state = this.trained();
    const candidate = (model: ModelName, label: string, form: ClassifierForm): Candidate => ({
      label,
      form,
      classify: (pixels) => this.client.ask<number[]>({ type: 'classify', model, pixels }),
    });
    const trained = (state?.runs ?? []).map(({ start }, run) =>
      candidate(run as 0 | 1, methodTitle(start.method, methods), state!.form),
    );
    return this.loaded ? [...trained, candidate('loaded', 'Loaded classifier', this.loaded)] : trained;
  }

  private randomPicture(): Picture | undefined {
    const test = this.state()?.test;
    if (!test) return undefined;
    const { labels, height, width } = test;
    const index = Math.floor(Math.random() * labels.length);
    // A copy of the pixels: to send a view to the worker would send the whole set.
    return { pixels: pixelsOf(test, index).slice(), height, width };
  }

  private async save(run: 0 | 1): Promise<void> {
    try {
      const archive = await this.client.ask<ArrayBuffer>({ type: 'save', model: run });
      const { job, method } = this.trained()!.runs[run]!.start;
      download(archive, `${job}-${method}.zip`);
    } catch (error) {
      this.onError(error);
    }
  }

  private async load(files: File[]): Promise<void> {
    try {
      const contents = await readModelFiles(files);
      const backend = this.useBackend();
      this.loaded = await this.client.ask<ClassifierForm>({ type: 'load', backend, files: contents });
      this.onLoaded();
    } catch (error) {
      this.onError(error);
    }
  }
}
