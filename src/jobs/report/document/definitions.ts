import { type Html, html } from '../html';

/** Terms with what they are, as a definition list. */
export function definitions(entries: readonly [term: string, value: string][]): Html {
  return html`<dl>${entries.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>`;
}
