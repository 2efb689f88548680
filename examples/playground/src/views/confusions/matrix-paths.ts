import type { Confusions } from './count-confusions';

/** Shades of the cells: every cell has the shade of its share of the class, so that a matrix is a few paths. */
const SHADES = 8;

/**
 * The cells of a matrix as one path a shade, wrong ones and right ones apart. Empty cells are not drawn.
 *
 * @param order class ids, of rows and columns
 * @param cell side of a cell in pixels
 */
export function matrixPaths(
  { classes, counts, images }: Confusions,
  order: readonly number[],
  cell: number,
): { shade: number; right: boolean; path: string }[] {
  const paths = new Map<string, { shade: number; right: boolean; path: string }>();
  order.forEach((truth, row) => {
    order.forEach((predicted, column) => {
      const share =
        images[truth]! === 0 ? 0 : (counts.get(truth * classes + predicted) ?? 0) / images[truth]!;
      if (share === 0) return;
      const [level, right] = [Math.ceil(share * SHADES), row === column];
      const known = paths.get(`${level} ${right}`) ?? { shade: level / SHADES, right, path: '' };
      const [x, y, side] = [column * cell + 0.5, row * cell + 0.5, cell - 1].map((n) => n.toFixed(1));
      known.path += `M${x} ${y}h${side}v${side}h-${side}Z`;
      paths.set(`${level} ${right}`, known);
    });
  });
  return [...paths.values()];
}
