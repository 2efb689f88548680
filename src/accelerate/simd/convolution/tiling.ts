import { roundUp } from '../../../simd-sizes';
import { ROWS_AT_ONCE } from '../simd-exports';

/** Height and width of a tile: so many output pixels of a 3×3 convolution Winograd's F(4×4, 3×3) computes together. */
export const TILE = 4;

/** How the output of a 3×3 convolution is cut into 4×4 tiles, and those into blocks that stay in the cache. */
export interface Tiling {
  batch: number;
  /** Rows and columns of tiles of an image. */
  tileRows: number;
  tileColumns: number;
  /** Rows of tiles of a band: those of a whole image, or of a part of a large one. */
  bandRows: number;
  /** Bands of a block; more than one only where a band is a whole image. */
  bandsPerBlock: number;
  /** Tiles of a full block, rounded up to a multiple of four. */
  tiles: number;
}

/** Some neighbouring rows of tiles of one image of the batch. */
export interface Band {
  /** Which image. */
  image: number;
  firstTileRow: number;
  tileRows: number;
  /** The number of tiles before it in its block. */
  tilesBefore: number;
}

/**
 * Chooses blocks so that the tiles of a block fill about a quarter of a megabyte, and are at least 16.
 *
 * @param channels those of the input or of the output, whichever are more.
 */
export function tiling(batch: number, height: number, width: number, channels: number): Tiling {
  const tileRows = Math.ceil(height / TILE);
  const tileColumns = Math.ceil(width / TILE);
  const target = Math.max(16, Math.floor(2048 / channels));
  const bandRows = Math.max(1, Math.min(tileRows, Math.floor(target / tileColumns)));
  const whole = bandRows === tileRows;
  const bandsPerBlock = whole
    ? Math.max(1, Math.min(batch, Math.floor(target / (tileRows * tileColumns))))
    : 1;
  const tiles = roundUp(bandsPerBlock * bandRows * tileColumns, ROWS_AT_ONCE);
  return { batch, tileRows, tileColumns, bandRows, bandsPerBlock, tiles };
}

/** Calls `use` with the bands of each block and the number of their tiles, block after block. */
export function forEachBlock(tiling: Tiling, use: (bands: Band[], tiles: number) => void): void {
  const { batch, tileRows, tileColumns, bandRows, bandsPerBlock } = tiling;
  let bands: Band[] = [];
  let tiles = 0;
  for (let image = 0; image < batch; image++) {
    for (let firstTileRow = 0; firstTileRow < tileRows; firstTileRow += bandRows) {
      const rows = Math.min(bandRows, tileRows - firstTileRow);
      bands.push({ image, firstTileRow, tileRows: rows, tilesBefore: tiles });
      tiles += rows * tileColumns;
      const last = image === batch - 1 && firstTileRow + rows === tileRows;
      if (bands.length === bandsPerBlock || last) {
        use(bands, tiles);
        bands = [];
        tiles = 0;
      }
    }
  }
}
