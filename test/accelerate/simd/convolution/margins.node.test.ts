import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Margins } from '../../../../src/accelerate/simd/convolution/margins';

const parts = fc.record({
  imageHeight: fc.integer({ min: 1, max: 12 }),
  bandRows: fc.integer({ min: 1, max: 5 }),
  top: fc.integer({ min: 0, max: 2 }),
  bottom: fc.integer({ min: 0, max: 2 }),
});

const zeroElsewhere = fc.property(parts, ({ imageHeight, bandRows, top, bottom }) => {
  const margins = new Margins();
  const memory = new Array<number>(bandRows + 4).fill(7); // What was there before.
  const rows = imageHeight + top + bottom - 2;
  for (let image = 1; image <= 3; image++) {
    for (let row = 0; row < rows; row += bandRows) {
      const height = Math.min(bandRows, rows - row) + 2;
      const firstRow = row - top;
      if (margins.mustClear(firstRow, height, imageHeight)) memory.fill(0, 0, height);
      const expected = Array.from({ length: height }, (_, y) => {
        const inside = firstRow + y >= 0 && firstRow + y < imageHeight;
        if (inside) memory[y] = image * 100 + firstRow + y;
        return inside ? image * 100 + firstRow + y : 0;
      });
      expect(memory.slice(0, height)).toEqual(expected);
    }
  }
});

test('rows that are no part of an image are zero, whichever bands are written one after the other', () => {
  fc.assert(zeroElsewhere);
});
