/**
 * A text that is HTML, and is not escaped once more.
 *
 * @example
 * ```ts
 * import { Html, html } from 'mbib/jobs';
 *
 * const bold = new Html('<b>rare</b>');
 * html`<p>${bold} & ${'<common>'}</p>`.text; // '<p><b>rare</b> & &lt;common&gt;</p>'
 * ```
 */
export class Html {
  constructor(
    /** The HTML. */
    readonly text: string,
  ) {}
}

/** A value in a template of {@link html}; for `null` nothing is inserted. */
export type HtmlValue = string | number | Html | null | (Html | null)[];

/**
 * A template tag that makes HTML. It escapes every value that is not HTML, so that no class name can become markup.
 *
 * @example
 * ```ts
 * import { html } from 'mbib/jobs';
 *
 * html`<td>${'<script>'}</td>`.text; // '<td>&lt;script&gt;</td>'
 * ```
 */
export function html(strings: TemplateStringsArray, ...values: HtmlValue[]): Html {
  return new Html(String.raw({ raw: strings }, ...values.map(toText)));
}

function toText(value: HtmlValue): string {
  if (value === null) return '';
  if (Array.isArray(value)) return value.map(toText).join('');
  return value instanceof Html ? value.text : escapeHtml(String(value));
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/** A value as JSON inside a script element. It contains no `<`, so it can neither end the element nor begin a comment. */
export function scriptJson(value: unknown): Html {
  return new Html(JSON.stringify(value).replaceAll('<', '\\u003c'));
}
