import { make } from './elements';
import type { ModelFiles } from './worker/messages';

/** Downloads a classifier as model.json and weights.bin. */
export function download({ json, weights }: ModelFiles): void {
  save('model.json', new Blob([json], { type: 'application/json' }));
  save('weights.bin', new Blob([weights], { type: 'application/octet-stream' }));
}

function save(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  make('a', { href: url, download: name }).click();
  // The download has its own hold of the data once it has begun.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/**
 * A classifier's two files, whatever number the browser put behind their names.
 *
 * @throws Error where the choice is another
 */
export async function readModelFiles(files: File[]): Promise<ModelFiles> {
  const [json, ...otherJson] = files.filter(({ name }) => name.endsWith('.json'));
  const [weights, ...otherWeights] = files.filter(({ name }) => name.endsWith('.bin'));
  if (!json || !weights || otherJson.length > 0 || otherWeights.length > 0) {
    const names = files.map(({ name }) => name).join(', ');
    throw new Error(`Choose two files together, model.json and weights.bin, not ${names || 'nothing'}.`);
  }
  return { json: await json.text(), weights: await weights.arrayBuffer() };
}
