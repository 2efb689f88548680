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
}
