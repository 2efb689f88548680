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
  // Once the download has begun, the browser keeps the data itself.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/**
 * Reads the two files of a classifier. Their names need only end in .json and .bin: browsers add numbers to names that exist.
 *
 * @throws Error where other files were chosen
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
