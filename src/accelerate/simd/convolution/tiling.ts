/** How the output of a 3×3 convolution is cut into 4×4 tiles, and those into blocks that stay in the cache. */
export interface Tiling {
  batch: number;
  tileRows: number;
  tileColumns: number;
  /** Rows of tiles of a band: a whole image, or the part of a large one. */
  bandRows: number;
  /** Bands of a block; more than one only where a band is a whole image. */
  bandsPerBlock: number;
  /** Tiles of a full block, rounded up to a multiple of four. */
  tiles: number;
}

/** Some tile rows of one image of the batch. */
export interface Band {
  image: number;
  firstTileRow: number;
  tileRows: number;
  /** The number of tiles before it in its block. */
  tilesBefore: number;
}

/**
 * Chooses blocks so that a block's tiles fill about a quarter of a megabyte, at least 16 tiles.
 *
 * @param channels the larger number of channels, of input and output.
 */
export function tiling(batch: number, height: number, width: number, channels: number): Tiling {
  const tileRows = Math.ceil(height / 4);
  const tileColumns = Math.ceil(width / 4);
  const target = Math.max(16, Math.floor(2048 / channels));
  const bandRows = Math.max(1, Math.min(tileRows, Math.floor(target / tileColumns)));
  const whole = bandRows === tileRows;
  const bandsPerBlock = whole
    ? Math.max(1, Math.min(batch, Math.floor(target / (tileRows * tileColumns))))
    : 1;
  const tiles = Math.ceil((bandsPerBlock * bandRows * tileColumns) / 4) * 4;
  return { batch, tileRows, tileColumns, bandRows, bandsPerBlock, tiles };
}

/** Calls `use` with the bands of each block, in order. */
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
