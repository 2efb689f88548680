/** A place in the memory of a WebAssembly module, in bytes from its start. */
type Address = number;

/** A distance between two places, or a length, in bytes. */
type Bytes = number;

/** `multiply` and `accumulate` take rows by so many at a time; the number of rows has to be a multiple of it. */
export const ROWS_AT_ONCE = 4;

/** They take columns by so many at a time, likewise. */
export const COLUMNS_AT_ONCE = 8;

/**
 * The functions that the SIMD module exports, `assembly/index.ts`. They work on float32 in the memory of the wasm backend.
 * WebAssembly takes a missing argument for 0 without a word, so the names and their order here are those of the assembly,
 * which a test compares.
 */
export interface SimdExports {
  // Products of matrices, assembly/gemm.ts.

  /** `count` times: `c[rows, columns] = a[rows, depth] · b[depth, columns]`, with `b` packed as `[columns / 8, depth, 8]`. */
  multiply(
    count: number,
    a: Address,
    aStride: Bytes,
    b: Address,
    bStride: Bytes,
    c: Address,
    cStride: Bytes,
    rows: number,
    depth: number,
    columns: number,
  ): void;
  /** `count` times: `c[rows, columns] += aᵀ · b[depth, columns]`, with `a` stored as `[depth, rows]`. */
  accumulate(
    count: number,
    a: Address,
    aStride: Bytes,
    b: Address,
    bStride: Bytes,
    c: Address,
    cStride: Bytes,
    rows: number,
    depth: number,
    columns: number,
  ): void;

  // Images with margins of zeros in scratch memory, assembly/image.ts.

  /** Sets `bytes` of memory to zero. */
  clear(target: Address, bytes: Bytes): void;
  /** Writes an image's rows from `firstRow` on into a larger image of zeros, `left` columns from its left edge. */
  padImage(
    source: Address,
    height: number,
    width: number,
    channels: number,
    firstRow: number,
    target: Address,
    outHeight: number,
    outWidth: number,
    outChannels: number,
    left: number,
    cleared: 0 | 1,
  ): void;
  /** Writes the top left `[height, width, channels]` of a larger image to an image of that size. */
  cropImage(
    source: Address,
    sourceWidth: number,
    sourceChannels: number,
    target: Address,
    height: number,
    width: number,
    channels: number,
  ): void;

  // Convolutions as products of matrices, assembly/columns.ts.

  /** Writes what each output pixel sees of an image, `[filterHeight, filterWidth, channels]`, as a row of `columns`. */
  gatherPatches(
    image: Address,
    width: number,
    channels: number,
    outHeight: number,
    outWidth: number,
    strideHeight: number,
    strideWidth: number,
    filterHeight: number,
    filterWidth: number,
    columns: Address,
  ): void;
  /** Adds the rows of `columns`, `pitch` apart, to the places of the image that `gatherPatches` reads them from. */
  scatterPatches(
    columns: Address,
    pitch: Bytes,
    outHeight: number,
    outWidth: number,
    strideHeight: number,
    strideWidth: number,
    filterHeight: number,
    filterWidth: number,
    image: Address,
    width: number,
    channels: number,
  ): void;
  /** Packs a filter `[taps, ins, outs]` as the second matrix of `multiply`, or its transpose; padded with zeros. */
  packFilter(
    filter: Address,
    taps: number,
    ins: number,
    outs: number,
    paddedIns: number,
    depth: number,
    paddedColumns: number,
    transposed: 0 | 1,
    packed: Address,
  ): void;

  // Winograd's transforms for 3×3 convolutions, assembly/winograd.ts, which has the formulas. `temporary` is memory for 36
  // vectors.

  /** `G g Gᵀ` of every filter; `filter` may have any strides, negative ones included. */
  transformFilter(
    filter: Address,
    yStride: Bytes,
    xStride: Bytes,
    rowStride: Bytes,
    columnStride: Bytes,
    rows: number,
    columns: number,
    out: Address,
    paddedRows: number,
    paddedColumns: number,
    temporary: Address,
  ): void;
  /** `Bᵀ d B` of every 6×6 tile of an image of `4 · tileColumns + 2` columns. */
  transformInput(
    image: Address,
    tileRows: number,
    tileColumns: number,
    channels: number,
    tiles: Address,
    frequencyStride: Bytes,
    temporary: Address,
  ): void;
  /** `Aᵀ M A` of every tile, as an image of `4 · tileColumns` columns. */
  transformOutput(
    tiles: Address,
    tileChannels: number,
    frequencyStride: Bytes,
    image: Address,
    tileRows: number,
    tileColumns: number,
    channels: number,
    temporary: Address,
  ): void;
  /** `A e Aᵀ` of every 4×4 tile of an image of `4 · tileColumns` columns. */
  transformGradient(
    image: Address,
    tileRows: number,
    tileColumns: number,
    channels: number,
    tiles: Address,
    tileChannels: number,
    frequencyStride: Bytes,
    temporary: Address,
  ): void;
  /** `Gᵀ U G` of summed products, the gradient of a filter `[3, 3, rows, columns]`. */
  transformFilterGradient(
    products: Address,
    paddedRows: number,
    paddedColumns: number,
    filter: Address,
    rows: number,
    columns: number,
    temporary: Address,
  ): void;

