import { halfSide, type Points } from './toy-points';

/** The regions of a classifier, as a worker has computed them. */
export interface Regions {
  regions: Uint8Array;
  side: number;
}

/** The custom properties with the colours of the classes, from the most to the least frequent. */
const colours = ['--many', '--medium', '--few'];

/** Draws the points on the regions of a classifier. Every class has its colour and its mark: discs, squares, crosses. */
export function drawPlane(canvas: HTMLCanvasElement, points: Points, regions: Regions | undefined): void {
  const context = canvas.getContext('2d')!;
  const style = getComputedStyle(canvas);
  const [paper, ...inks] = ['--paper', ...colours].map((name) => style.getPropertyValue(name).trim());
  const { width } = canvas;
  context.globalAlpha = 1;
  context.fillStyle = paper!;
  context.fillRect(0, 0, width, width);
  if (regions) drawRegions(context, width, regions, inks);
  const at = (value: number) => ((value + halfSide) / (2 * halfSide)) * width;
  points.labels.forEach((label, i) => {
    drawMark(context, label, at(points.places[2 * i]!), width - at(points.places[2 * i + 1]!), inks[label]!);
  });
}

/** The regions as a small picture with a point for each of its cells, drawn as large as the plane. */
function drawRegions(
  context: CanvasRenderingContext2D,
  width: number,
  { regions, side }: Regions,
  inks: string[],
): void {
  const small = new OffscreenCanvas(side, side);
  const cells = small.getContext('2d', { willReadFrequently: true })!;
  const image = cells.createImageData(side, side);
  const bytes = inks.map((ink) => {
    cells.fillStyle = ink;
    cells.fillRect(0, 0, 1, 1);
    return cells.getImageData(0, 0, 1, 1).data;
  });
  regions.forEach((label, i) => {
    image.data.set(bytes[label]!, 4 * i);
  });
  cells.putImageData(image, 0, 0);
  context.globalAlpha = 0.24;
  context.drawImage(small, 0, 0, width, width);
  context.globalAlpha = 1;
}

function drawMark(context: CanvasRenderingContext2D, label: number, x: number, y: number, ink: string): void {
  context.fillStyle = ink;
  context.strokeStyle = ink;
  context.lineWidth = 3;
  context.beginPath();
  if (label === 0) {
    context.arc(x, y, 3, 0, 2 * Math.PI);
    context.fill();
  } else if (label === 1) {
    context.fillRect(x - 3.5, y - 3.5, 7, 7);
  } else {
    for (const [dx, dy] of [
      [6, 6],
      [6, -6],
    ] as const) {
      context.moveTo(x - dx, y - dy);
      context.lineTo(x + dx, y + dy);
    }
    context.stroke();
  }
}
