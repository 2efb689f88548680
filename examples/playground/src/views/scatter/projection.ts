/** The method by which points of many dimensions are placed in the plane. */
export type Projection = 'pca' | 'umap' | 'tsne';

/** Points of many dimensions that are to be placed in the plane. */
export interface ProjectionRequest {
  /** What they are of: the same key again are the same images at another epoch, which keep their places as far as they can. */
  key: string;
  projection: Projection;
  /** The points, `[points, width]`. */
  z: Float32Array;
  width: number;
}

/** The answer: where they are, around 0 and about 1 from it, `[points, 2]`. */
export interface ProjectionReply {
  key: string;
  projection: Projection;
  places: Float32Array;
  /** How far from 0 the drawing has to reach; it stays as it was where it can, so that the drawing does not jump. */
  reach: number;
}
