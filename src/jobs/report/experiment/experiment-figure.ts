import { type Html, html } from '../html';
import { CURVE_COLOURS } from './searched';

/**
 * Names of curves with their colours.
 *
 * @param colours of each. Default: in their order
 */
export function legend(names: readonly string[], colours: readonly string[] = CURVE_COLOURS): Html {
  const colour = (i: number) => colours[i % colours.length]!;
  return html`<ul class="legend">${names.map((name, i) => html`<li style="--accent: ${colour(i)}">${name}</li>`)}</ul>`;
}

/** The place of a chart that the page's script draws, with its title and a text that says what it shows. */
export function figure(chart: string, title: string, caption: string): Html {
  const id = `figure-${chart.replaceAll(/\W/g, '-')}`;
  return html`<figure><figcaption><strong id="${id}">${title}</strong> <span id="${id}-text">${caption}</span></figcaption>
<div><div class="plot" data-experiment-chart="${chart}" data-labelledby="${id}" data-describedby="${id}-text"></div></div></figure>`;
}
