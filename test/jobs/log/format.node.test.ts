import { describe, expect, it } from 'vitest';
import { duration, meanAndDeviation, percent, points } from '../../../src/jobs/log/format';
import { meanSd } from '../../../src/jobs/log/statistics';
import { inSentence, list, plural } from '../../../src/jobs/log/words';

describe('numbers for people', () => {
  it('are fractions in percent, differences with a sign, a dash for no number', () => {
    expect([percent(0.71549), percent(null)]).toEqual(['71.5', '–']);
    expect([points(0.084), points(-0.003), points(-0.0001), points(null)]).toEqual([
      '+8.4',
      '−0.3',
      '0.0',
      '–',
    ]);
  });

  it('are a mean, with its deviation where there are several runs', () => {
    const of = (values: (number | null)[]) => meanAndDeviation(meanSd(values));
    expect([of([0.5]), of([0.5, 0.75]), of([0.5, null])]).toEqual(['50.0', '62.5 ± 17.7', '–']);
  });

  it('are durations in their two largest units, minutes from a minute and a half on', () => {
    const seconds = [0, 2.34, 59.4, 89, 90, 3599, 3600, 4512, Number.NaN, Number.POSITIVE_INFINITY, null];
    expect(seconds.map(duration)).toEqual([
      '0 s',
      '2.3 s',
      '59 s',
      '89 s',
      '2 min',
      '1 h 00 min',
      '1 h 00 min',
      '1 h 15 min',
      '–',
      '–',
      '–',
    ]);
  });
});

describe('words', () => {
  it('are lists, plurals and titles inside a sentence', () => {
    expect(list(['a', 'b', 'c'])).toBe('a, b and c');
    expect([plural(1, 'run'), plural(10_847, 'image'), plural(2, 'class', 'classes')]).toEqual([
      'one run',
      '10,847 images',
      '2 classes',
    ]);
    const titles = ['Cross entropy', 'Logit adjustment post hoc', 'Label-aware smoothing', 'Focal loss'];
    expect(titles.map(inSentence)).toEqual(titles.map((title) => title[0]!.toLowerCase() + title.slice(1)));
    const names = ['MBIB', 'DiVE', 'ResLT', 'DisAlign on MBIB', 'MaxNorm', 'cRT', 'τ-normalisation', 'SDIB'];
    expect(names.map(inSentence)).toEqual(names);
  });
});
