import { digitsAugmentation, digitsCounts, digitsDataSet, longTailedDigits, parseDigits } from 'mbib/jobs';
import digitsFile from 'mbib/jobs/digits.csv.gz';
import type { NextSettings } from '../state/run-settings';
import type { TrainingData } from './training-data';

/**
 * Loads the bundled digits and makes them long-tailed, as `npm run demo` does.
 *
 * @throws Error where the file cannot be loaded, or the factor leaves a digit without an image
 */
export async function loadDigitsData({
  imbalanceFactor,
  passes,
  seed,
}: Pick<NextSettings, 'imbalanceFactor' | 'passes' | 'seed'>): Promise<TrainingData> {
  const samplesPerClass = digitsCounts(imbalanceFactor);
  const { train, test } = longTailedDigits(parseDigits(await loadCsv()), seed, samplesPerClass);
  return {
    job: 'digits',
    dataSet: digitsDataSet,
    train,
    test,
    samplesPerClass,
    shape: [test.height, test.width, test.channels],
    augmentation: digitsAugmentation,
    passes,
  };
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
