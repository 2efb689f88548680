import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meanSd, movingMean } from '../../../src/jobs/log/statistics';
import { duration, inSentence, list, percent, points } from '../../../src/jobs/report/format';
import { html, scriptJson } from '../../../src/jobs/report/html';

describe('scriptJson', () => {
  it('never contains what could end a script or open a comment, and reads back unchanged', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (value, text) => {
        const data = { value, text: `</script><!--${text}` };
        const { text: json } = scriptJson(data);
        expect(json).not.toContain('<');
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(data)));
      }),
    );
  });
});

describe('html', () => {
  it('escapes text and leaves HTML as it is', () => {
    expect(html`<td title="${'"'}">${"<b> & '"}${html`<i>${1}</i>`}${null}</td>`.text).toBe(
      '<td title="&quot;">&lt;b&gt; &amp; &#39;<i>1</i></td>',
    );
  });
});

describe('meanSd', () => {
  it('has the textbook value', () => {
    const { mean, sd, n } = meanSd([2, 4, 4, 4, 5, 5, 7, 9])!;
    expect([mean, n]).toEqual([5, 8]);
    expect(sd).toBeCloseTo(Math.sqrt(32 / 7), 12);
  });

  it('has no spread for one run and no value where a run has none', () => {
    expect(meanSd([0.5])).toEqual({ mean: 0.5, sd: null, n: 1 });
    expect(meanSd([0.5, null])).toBeNull();
    expect(meanSd([])).toBeNull();
  });
});

describe('movingMean', () => {
  it('averages the neighbours that are there', () => {
    expect(movingMean([1, 2, 6, null], 1)).toEqual([1.5, 3, 4, 6]);
    expect(movingMean([null], 2)).toEqual([null]);
  });
});

describe('numbers and words', () => {
  it('are written as the tables need them', () => {
    expect([percent(0.71549), percent(null)]).toEqual(['71.5', '–']);
    expect([points(0.084), points(-0.003), points(-0.0001), points(null)]).toEqual([
      '+8.4',
      '−0.3',
      '0.0',
      '–',
    ]);
    expect([2.34, 59.4, 3599, 3600, 4512].map(duration)).toEqual([
      '2.3 s',
      '59 s',
      '1 h 0 min',
      '1 h 0 min',
      '1 h 15 min',
    ]);
    expect(list(['a', 'b', 'c'])).toBe('a, b and c');
    expect([inSentence('Cross entropy'), inSentence('MBIB')]).toEqual(['cross entropy', 'MBIB']);
  });
});