  // Batch norm of `x[rows, channels]`, assembly/batch-norm.ts; `channels` is a multiple of four.

  /** `sums[channels] = Σ_rows x`. */
  sumRows(x: Address, rows: number, channels: number, sums: Address): void;
  /** `sums[channels] = Σ x` and `squares[channels] = Σ (x − mean)²` over the rows. */
  sumMoments(x: Address, rows: number, channels: number, sums: Address, squares: Address): void;
  /** `sums[channels] = Σ_rows dy` and `products[channels] = Σ_rows dy · (x − mean)`. */
  sumGradients(
    dy: Address,
    x: Address,
    mean: Address,
    rows: number,
    channels: number,
    sums: Address,
    products: Address,
  ): void;
  /** `y = (x − mean) · slope + offset`. */
  normalise(
    x: Address,
    mean: Address,
    slope: Address,
    offset: Address,
    rows: number,
    channels: number,
    y: Address,
  ): void;
  /** `dx = (dy − average − (x − mean) · correlation) · slope`. */
  normaliseGradient(
    dy: Address,
    x: Address,
    mean: Address,
    average: Address,
    correlation: Address,
    slope: Address,
    rows: number,
    channels: number,
    dx: Address,
  ): void;

  // Depthwise convolutions with one output channel for each input channel, assembly/depthwise.ts. They take one image, with
  // margins of zeros around it; `channels` is a multiple of four.

  /** `filter[filterHeight, filterWidth, channels] += Σ image · dy`. */
  depthwiseFilterGradient(
    image: Address,
    width: number,
    channels: number,
    dy: Address,
    outHeight: number,
    outWidth: number,
    strideHeight: number,
    strideWidth: number,
    filterHeight: number,
    filterWidth: number,
    dilationHeight: number,
    dilationWidth: number,
    filter: Address,
  ): void;
  /** `image += dy · filter` at the places that `depthwiseFilterGradient` reads. */
  depthwiseInputGradient(
    dy: Address,
    outHeight: number,
    outWidth: number,
    channels: number,
    filter: Address,
    strideHeight: number,
    strideWidth: number,
    filterHeight: number,
    filterWidth: number,
    dilationHeight: number,
    dilationWidth: number,
    image: Address,
    width: number,
  ): void;

  // The rest: assembly/relu.ts, assembly/sgd.ts, assembly/adam-w.ts and assembly/slice.ts.

  /** `dx[i] = x[i] > 0 ? dy[i] : 0`. */
  reluGradient(dy: Address, x: Address, count: number, dx: Address): void;
  /** `dx[i] = low ≤ x[i] ≤ high ? dy[i] : 0`. */
  clipGradient(dy: Address, x: Address, low: number, high: number, count: number, dx: Address): void;
  /**
   * A step of `sgd`: s = g + λ·w, v' = μ·v + s (v' = s without `moving`), w' = w − η·v', or with `nesterov`
   * w' = w − η·(s + μ·v').
   */
  sgdUpdate(
    value: Address,
    gradient: Address,
    velocity: Address,
    count: number,
    learningRate: number,
    weightDecay: number,
    momentum: number,
    moving: 0 | 1,
    nesterov: 0 | 1,
    newValue: Address,
    newVelocity: Address,
  ): void;
  /**
   * A step of `adamW`: m' = m + (g − m)·meanShare, v' = v·beta2 + g²·squareShare (without `moving` m' = g·meanShare,
   * v' = g²·squareShare), w' = w·kept − m' / (√v' / rootCorrection + epsilon) · stepSize.
   */
  adamWUpdate(
    value: Address,
    gradient: Address,
    mean: Address,
    square: Address,
    count: number,
    kept: number,
    meanShare: number,
    beta2: number,
    squareShare: number,
    rootCorrection: number,
    epsilon: number,
    stepSize: number,
    moving: 0 | 1,
    newValue: Address,
    newMean: Address,
    newSquare: Address,
  ): void;
  /** Copies a part of a four-dimensional array; `count0`, `count1` and `count2` times `bytes` that lie side by side. */
  copyBox(
    source: Address,
    pitch0: Bytes,
    pitch1: Bytes,
    pitch2: Bytes,
    count0: number,
    count1: number,
    count2: number,
    bytes: Bytes,
    target: Address,
  ): void;
}
