import { dirname } from 'node:path';
import { reject } from '../../../checks';
import { quoted } from '../../data/text/quoted';
import { count } from '../../log/format';
import type { PhotoList } from '../../photos/photo-list';
import type { PhotoTransform } from '../../photos/photo-transform';
import { PreparationStoppedError } from '../endings/until-interrupted';
import type { Tell } from '../run-events';
import type { EncodeSetting, EncodeTask } from './encode-task';
import { EncoderThreads } from './encoder-threads';
import type { FeatureCache } from './feature-cache';
import { secondsLeft } from './seconds-left';

/** Photographs that a thread encodes at once: enough for the backbone to be fast, few enough for their maps to fit. */
const AT_ONCE = 8;

/** Photographs of a pack of the cache. */
const PACKED = 128;

/** A photograph to encode. */
export interface FileToEncode {
  /** Hash of its content. */
  hash: string;
  /** Its path in the list's folder. */
  path: string;
  /** The list that it is in. */
  list: PhotoList;
  /** Its place in the list. */
  photo: number;
  /** Of how many views its features are needed. */
  views: number;
}

/** Arguments of {@link encodeMissing}. */
export interface EncodeArguments {
  files: readonly FileToEncode[];
  /** How a photograph becomes the image of each view, and where the features of the view are kept. */
  views: readonly { transform: PhotoTransform; cache: FeatureCache }[];
  setting: EncodeSetting;
  /** Number of features of a photograph. */
  width: number;
  /** Number of threads. */
  workers: number;
  tell: Tell;
  /** Where it is aborted, the encoding ends; what was encoded is kept. */
  signal?: AbortSignal | undefined;
}

/**
 * Takes features from the cache and computes those that it lacks.
 *
 * @returns of each view, the features by the hashes of the files; files that cannot be decoded are left out
 * @throws Error where a thread fails; RangeError where a feature is not finite; PreparationStoppedError where the signal ends it
 */
export async function encodeMissing(encode: EncodeArguments): Promise<Map<string, Float32Array>[]> {
  const { files, views } = encode;
  const known: Map<string, Float32Array>[] = [];
  const missing: { view: number; file: FileToEncode }[] = [];
  for (const [view, { cache }] of views.entries()) {
    // Copies and links are encoded once.
    const wanted = new Map(files.filter((file) => file.views > view).map((file) => [file.hash, file]));
    const found = await cache.read(new Set(wanted.keys()));
    known.push(found);
    for (const file of wanted.values()) {
      const row = found.get(file.hash);
      if (row) assertFiniteFeatures(file, row);
      else missing.push({ view, file });
    }
  }
  if (missing.length > 0) await compute(encode, missing, known);
  return known;
}

async function compute(
  { views, setting, width, workers, tell, signal }: EncodeArguments,
  missing: readonly { view: number; file: FileToEncode }[],
  known: readonly Map<string, Float32Array>[],
): Promise<void> {
  const jobs = views.flatMap((_, view) => inGroups(missing.filter((each) => each.view === view)));
  const tasks = jobs.map(
    (group): Omit<EncodeTask, 'id'> => ({
      transform: views[group[0]!.view]!.transform,
      paths: group.map(({ file }) => file.path),
      seeds: Uint32Array.from(group, ({ file, view }) => seedOf(file.hash, view)),
    }),
  );
  const packs = views.map(() => new Map<string, Float32Array>());
  const bad = new Set<string>();
  const start = performance.now();
  let done = 0;
  const threads = new EncoderThreads(Math.min(workers, tasks.length), setting);
  try {
    await threads.run(
      tasks,
      async (task, { features, unreadable }) => {
        const group = jobs[task]!;
        const reasons = new Map(unreadable.map(({ photo, reason }) => [photo, reason]));
        for (const [i, { file, view }] of group.entries()) {
          const reason = reasons.get(i);
          if (reason === undefined) {
            const row = features.slice(i * width, (i + 1) * width);
            assertFiniteFeatures(file, row);
            known[view]!.set(file.hash, row);
            packs[view]!.set(file.hash, row);
          } else if (!bad.has(file.hash)) {
            bad.add(file.hash);
            tell({ type: 'skipped', ...unreadableOf(file), reason });
          }
        }
        done += group.length;
        const total = missing.length;
        tell({ type: 'encoding', done, total, secondsLeft: secondsLeft(start, done, total) });
        const { view } = group[0]!;
        if (packs[view]!.size >= PACKED) await views[view]!.cache.write(taken(packs, view));
      },
      signal,
    );
  } finally {
    await threads.end();
    // What was computed before an error is not lost.
    for (const view of views.keys()) await views[view]!.cache.write(taken(packs, view));
  }
  if (done < missing.length) throw new PreparationStoppedError(keptOf(views, done, missing.length));
}

/** Throws where a feature is not finite: nothing could be learnt from it. */
function assertFiniteFeatures({ path }: FileToEncode, features: Float32Array): void {
  const wrong = features.find((feature) => !Number.isFinite(feature));
  if (wrong === undefined) return;
  reject(
    'options.backbone',
    'give finite features of every picture (options.normalisation says what it takes pixels as)',
    `${wrong} for ${quoted(path)}`,
  );
}

/** What is said where the encoding was stopped. */
function keptOf(views: EncodeArguments['views'], done: number, total: number): string {
  const { folder, failed } = views[0]!.cache;
  const encoded = `Of ${count(total)} pictures to encode ${count(done)} are done`;
  return failed
    ? `${encoded}; they could not be kept.`
    : `${encoded} and kept, in ${dirname(folder)}: the same command goes on from there.`;
}

/** The pack of a view, which is empty from now on. */
function taken(packs: Map<string, Float32Array>[], view: number): Map<string, Float32Array> {
  const pack = packs[view]!;
  packs[view] = new Map();
  return pack;
}

function inGroups<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / AT_ONCE) }, (_, i) =>
    items.slice(i * AT_ONCE, (i + 1) * AT_ONCE),
  );
}

function unreadableOf({ list, photo, path }: FileToEncode) {
  return { file: list.file, place: list.place(photo), path };
}

/** The seed of a view depends on the file and the view alone. */
function seedOf(hash: string, view: number): number {
  const word = Number.parseInt(hash.slice(0, 8), 16);
  return (Math.imul(view, 0x9e3779b1) + (Number.isNaN(word) ? 0 : word)) >>> 0;
}
