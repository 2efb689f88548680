import { PCA, TSNE, UMAP } from '@saehrimnir/druidjs';
import { alignPlaces, reachOf, steadyReach } from './align-places';
import type { ProjectionReply, ProjectionRequest } from './projection';

const UMAP_STEPS = 200;
const TSNE_STEPS = 250;
const NEIGHBOURS = 15;
const PERPLEXITY = 20;

/** The last answer of every key and projection. */
const last = new Map<string, { places: Float32Array; reach: number }>();

self.onmessage = ({ data }: MessageEvent<ProjectionRequest>) => {
  const { key, projection } = data;
  const name = `${projection} ${key}`;
  // What is drawn beside it is a good beginning where there is nothing earlier of its own.
  const earlier = last.get(name) ?? [...last].findLast(([other]) => other.startsWith(`${projection} `))?.[1];
  const places = alignPlaces(placed(data), earlier?.places);
  const reach = steadyReach(reachOf(places), last.get(name)?.reach);
  last.set(name, { places, reach });
  self.postMessage({ key, projection, places, reach } satisfies ProjectionReply);
};

function placed({ projection, z, width }: ProjectionRequest): Float32Array {
  const rows = Array.from({ length: z.length / width }, (_, i) =>
    Float64Array.from(z.subarray(i * width, (i + 1) * width)),
  );
  if (rows.length < 4) return Float32Array.from(rows.flatMap((row) => [row[0]!, row[1] ?? 0]));
  const places = transformed(projection, rows);
  return Float32Array.from(Array.from(places).flatMap(([x, y]) => [x!, y!]));
}

function transformed(
  projection: ProjectionRequest['projection'],
  rows: Float64Array[],
): Iterable<Float64Array | number[]> {
  if (projection === 'pca') return new PCA(rows, { d: 2 }).transform();
  if (projection === 'umap') {
    const n_neighbors = Math.min(NEIGHBOURS, rows.length - 1);
    return new UMAP(rows, { d: 2, n_neighbors, seed: 0 }).transform(UMAP_STEPS);
  }
  const perplexity = Math.min(PERPLEXITY, (rows.length - 1) / 3);
  return new TSNE(rows, { d: 2, perplexity, seed: 0 }).transform(TSNE_STEPS);
}
