import { type ImageSet, percent, pixelsOf, plural } from 'mbib/jobs';
import { toImageData } from '../data/pixels';
import { make } from '../elements';

const MOST_PAIRS = 5;
const MOST_IMAGES = 6;

/** The test images of one class that were predicted as one other class. */
interface Confusion {
  truth: number;
  predicted: number;
  /** Their places in the test set. */
  images: number[];
  /** Their share of the test images of the class. */
  share: number;
}

/** The worst confusions of each run, with some of their images. */
export class ConfusionsView {
  private readonly panels = make('div', { className: 'panels' });

  constructor(place: HTMLElement) {
    place.replaceChildren(
      make('h3', { textContent: 'Worst confusions' }),
      make('p', {
        className: 'note',
        textContent: 'The pairs of classes where the largest share of the one is taken for the other.',
      }),
      this.panels,
    );
  }

  /** Shows empty lists for two runs. */
  begin(labels: string[]): void {
    this.panels.replaceChildren(
      ...labels.map((label) => make('div', {}, make('h4', { textContent: label }), make('ol'))),
    );
  }

  /** @param predictions `[test]`, of the run's last epoch */
  show(run: number, test: ImageSet, predictions: Int32Array): void {
    const list = this.panels.querySelectorAll('ol')[run]!;
    list.className = 'confusions';
    const worst = worstConfusions(test, predictions);
    list.replaceChildren(...worst.map((confusion) => row(test, confusion)));
    if (worst.length === 0) list.append(make('li', { textContent: 'None: every test image is right.' }));
  }
}

function worstConfusions({ labels, classes }: ImageSet, predictions: Int32Array): Confusion[] {
  const found = new Map<number, Confusion>();
  const sizes = new Array<number>(classes).fill(0);
  labels.forEach((truth, i) => {
    sizes[truth]!++;
    const predicted = predictions[i]!;
    if (predicted === truth) return;
    const key = truth * classes + predicted;
    const confusion = found.get(key) ?? { truth, predicted, images: [], share: 0 };
    confusion.images.push(i);
    found.set(key, confusion);
  });
  for (const confusion of found.values()) confusion.share = confusion.images.length / sizes[confusion.truth]!;
  return [...found.values()].sort((a, b) => b.share - a.share).slice(0, MOST_PAIRS);
}

function row(test: ImageSet, { truth, predicted, images, share }: Confusion): HTMLElement {
  const [from, to] = [test.classNames[truth]!, test.classNames[predicted]!];
  const text = `${from} taken for ${to}: ${percent(share)} %, ${plural(images.length, 'image')}`;
  const pictures = make('span', { className: 'thumbnails' });
  pictures.setAttribute('role', 'img');
  pictures.setAttribute('aria-label', `Images of ${from} taken for ${to}`);
  pictures.append(...images.slice(0, MOST_IMAGES).map((image) => thumbnail(test, image)));
  return make('li', {}, make('span', { textContent: text }), pictures);
}

/** An image of a set as a canvas of the same size in pixels. */
function thumbnail(test: ImageSet, index: number): HTMLCanvasElement {
  const { height, width } = test;
  const canvas = make('canvas', { width, height });
  canvas.getContext('2d')!.putImageData(toImageData(pixelsOf(test, index), height, width), 0, 0);
  return canvas;
}
