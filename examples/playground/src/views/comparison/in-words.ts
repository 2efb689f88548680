import { type ComparedFigure, list, points } from 'mbib/jobs';
import type { ShownGroup } from '../shown-group';
import type { Comparison, ComparisonRow } from './compare-groups';

const CLASSES: Record<Exclude<ComparedFigure, 'balanced' | 'all'>, string> = {
  many: 'classes with many training pictures',
  medium: 'classes with a medium number of training pictures',
  few: 'classes with few training pictures',
  unseen: 'classes without training pictures',
};

/** What a comparison shows, in one sentence for a reader who does not know what an interval is; or that it cannot tell. */
export function inWords({ rows, pairs, why }: Comparison, groups: readonly ShownGroup[]): string {
  const [first, second] = groups;
  if (rows.length === 0) return 'The first figures come after the first epoch.';
  if (!first || !second) return 'Choose a second run, and this says what their difference shows.';
  const balanced = rows.find(({ figure }) => figure === 'balanced');
  if (why !== undefined || !balanced?.difference) return why ?? '';
  const { value, low, high } = balanced.difference.difference;
  const size = (number: number) => points(Math.abs(number)).replace('+', '');
  const basis = pairs > 1 ? `over ${pairs} seeds` : `on these ${balanced.images} test pictures`;
  if (balanced.difference.clear) {
    const [better, worse] = value > 0 ? [second, first] : [first, second];
    const [least, most] = [Math.abs(low), Math.abs(high)].sort((a, b) => a - b) as [number, number];
    return `${better.title} is better than ${worse.inSentence} ${basis}: by ${size(value)} points of balanced accuracy, and hardly by less than ${size(least)} or more than ${size(most)}${also(rows, value)}.`;
  }
  const parts = clearParts(rows);
  // An end that is all there can be says nothing, but that the seeds differ too much.
  const how =
    low <= -1 || high >= 1
      ? `${points(value)} points on average, but very different from seed to seed`
      : `the difference of ${points(value)} points could as well be ${points(low)} or ${points(high)}`;
  const cannot = `Which of the two is better in balanced accuracy cannot be told ${basis}: ${how}`;
  return parts.length === 0 ? `${cannot}.` : `${cannot}; clear is only ${list(parts)}.`;
}

/** What goes against the whole, which a mean would hide. */
function also(rows: readonly ComparisonRow[], value: number): string {
  const against = rows.filter(
    ({ figure, difference }) =>
      figure in CLASSES && difference?.clear && Math.sign(difference.difference.value) !== Math.sign(value),
  );
  if (against.length === 0) return '';
  const names = against.map(
    ({ figure, difference }) => `${nameOf(figure)} (${points(difference!.difference.value)})`,
  );
  return `; the other way round in ${list(names)}`;
}

function clearParts(rows: readonly ComparisonRow[]): string[] {
  return rows.flatMap(({ figure, difference }) =>
    figure in CLASSES && difference?.clear
      ? [`${points(difference.difference.value)} in ${nameOf(figure)}`]
      : [],
  );
}

const nameOf = (figure: ComparedFigure) => CLASSES[figure as keyof typeof CLASSES];
