import { type Command, Option } from 'commander';
import { startBackend } from '../../backend/start-backend';
import { batchOrder } from '../../data/order/batch-order';
import { randomStream } from '../../data/random-stream';
import { shownName } from '../../data/text/quoted';
import { didYouMean } from '../../log/near-miss';
import { plural } from '../../log/words';
import type { Recipe } from '../../loop/train-epoch';
import { defaultLossOptions } from '../../nets/methods';
import { checkPhotos, type ListedPhoto, type PhotoCheck } from '../../photos/check/check-photos';
import type { ImageFolderSummary } from '../../photos/folder/image-folder-summary';
import { loadImageFolder } from '../../photos/folder/load-image-folder';
import type { PhotoPlace } from '../../photos/lists/photo-place';
import type { PhotoList } from '../../photos/photo-list';
import { isLinkOut } from '../../photos/reading/photo-files';
import { describeUnreadable } from '../../photos/unreadable-image-error';
import type { Job, JobOptions } from '../../run/job';
import { flagOf } from '../flag-of';
import { describeImageFolder } from '../folder/describe-image-folder';
import { printAnswer } from '../guard-output';
import { addHelp } from '../help/add-help';
import { Progress } from '../telling/progress';
import { printText } from '../terminal/print';
import { terminalOf } from '../terminal/terminal';
import { wrapLine } from '../terminal/wrap';

/** How many of several things are named; a summary has no more. */
const NAMED = 20;

/** How many places of one picture are named. */
const SAME = 4;

/** Adds `mbib check`: looks at every file of a job's data once. */
export function addCheck(program: Command, jobs: readonly Job[], start = 'npx mbib'): void {
  const data = new Option(
    '--data <path>',
    'the data, as the job takes it; a job that brings its own has none',
  );
  const command = program
    .command('check')
    .description('look at every file of some data once, and list what is wrong')
    .argument('[job]', 'whose data it is; left out, it is a folder of your own pictures')
    .addOption(data)
    .option('--images <folder>', 'where the paths of its lists start (default: the folder of the lists)')
    .option('--follow-links', 'read images that links in that folder lead to, wherever they lie')
    .option('--json', 'print one JSON document')
    .action((name: string | undefined, { json = false, ...place }: DataPlace & { json?: boolean }) => {
      const job = jobOf(name, jobs);
      if (takesData(job) && place.data === undefined)
        command.error(`error: required option '${data.flags}' not specified`);
      return check(job, place, json);
    });
  addHelp(command, `${start} check`, {
    examples: [
      [['--data', 'pictures'], 'a folder of your own pictures'],
      [['imagenet-lt', '--data', 'ImageNet_LT', '--json'], 'the photographs of a data set, for a program'],
    ],
    guide: 'docs/own-images.md',
  });
}

/** Where the data is. */
interface DataPlace extends PhotoPlace {
  /** Undefined for a job that brings its own. */
  data?: string;
}

/** Whether the data is somewhere: a job that does not say so brings its own. Without a job it is a folder of pictures. */
function takesData(job: Job | undefined): boolean {
  return job === undefined || 'data' in (job.options ?? {});
}

function jobOf(name: string | undefined, jobs: readonly Job[]): Job | undefined {
  const job = jobs.find((each) => each.name === name);
  if (job || name === undefined || name === 'folder') return job;
  const names = [...new Set(['folder', ...jobs.map((each) => each.name)])];
  throw new Error(
    `There is no job ${name}${didYouMean(name, names) || '.'} Choose one of ${names.join(', ')}.`,
  );
}

async function check(job: Job | undefined, place: DataPlace, json: boolean): Promise<void> {
  const data = await photosOf(job, place);
  if (!data) return checkByReading(job!, place.data, json);
  const { lists, summary } = data;
  if (summary && !json) await printText(describeImageFolder(summary).join('\n'));
  const progress = new Progress(process.stderr);
  const found = await checkPhotos(lists, {
    onProgress: (done, of) => progress.live(() => `${done} of ${of} files`),
  });
  progress.clear();
  // Said before it is printed: a reader that wants no more of it changes nothing.
  if (found.problems.length > 0 || (summary && summary.unreadable.count > 0)) process.exitCode = 1;
  if (json) await printAnswer(JSON.stringify({ ...found, summary }, null, 2));
  else await printText(describeCheck(found, summary, terminalOf(process.stdout).width).join('\n'));
}

/** Pictures in files of their own. */
interface Photos {
  lists: Record<string, PhotoList>;
  /** Of a folder of classes. */
  summary?: ImageFolderSummary;
}

