import type { LeftOut } from '../../state/playground-data';
import { serve } from '../asking/serve';
import { decoded, OWN_SIDE, painted, pixelsOfPicture } from '../pixels';
import { unzip } from '../unzip';
import { shortHash } from './short-hash';

const THUMBNAIL = 72;

/** What is asked of the worker that decodes. */
export type DecodeRequest = { type: 'decode'; file: Blob } | { type: 'unzip'; file: Blob };

/** A picture that was decoded. */
export interface Decoded {
  hash: string;
  /** `[OWN_SIDE, OWN_SIDE, 3]`. */
  pixels: Uint8Array;
  /** A small picture, square. */
  thumbnail: Blob;
}

/** The pictures of an archive by their paths in it. */
export interface UnzippedPictures {
  pictures: { path: string; file: Blob }[];
  leftOut: LeftOut[];
}

serve<DecodeRequest>((request) =>
  request.type === 'decode' ? decode(request.file) : unzipPictures(request.file),
);

/** Undefined where the file is no picture that this browser reads. */
async function decode(file: Blob): Promise<Decoded | undefined> {
  const picture = await decoded(file);
  if (!picture) return undefined;
  try {
    const square = (side: number) => ({ height: side, width: side, shorterSide: side });
    const thumbnail = await painted(picture, square(THUMBNAIL)).convertToBlob({
      type: 'image/webp',
      quality: 0.8,
    });
    const hash = await shortHash(await file.arrayBuffer());
    return { hash, pixels: pixelsOfPicture(picture, square(OWN_SIDE)), thumbnail };
  } finally {
    picture.close();
  }
}

async function unzipPictures(file: Blob): Promise<UnzippedPictures> {
  const { files, leftOut } = unzip(new Uint8Array(await file.arrayBuffer()), (path) =>
    /\.(png|jpe?g|jfif|webp|gif|avif|bmp)$/i.test(path) ? undefined : 'its name is not that of a picture',
  );
  return { pictures: Array.from(files, ([path, bytes]) => ({ path, file: new Blob([bytes]) })), leftOut };
}
