/** A list of photographs with their labels, as the files of a data set have it. */
export interface PhotoList {
  /** The file that the list was read from, for messages. */
  file: string;
  /** The folder that the paths start from. */
  root: string;
  /** Path of each photograph, `[photos]`, relative to `root`, with forward slashes. None leads out of `root`. */
  paths: readonly string[];
  /** Class of each photograph, `[photos]`, 0..classes−1. */
  labels: Int32Array;
  /** Where a photograph stands in `file`, for messages: 'line 17', 'images[16]'. */
  place: (photo: number) => string;
  /** Number of classes. */
  classes: number;
  /** Name of each class, in label order. */
  classNames: readonly string[];
  /**
   * Whether the photographs are read as a viewer shows them on white: turned as their EXIF says, transparency on white, colours by
   * the profile. Where it is left out the stored numbers count, as for the papers that the lists are of.
   */
  asShown?: boolean | undefined;
  /** Whether symbolic links may lead out of `root`. Where it is left out they may not, because lists are downloaded. */
  linksOut?: boolean | undefined;
  /** How many photographs were taken out of the list because they cannot be read. Default 0. */
  leftOut?: number | undefined;
}

/** The photographs of a list that stand at some places, in the order of the places; what was left out of the list is none of theirs. */
export function photosAt(list: PhotoList, places: ArrayLike<number>): PhotoList {
  return {
    ...list,
    paths: Array.from(places, (place) => list.paths[place]!),
    labels: Int32Array.from(places, (place) => list.labels[place]!),
    place: (photo) => list.place(places[photo]!),
    leftOut: 0,
  };
}

/** Lists without the photographs that cannot be read, which each list counts. */
export function withoutPhotos<Lists extends Readonly<Record<string, PhotoList>>>(
  lists: Lists,
  unreadable: readonly { list: string; photo: number }[],
): { [Name in keyof Lists]: PhotoList } {
  const entries = Object.entries(lists).map(([name, list]) => {
    const out = new Set(unreadable.filter((one) => one.list === name).map(({ photo }) => photo));
    const kept = [...list.paths.keys()].filter((photo) => !out.has(photo));
    return [name, { ...photosAt(list, kept), leftOut: (list.leftOut ?? 0) + out.size }];
  });
  return Object.fromEntries(entries);
}
