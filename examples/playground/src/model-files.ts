import { unzip } from './data/unzip';
import { make } from './elements';
import type { ModelFiles } from './worker/messages';

/** Downloads the archive of a classifier. */
export function download(archive: ArrayBuffer, name: string): void {
  const url = URL.createObjectURL(new Blob([archive], { type: 'application/zip' }));
  make('a', { href: url, download: name }).click();
  // Once the download has begun, the browser keeps the data itself.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/**
 * Reads the files of a classifier: the archive, or what was in it. Names need only begin and end as they did: browsers add numbers to
 * names that exist.
 *
 * @throws Error where other files were chosen
 */
export async function readModelFiles(chosen: File[]): Promise<ModelFiles> {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const file of chosen) {
    const bytes = await file.arrayBuffer();
    if (!file.name.endsWith('.zip')) files.set(file.name, new Uint8Array(bytes));
    else for (const [name, content] of await unzip(bytes)) files.set(name, content);
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
  const text = ([, bytes]: [string, Uint8Array]) => new TextDecoder().decode(bytes);
  return { json: text(json), weights: weights[1].slice().buffer, ...(labels && { labels: text(labels) }) };
}
