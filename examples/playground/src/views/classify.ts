import { percent } from 'mbib/jobs';
import { paintSquare, toImageData, withoutAlpha } from '../data/pixels';
import { toDigit } from '../data/to-digit';
import { byId, make } from '../elements';
import type { ClassifierForm } from '../worker/messages';

const SIDE = 256;
const PEN = 22;
const MOST_ANSWERS = 5;

/** A classifier to try. */
export interface Candidate {
  label: string;
  form: ClassifierForm;
  classify(pixels: Uint8Array): Promise<number[]>;
}

/** Pixels of an image, `[height, width, channels]`, as they are in a test set. */
export interface Picture {
  pixels: Uint8Array;
  height: number;
  width: number;
}

/** The pad to draw on or to drop an image on, and what the classifiers predict for it. */
export class ClassifyView {
  private candidates: Candidate[] = [];
  private readonly pad = byId('pad', HTMLCanvasElement);
  private readonly context = this.pad.getContext('2d', { willReadFrequently: true })!;
  private readonly answers = byId('answers', HTMLElement);
  /** What is on the pad. A picture of the test set is kept with its own pixels, to be classified without being resized. */
  private shown: { picture?: Picture } | undefined;
  private turn = 0;

  /**
   * @param randomPicture returns a random test image, where there are some
   * @param onError called with the reason where an image cannot be classified
   */
  constructor(
    private readonly randomPicture: () => Picture | undefined,
    private readonly onError: (error: unknown) => void,
  ) {
    this.clear();
    byId('clear', HTMLButtonElement).onclick = () => this.clear();
    byId('random', HTMLButtonElement).onclick = () => this.showRandom();
    const image = byId('image', HTMLInputElement);
    image.onchange = () => {
      if (image.files?.[0]) void this.showFile(image.files[0]);
      image.value = '';
    };
    this.listenToPen();
  }

  /** Shows the predictions of these classifiers. Without any the pad is hidden. */
  offer(candidates: Candidate[]): void {
    this.candidates = candidates;
    byId('try', HTMLElement).hidden = candidates.length === 0;
    this.answers.replaceChildren();
    if (this.shown) void this.answer(this.shown);
  }

  /** Shows the predictions for what is on the pad. */
  private async answer(shown: { picture?: Picture }): Promise<void> {
    const turn = ++this.turn;
    this.shown = shown;
    try {
      const blocks = await Promise.all(
        this.candidates.map(async (candidate) => {
          const pixels = this.pixelsFor(candidate.form, shown.picture);
          return pixels ? answerBlock(candidate, await candidate.classify(pixels)) : undefined;
        }),
      );
      if (turn === this.turn) this.answers.replaceChildren(...blocks.filter((block) => block !== undefined));
    } catch (error) {
      if (turn === this.turn) this.onError(error);
    }
  }

  /** The pixels of the pad in the size that a classifier takes; those of a test image of that size as they are. */
  private pixelsFor({ shape }: ClassifierForm, picture?: Picture): Uint8Array | undefined {
    const [height, width, channels] = shape;
    if (picture?.pixels.length === height * width * channels) return picture.pixels;
    if (channels === 1) return toDigit(this.context.getImageData(0, 0, SIDE, SIDE));
    const small = new OffscreenCanvas(width, height).getContext('2d')!;
    small.imageSmoothingQuality = 'high';
    small.drawImage(this.pad, 0, 0, width, height);
    return withoutAlpha(small.getImageData(0, 0, width, height).data);
  }

  private clear(): void {
    this.turn++;
    this.shown = undefined;
    this.context.fillStyle = 'black';
    this.context.fillRect(0, 0, SIDE, SIDE);
    this.answers.replaceChildren();
  }

  private showRandom(): void {
    const picture = this.randomPicture();
    if (!picture) return;
    const { pixels, height, width } = picture;
    const small = new OffscreenCanvas(width, height);
    small.getContext('2d')!.putImageData(toImageData(pixels, height, width), 0, 0);
    this.context.imageSmoothingEnabled = false;
    this.context.drawImage(small, 0, 0, SIDE, SIDE);
    void this.answer({ picture });
  }

  /** Paints an image file on the pad and shows the predictions for it. */
  async showFile(file: File): Promise<void> {
    if (!(await paintSquare(file, this.context, SIDE))) {
      this.onError(
        new Error(`${file.name} is no image that this browser reads. Choose a PNG, JPEG or WebP file.`),
      );
      return;
    }
    await this.answer({});
  }

  private listenToPen(): void {
    const position = ({ offsetX, offsetY }: PointerEvent) => {
      const scale = SIDE / this.pad.clientWidth;
      return [offsetX * scale, offsetY * scale] as const;
    };
    this.pad.onpointerdown = (event) => {
      this.turn++;
      this.shown = undefined;
      this.pad.setPointerCapture(event.pointerId);
      this.context.beginPath();
      this.context.moveTo(...position(event));
    };
    this.pad.onpointermove = (event) => {
      if (event.buttons === 0) return;
      Object.assign(this.context, {
        strokeStyle: 'white',
        lineWidth: PEN,
        lineCap: 'round',
        lineJoin: 'round',
      });
      this.context.lineTo(...position(event));
      this.context.stroke();
    };
    this.pad.onpointerup = this.pad.onpointercancel = () => void this.answer({});
  }
}

function answerBlock({ label, form }: Candidate, probabilities: number[]): HTMLElement {
  const best = probabilities.map((p, k) => ({ p, name: form.classNames[k] ?? String(k) }));
  best.sort((a, b) => b.p - a.p);
  const rows = best.slice(0, MOST_ANSWERS).map(({ p, name }) => {
    const bar = make('span', { className: 'bar' });
    bar.style.setProperty('--share', String(p));
    return make(
      'li',
      {},
      make('span', { textContent: name }),
      bar,
      make('span', { textContent: `${percent(p)} %` }),
    );
  });
  return make('div', {}, make('h4', { textContent: label }), make('ol', {}, ...rows));
}