/** The pictures of a job's data; undefined where it has none in files of their own. */
async function photosOf(job: Job | undefined, place: DataPlace): Promise<Photos | undefined> {
  if (job && !takesData(job) && place.data !== undefined)
    throw new Error(`--data is for data that lies somewhere, and ${job.name} brings its own; leave it out.`);
  if (job && job.name !== 'folder' && job.photos) return { lists: await job.photos(place) };
  if (place.images !== undefined || place.followLinks !== undefined) {
    const name = flagOf(place.images === undefined ? 'followLinks' : 'images');
    throw new Error(`${name} is for data of lists of photographs, and ${job?.name ?? 'folder'} has none.`);
  }
  if (job && job.name !== 'folder') return undefined;
  const { summary, ...lists } = await loadImageFolder(place.data!);
  return { lists, summary };
}

/** Data that is read whole: its own reader says what is wrong. */
async function checkByReading(job: Job, data: string | undefined, json: boolean): Promise<void> {
  const defaults = job.defaults({});
  const options = {
    ...defaultLossOptions(defaults.method),
    ...defaults,
    ...(data !== undefined && { data }),
  } as JobOptions;
  const context = { tell: () => {}, resumed: false };
  const loaded = await job.load?.(options, context);
  await startBackend(defaults.backend);
  const recipe = await job.recipe(options, { ...context, data: loaded });
  const images = { train: await read(recipe, 'train'), test: await read(recipe, 'test') };
  const { train, test } = images;
  const counts = `${plural(train, 'training image')} and ${plural(test, 'test image')}`;
  if (json) await printAnswer(JSON.stringify({ images, problems: [] }, null, 2));
  else await printText(`${data ?? job.name}: ${counts} can be read.`);
}

async function read(recipe: Recipe, name: 'train' | 'test'): Promise<number> {
  const source = recipe[name];
  const order = batchOrder(source.labels.length, recipe.testBatchSize, 0, 0);
  let images = 0;
  for await (const { indices } of source.batches(order, () => randomStream(0, 'augmentation'))) {
    images += indices.length;
  }
  return images;
}

function describeCheck(
  { files, problems, same }: PhotoCheck,
  summary: ImageFolderSummary | undefined,
  width: number,
): string[] {
  const leftOut = summary?.unreadable ?? { count: 0, first: [] };
  const count = problems.length + leftOut.count;
  const wrong = [
    ...problems.map((problem) => `${problem.list}: ${describeUnreadable(problem)}`),
    ...leftOut.first.map(({ path, reason }) => `left out: ${shownName(path)} ${reason}`),
  ].slice(0, NAMED);
  const unlike = same.filter(
    (photos) => new Set(photos.map(({ list, className }) => `${list}/${className}`)).size > 1,
  );
  const twice = unlike.slice(0, NAMED).map(equation);
  return [
    '',
    `${plural(files + leftOut.count, 'file')} looked at: ${count === 0 ? 'all can be read' : plural(count, 'problem')}.`,
    ...withRest(wrong, count, width),
    ...(problems.some(({ reason }) => isLinkOut(reason))
      ? [`${flagOf('followLinks')} reads what links lead to, wherever it lies.`]
      : []),
    same.length === 0
      ? `No two${count > 0 ? ' that can be read' : ''} have the same content.`
      : `${plural(same.length, 'picture')} ${same.length === 1 ? 'is' : 'are'} there more than once.`,
    ...(unlike.length > 0
      ? [`Of these, under two classes or in two lists:`, ...withRest(twice, unlike.length, width)]
      : []),
  ];
}

/** Where one picture is: 'train, cat: a.png = test, cat: b.png'. A file that a list names several times is there once, with their number. */
function equation(photos: readonly ListedPhoto[]): string {
  const times = new Map<string, number>();
  for (const { list, className, path } of photos) {
    const place = `${list}, ${shownName(className)}: ${shownName(path)}`;
    times.set(place, (times.get(place) ?? 0) + 1);
  }
  const places = Array.from(times, ([place, count]) => (count > 1 ? `${place} (${count} times)` : place));
  const rest = places.length - SAME;
  return `${places.slice(0, SAME).join(' = ')}${rest > 0 ? ` = … and ${rest} more` : ''}`;
}

function withRest(lines: readonly string[], all: number, width: number): string[] {
  const rest = all - lines.length;
  return [...lines, ...(rest > 0 ? [`… and ${rest} more`] : [])].map((line) =>
    wrapLine(`  ${line}`, width, '    '),
  );
}
