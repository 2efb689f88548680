import { type ImageSet, parseDigits } from 'mbib/jobs';
import digitsFile from 'mbib/jobs/digits.csv.gz';

let loaded: Promise<ImageSet> | undefined;

/**
 * Loads all bundled digits, once.
 *
 * @throws Error where the file cannot be loaded; the next call tries again
 */
export function loadDigits(): Promise<ImageSet> {
  loaded ??= loadCsv().then(parseDigits);
  loaded.catch(() => {
    loaded = undefined;
  });
  return loaded;
}

async function loadCsv(): Promise<string> {
  const response = await fetch(digitsFile);
  if (!response.ok) {
    throw new Error(`The bundled digits cannot be loaded (${response.status}). Load the page again.`);
  }
  const bytes = new Uint8Array(await response.arrayBuffer());
  // Some servers declare the file as gzip-encoded, and then the browser has unpacked it already.
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const stream = new Blob([bytes]).stream();
  return new Response(packed ? stream.pipeThrough(new DecompressionStream('gzip')) : stream).text();
}
