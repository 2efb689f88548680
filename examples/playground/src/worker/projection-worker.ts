import { PCA, UMAP } from '@saehrimnir/druidjs';

/** The method by which points of many dimensions are placed in the plane. */
export type Projection = 'pca' | 'umap';

/** A request to place points in the plane. */
export interface ProjectionRequest {
  id: number;
  projection: Projection;
  /** The points, `[points, width]`. */
  z: Float32Array;
  width: number;
}

/** The answer: two coordinates for each point. */
export interface ProjectionReply {
  id: number;
  points: [number, number][];
}

const UMAP_STEPS = 200;
const NEIGHBOURS = 15;

self.onmessage = ({ data: { id, projection, z, width } }: MessageEvent<ProjectionRequest>) => {
  const rows = Array.from({ length: z.length / width }, (_, i) =>
    Float64Array.from(z.subarray(i * width, (i + 1) * width)),
  );
  const placed =
    projection === 'pca'
      ? new PCA(rows, { d: 2 }).transform()
      : new UMAP(rows, {
          d: 2,
          n_neighbors: Math.min(NEIGHBOURS, rows.length - 1),
          seed: 0,
        }).transform(UMAP_STEPS);
  const points = Array.from(placed, ([x, y]): [number, number] => [x!, y!]);
  self.postMessage({ id, points } satisfies ProjectionReply);
};
