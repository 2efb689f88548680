/**
 * Reads photographs of a folder and stops without a word to the source: `one` takes a batch and asks for no more,
 * `all` takes all of them.
 */
import { readdirSync } from 'node:fs';
import { photoSource } from '../../../src/jobs/photos/photo-source';
import { photoList } from './photo-set';

const [root, batches] = process.argv.slice(2) as [string, string];
const list = photoList(root, readdirSync(root).sort());
const source = photoSource(list, { imageSize: 16, mean: [0, 0, 0], std: [1, 1, 1], workers: 1 });
const order = Array.from(list.paths, (_, i) => Int32Array.of(i));
const iterator = source
  .batches(order, () => {
    throw new Error('evaluation draws nothing');
  })
  [Symbol.asyncIterator]();
let count = 0;
while (!(await iterator.next()).done) if (++count === 1 && batches === 'one') break;
console.log(`${count} read`);
