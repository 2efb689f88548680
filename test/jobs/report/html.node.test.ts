import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
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
