import { show } from '../../checks';
import { didYouMean } from '../log/near-miss';
import { PICTURES, type Picture } from './experiment';
import type { FileKeys } from './file-keys';

/** The pictures that an experiment file names, in the order of {@link PICTURES}. */
export function parsePictures(keys: FileKeys): Picture[] {
  const named = keys.read('pictures', Array.isArray, `a list of ${PICTURES.join(', ')}`) ?? [];
  for (const name of named) {
    if (PICTURES.includes(name)) continue;
    const near = typeof name === 'string' ? didYouMean(name, PICTURES) : '';
    keys.fail('pictures', `must be of ${PICTURES.join(', ')}, got ${show(name)}${near}`);
  }
  return PICTURES.filter((picture) => named.includes(picture));
}
