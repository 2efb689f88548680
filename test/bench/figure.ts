/** One measured number. Most are ratios of times that were taken in turns in one run. */
export interface Figure {
  figure: string;
  backend: string;
  classes: number;
  batch: number;
  gamma?: number;
  taps?: number;
  /** The median over the rounds, where there were rounds; null where it could not be measured, for `reason`. */
  value: number | null;
  /** The smallest and largest of the rounds. */
  low?: number;
  high?: number;
  /** The value must not be above it. */
  limit?: number;
  reason?: string;
  /** Median milliseconds of what was compared, to give an idea; they depend on the machine, and the ratio does not. */
  milliseconds?: Record<string, number>;
}

/** Is told of each figure as soon as it is known. */
export type Report = (figure: Figure) => void;

/** A table for each figure: sizes down, backends across, with what must be reached and the range of the rounds. */
export function printFigures(figures: readonly Figure[]): void {
  for (const [name, ofName] of groupBy(figures, ({ figure }) => figure)) {
    console.log(`\n${name}`);
    const rows = [...groupBy(ofName, sizeOf)].map(([size, ofSize]) => [size, byBackend(ofSize, show)]);
    const limits = ofName.some(({ limit }) => limit !== undefined)
      ? { 'must be': byBackend(ofName, ({ backend }) => showLimits(ofName, backend)) }
      : {};
    console.table({ ...Object.fromEntries(rows), ...limits });
  }
  for (const reason of new Set(figures.map(({ reason }) => reason).filter(Boolean)))
    console.log(`Not measured: ${reason}.`);
}

function sizeOf({ classes, batch, gamma, taps }: Figure): string {
  const size = [`${classes} classes`, `batch ${batch}`];
  if (gamma !== undefined) size.push(`γ ${gamma}`);
  if (taps !== undefined) size.push(`taps ${taps}`);
  return size.join(', ');
}

function byBackend(figures: readonly Figure[], cell: (figure: Figure) => string): Record<string, string> {
  return Object.fromEntries(figures.map((figure) => [figure.backend, cell(figure)]));
}

/** The limits of a backend, one or several by size. */
function showLimits(figures: readonly Figure[], backend: string): string {
  const ofBackend = figures.filter((figure) => figure.backend === backend && figure.limit !== undefined);
  const limits = [...new Set(ofBackend.map(({ limit }) => short(limit!)))];
  return limits.length > 0 ? `≤ ${limits.join(' / ')}` : '';
}

function show({ value, low, high, limit }: Figure): string {
  if (value === null) return 'not measured';
  const range = low === undefined ? '' : ` (${short(low)}–${short(high!)})`;
  return `${short(value)}${range}${limit !== undefined && value > limit ? ' MISSED' : ''}`;
}

/** Three digits, or the whole number. */
function short(value: number): string {
  return Number.isInteger(value) || value >= 1000 ? value.toFixed(0) : value.toPrecision(3);
}

function groupBy<Item>(items: readonly Item[], key: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}
