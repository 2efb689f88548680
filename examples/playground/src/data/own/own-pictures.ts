import { signal } from '@preact/signals';
import { messageOf } from 'mbib/jobs';
import type { LeftOut, PlaygroundData } from '../../state/playground-data';
import { setProblem } from '../../state/problems';
import { AskedWorker } from '../asking/asked-worker';
import type { FileInFolder } from '../dropped-files';
import { type Collection, noPictures, type OwnPicture } from './collection';
import type { Decoded, DecodeRequest, UnzippedPictures } from './decode-worker';
import { addPictures, leaveOut, type NewPicture } from './edit-collection';
import { keptCollection } from './kept-collection';
import { placesOf } from './places-of';

/** What was understood of the user's pictures. */
export const collection = signal<Collection>(noPictures);

/** How many files are being read, and how many of them are done; undefined where none is. */
export const reading = signal<{ done: number; all: number } | undefined>(undefined);

const AT_ONCE = 4;
const MOST_BYTES = 64 * 2 ** 20;
const isArchive = (name: string) => /\.zip$/i.test(name);

const worker = new AskedWorker<DecodeRequest>(
  () => new Worker(new URL('./decode-worker.ts', import.meta.url), { type: 'module' }),
);
let nextId = 0;
let last: Promise<void> = Promise.resolve();

/** Changes the collection. */
export function edit(change: (collection: Collection) => Collection): void {
  collection.value = change(collection.value);
}

/** Shows the pictures of data that was kept. */
export function restorePictures(data: PlaygroundData): void {
  collection.value = keptCollection(
    data,
    () => nextId++,
    (file) => URL.createObjectURL(file),
  );
}

/** Adds the pictures of folders and of zip archives, each to the class that its folder names. */
export function addFolders(files: readonly FileInFolder[]): Promise<void> {
  return inTurn(async () => {
    const found: FileInFolder[] = [];
    for (const each of files) {
      if (!isArchive(each.path)) found.push(each);
      else found.push(...(await unzipped(each)));
    }
    const places = placesOf(found.map(({ path }) => path));
    const named: ToRead[] = [];
    const leftOut: LeftOut[] = [];
    for (const [i, { path, file }] of found.entries()) {
      const place = places[i]!;
      if (place.kind === 'picture') named.push({ path, file, className: place.className, part: place.part });
      else if (place.kind === 'left out') leftOut.push({ path, why: place.why });
    }
    edit((before) => ({ ...leaveOut(before, leftOut), title: titleOf(before, files) }));
    await add(named);
  });
}

/** Adds pictures to a class; it is made where there is none of that name. */
export function addToClass(className: string, files: readonly Blob[], path?: string): Promise<void> {
  const named = files.map((file) => ({
    path: path ?? (file as File).name,
    file,
    className,
    part: undefined,
  }));
  return inTurn(() => add(named));
}

/** A file and the class that it is of. */
interface ToRead extends Pick<OwnPicture, 'path' | 'file' | 'part'> {
  className: string;
}

/** Reads pictures some at a time, and shows them as they come. */
async function add(files: readonly ToRead[]): Promise<void> {
  for (let start = 0; start < files.length; start += AT_ONCE) {
    reading.value = { done: start, all: files.length };
    const some = files.slice(start, start + AT_ONCE);
    const read = await Promise.all(some.map(pictureOf));
    const added = read.filter((each): each is NewPicture => 'picture' in each);
    const leftOut = read.filter((each): each is LeftOut => 'why' in each);
    edit((before) => leaveOut(addPictures(before, added), leftOut));
  }
}

async function pictureOf({ className, path, file, part }: ToRead): Promise<NewPicture | LeftOut> {
  if (file.size > MOST_BYTES) return { path, why: `it is larger than ${MOST_BYTES / 2 ** 20} MB` };
  const decoded = await worker.ask<Decoded | undefined>({ type: 'decode', file });
  if (!decoded) return { path, why: 'it is no picture that this browser reads' };
  const { hash, pixels } = decoded;
  const thumbnail = URL.createObjectURL(decoded.thumbnail);
  return { className, picture: { id: nextId++, path, file, hash, pixels, thumbnail, part } };
}

async function unzipped({ path, file }: FileInFolder): Promise<FileInFolder[]> {
  const name = path.replace(/\.zip$/i, '');
  const { pictures, leftOut } = await worker.ask<UnzippedPictures>({ type: 'unzip', file });
  edit((before) =>
    leaveOut(
      before,
      leftOut.map((each) => ({ ...each, path: `${path}/${each.path}` })),
    ),
  );
  return pictures.map((each) => ({ ...each, path: `${name}/${each.path}` }));
}

/** Reads one choice after the other, and says what is wrong with it. */
function inTurn(read: () => Promise<void>): Promise<void> {
  last = last.then(async () => {
    setProblem('data', undefined);
    try {
      await read();
    } catch (error) {
      setProblem('data', messageOf(error));
    } finally {
      reading.value = undefined;
    }
  });
  return last;
}

/** The name of the folder or archive that was chosen first. */
function titleOf({ title, classes }: Collection, files: readonly FileInFolder[]): string {
  const [first] = files;
  return classes.length > 0 || !first ? title : first.path.split('/')[0]!.replace(/\.zip$/i, '');
}
