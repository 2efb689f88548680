import { percent } from '../../log/format';
import { type Html, html } from '../html';
import type { Findings } from './findings';

/** The most confident mistakes as pictures; null where no run kept any. */
export function mistakePictures({ pictures }: Findings, classNames: readonly string[]): Html | null {
  if (!pictures || pictures.mistakes.length === 0) return null;
  const items = pictures.mistakes.map(({ label, prediction, confidence, picture, image }) => {
    const [truth, taken] = [classNames[label]!, classNames[prediction]!];
    return html`<li><img class="mistake" src="${picture}" alt="Test image ${String(image)}, ${truth} taken for ${taken}">
<p class="mistake-words"><strong>${taken}</strong> <small>${percent(confidence)} % sure</small> <span>is ${truth}</span></p></li>`;
  });
  return html`<h5>The most confident mistakes</h5>
<p class="note">Test images of ${pictures.run}, the surest mistake first: what it was taken for, and below that what it is.</p>
<ul class="mistakes">${items}</ul>`;
}
