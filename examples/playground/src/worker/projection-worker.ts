import { PCA, UMAP } from '@saehrimnir/druidjs';

/** How points are laid out in the plane. */
export type Projection = 'pca' | 'umap';

/** What is to be laid out. */
export interface ProjectionRequest {
  id: number;
  projection: Projection;
  /** `[points, width]` */
  z: Float32Array;
  width: number;
}

/** `[points]` pairs. */
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
