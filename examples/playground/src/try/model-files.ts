import { textOf, unzip } from '../data/unzip';
import type { ModelFiles } from '../worker/classifier';

/** Bounds of a classifier's archive. */
const bounds = { files: 50, file: 512 * 2 ** 20, all: 512 * 2 ** 20 };

/**
 * The files of a classifier among some files: those of its archive, or those that were in it. Names need only begin and end as they did:
 * browsers add numbers to names that exist.
 *
 * @throws Error where other files were chosen
 */
export async function modelFilesOf(chosen: readonly { name: string; file: Blob }[]): Promise<ModelFiles> {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const { name, file } of chosen) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (!name.endsWith('.zip')) files.set(name, bytes);
    else
      for (const [path, content] of unzip(bytes, undefined, bounds).files) files.set(baseOf(path), content);
  }
  const named = (pattern: RegExp) => [...files].filter(([name]) => pattern.test(name));
  const [json, ...otherJson] = named(/^model.*\.json$/);
  const [labels] = named(/^labels.*\.json$/);
  const [weights, ...otherWeights] = named(/\.bin$/);
  if (!json || !weights || otherJson.length > 0 || otherWeights.length > 0) {
    const names = chosen.map(({ name }) => name).join(', ');
    throw new Error(
      `Choose the archive of a classifier, or its model.json, weights and labels.json together, not ${names || 'nothing'}.`,
    );
  }
  return {
    json: textOf(json[1]),
    weights: weights[1].slice().buffer,
    ...(labels && { labels: textOf(labels[1]) }),
  };
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
