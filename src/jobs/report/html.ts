/** Text that is HTML already. */
export class Html {
  constructor(
    /** As it goes into a page. */
    readonly text: string,
  ) {}
}

/** What {@link html} takes between its texts; `null` leaves nothing. */
export type HtmlValue = string | number | Html | null | (Html | null)[];

/**
 * Template tag which escapes every value that is not HTML itself, so that no class name can break out.
 *
 * @example
 * html`<td>${'<script>'}</td>`.text; // '<td>&lt;script&gt;</td>'
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

/** JSON that is safe inside a script element: without `<` it can neither end the element nor open a comment. */
export function scriptJson(value: unknown): Html {
  return new Html(JSON.stringify(value).replaceAll('<', '\\u003c'));
}
