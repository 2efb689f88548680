import type { LeftOut } from '../../state/playground-data';

/** A picture of the user's. */
export interface OwnPicture {
  /** Unique on the page. */
  id: number;
  /** Where it came from: its path, or 'camera'. */
  path: string;
  /** The picture as it was given. */
  file: Blob;
  /** Hash of its content. */
  hash: string;
  /** Its pixels as a network from scratch takes them, `[OWN_SIDE, OWN_SIDE, 3]`. */
  pixels: Uint8Array;
  /** Address of a small picture of it. */
  thumbnail: string;
  /** What its folder says that it is for. */
  part: 'train' | 'test' | undefined;
}

/** A class of the user's. */
export interface OwnClass {
  /** Unique on the page. */
  id: number;
  name: string;
  pictures: readonly OwnPicture[];
}

/** What was understood of the user's pictures, and can be edited. */
export interface Collection {
  title: string;
  classes: readonly OwnClass[];
  leftOut: readonly LeftOut[];
}

/** A collection without a picture. */
export const noPictures: Collection = { title: 'Your pictures', classes: [], leftOut: [] };

/** The most classes that a collection has. */
export const MOST_CLASSES = 1000;
