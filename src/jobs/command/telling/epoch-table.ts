import { duration, percent } from '../../log/format';
import type { RunEvent } from '../../run/run-events';
import { type Column, cell, fittingColumns } from '../terminal/table';
import { figure, rate } from './progress-lines';

/** What an epoch came to. */
type EpochEvent = Extract<RunEvent, { type: 'epoch' }>;

/** A column, as wide as whatever it shows: rows are written one by one. */
interface EpochColumn extends Column {
  width: number;
  show: (event: EpochEvent) => string;
}

/** After how many rows the head is written again. */
const ROWS = 20;

const accuracy = (name: 'all' | 'many' | 'medium' | 'few', rank: number): EpochColumn => ({
  title: name,
  rank,
  width: Math.max(5, name.length),
  show: ({ line }) => percent(line.accuracy[name]),
});

const usual: readonly EpochColumn[] = [
  {
    title: 'loss',
    rank: 5,
    width: 6,
    show: ({ line }) => figure(line.loss, 3),
  },
  { title: 'train', rank: 6, width: 5, show: ({ line }) => percent(line.trainAccuracy) },
  accuracy('all', 0),
  accuracy('many', 2),
  accuracy('medium', 3),
  accuracy('few', 1),
  { title: 'best', rank: 7, width: 5, show: ({ best }) => percent(best.accuracy.all) },
  {
    title: 'images/s',
    rank: 9,
    width: 8,
    show: ({ line }) => rate(line.imagesPerSecond),
  },
  { title: 'time', rank: 8, width: 6, show: ({ line }) => duration(line.seconds) },
];

const unseen: EpochColumn = {
  title: 'unseen',
  rank: 4,
  width: 6,
  show: ({ line }) => percent(line.accuracy.unseen ?? null),
};

/**
 * The epochs of a run as rows of a table, with a head before the first one and again after every twentieth, and where the terminal has
 * become narrower or wider. Of what does not fit, speed and time are left out first; the log has all of it.
 */
export class EpochTable {
  private rows = 0;
  private head = '';

  /**
   * What to write for an epoch: its row, below a head where one is due.
   *
   * @param width of the longest line
   */
  linesFor(event: EpochEvent, width: number): { note?: string; head?: string; row: string } {
    const columns = columnsFor(event);
    const kept = fittingColumns(
      columns,
      columns.map((column) => column.width),
      width,
    ).map(({ index }) => columns[index]!);
    const asRow = (show: (column: EpochColumn) => string) =>
      kept.map((column) => cell(show(column), column.width)).join('  ');
    const head = asRow(({ title }) => title);
    const row = asRow(({ show }) => show(event));
    const isDue = head !== this.head || this.rows % ROWS === 0;
    const note = this.head === '' ? { note: noteOn(event, kept) } : {};
    this.rows = head !== this.head ? 1 : this.rows + 1;
    this.head = head;
    return isDue ? { ...note, head, row } : { row };
  }
}

function columnsFor({ epochs, line }: EpochEvent): EpochColumn[] {
  const most = String(epochs).length;
  const epoch: EpochColumn = {
    title: 'epoch',
    width: Math.max(5, 2 * most + 1),
    show: (event) => `${event.line.epoch}/${event.epochs}`,
  };
  const { unseen: value = null } = line.accuracy;
  const all = value === null ? usual : [...usual.slice(0, 6), unseen, ...usual.slice(6)];
  // A second stage has no accuracy on training images, and one that is only computed has no loss.
  const isMissing = (title: string) =>
    (title === 'train' && line.trainAccuracy === null) || (title === 'loss' && line.loss === null);
  return [epoch, ...all.filter(({ title }) => !isMissing(title))];
}

/** What the columns are that stand there. */
function noteOn({ measured }: EpochEvent, kept: readonly EpochColumn[]): string {
  const has = (name: string) => kept.some(({ title }) => title === name);
  const train = has('train') ? 'of the training images so far (train), ' : '';
  const groups = ['many', 'medium', 'few'].filter(has);
  const last = groups.pop();
  const before = groups.length === 0 ? '' : `${groups.join(', ')} and `;
  const ofGroups = last === undefined ? '' : ` and of those of classes with ${before}${last} training images`;
  return `Accuracy in %: ${train}of the ${measured} images (all)${ofGroups}.`;
}
