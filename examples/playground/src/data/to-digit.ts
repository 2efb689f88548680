const SIDE = 8;
const CELL = 4;
const BITMAP = SIDE * CELL;

/**
 * Turns a drawing into an image as those of the UCI digits were made: the drawing is cropped, fitted into 32×32 points, and the points
 * of ink in each cell of 4×4 are counted.
 *
 * @param drawing a drawing of any size, dark on light or light on dark
 * @returns `[8, 8, 1]`, 0..255, the ink bright; undefined where nothing is drawn
 */
export function toDigit(drawing: ImageData): Uint8Array | undefined {
  const ink = inkOf(drawing);
  const box = boxOf(ink, drawing.width);
  if (!box) return undefined;
  const { left, top, width, height } = box;
  const scale = Math.max(width, height) / BITMAP;
  // The longer side fills the square, the shorter one is centred.
  const x0 = left + width / 2 - (BITMAP / 2) * scale;
  const y0 = top + height / 2 - (BITMAP / 2) * scale;
  const digit = new Uint8Array(SIDE * SIDE);
  for (let cell = 0; cell < digit.length; cell++) {
    let points = 0;
    for (let point = 0; point < CELL * CELL; point++) {
      const x = Math.floor(x0 + ((cell % SIDE) * CELL + (point % CELL) + 0.5) * scale);
      const y = Math.floor(y0 + (Math.floor(cell / SIDE) * CELL + Math.floor(point / CELL) + 0.5) * scale);
      if (x >= 0 && y >= 0 && x < drawing.width && y < drawing.height && ink[y * drawing.width + x]) points++;
    }
    digit[cell] = Math.round((255 * points) / (CELL * CELL));
  }
  return digit;
}

/** The points of ink: those that differ from the corner of the drawing, which is taken as the paper. */
function inkOf({ data }: ImageData): Uint8Array {
  const brightness = (i: number) =>
    0.299 * data[4 * i]! + 0.587 * data[4 * i + 1]! + 0.114 * data[4 * i + 2]!;
  const paper = brightness(0);
  return Uint8Array.from({ length: data.length / 4 }, (_, i) =>
    Math.abs(brightness(i) - paper) > 96 ? 1 : 0,
  );
}

function boxOf(ink: Uint8Array, width: number) {
  let [left, top, right, bottom] = [Infinity, Infinity, -1, -1];
  ink.forEach((is, i) => {
    if (!is) return;
    const [x, y] = [i % width, Math.floor(i / width)];
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  });
  return right < 0 ? undefined : { left, top, width: right - left + 1, height: bottom - top + 1 };
}
