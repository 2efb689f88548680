import { count } from '../../log/format';
import { type Html, html } from '../html';
import type { List, ListColumn } from './list-column';

/** Rows that are added at once: about two screens. */
const ROWS_AT_ONCE = 100;

/** Rows that paper has: a few pages. */
const MOST_PRINTED = 100;

/**
 * Shows a list as a table that can be searched, and sorted by each column. Of thousands of rows only those are made that are scrolled to, so
 * that the page opens at once.
 *
 * @param place the element that it is shown in; what it held is replaced
 *
 * @example
 * ```ts
 * showList(document.querySelector<HTMLElement>('[data-list]')!, classList(dataSet, found));
 * ```
 */
export function showList<Row>(place: HTMLElement, list: List<Row>): void {
  new ListView(place, list);
}

class ListView<Row> {
  private readonly words: string[];
  private readonly body: HTMLElement;
  private readonly status: HTMLElement;
  private readonly box: HTMLElement;
  private shown: readonly Row[];
  private made = 0;
  private sorted: { column: number; isUp: boolean } | undefined;

  constructor(
    place: HTMLElement,
    private readonly list: List<Row>,
  ) {
    this.shown = list.rows;
    this.words = list.rows.map((row) => list.words(row).toLowerCase());
    place.innerHTML = frame(list).text;
    const find = <Found extends HTMLElement>(selector: string) => place.querySelector<Found>(selector)!;
    this.body = find('tbody');
    this.status = find('[role=status]');
    this.box = find('.list');
    const search = find<HTMLInputElement>('input');
    search.addEventListener('input', () => this.fill(search.value));
    for (const [column, button] of place.querySelectorAll('thead button').entries()) {
      button.addEventListener('click', () => this.sort(column, search.value));
    }
    this.box.addEventListener('scroll', () => {
      const { scrollTop, clientHeight, scrollHeight } = this.box;
      if (scrollTop + 2 * clientHeight > scrollHeight) this.more();
    });
    addEventListener('beforeprint', () => {
      while (this.made < Math.min(this.shown.length, MOST_PRINTED)) this.more();
    });
    this.fill('');
  }

  /** Sorts by a column; once more by the same one turns the order round. */
  private sort(column: number, query: string): void {
    const isText = this.list.columns[column]!.isText === true;
    const isUp = this.sorted?.column === column ? !this.sorted.isUp : isText;
    this.sorted = { column, isUp };
    for (const [i, head] of this.box.querySelectorAll('thead th').entries()) {
      if (i === column) head.setAttribute('aria-sort', isUp ? 'ascending' : 'descending');
      else head.removeAttribute('aria-sort');
    }
    this.fill(query);
  }

  /** Shows the rows that have what is searched for, from the first on. */
  private fill(query: string): void {
    const { rows, columns, noun } = this.list;
    const wanted = query.trim().toLowerCase();
    const found = wanted === '' ? [...rows] : rows.filter((_, i) => this.words[i]!.includes(wanted));
    this.shown = this.sorted ? sortedBy(found, columns[this.sorted.column]!, this.sorted.isUp) : found;
    this.body.textContent = '';
    this.made = 0;
    this.box.scrollTop = 0;
    this.more();
    this.status.textContent =
      wanted === ''
        ? `${count(rows.length)} ${noun}`
        : `${count(found.length)} of ${count(rows.length)} ${noun}`;
  }

  private more(): void {
    const next = this.shown.slice(this.made, this.made + ROWS_AT_ONCE);
    if (next.length === 0) return;
    this.made += next.length;
    const rows = next.map((row) => rowHtml(row, this.list.columns));
    this.body.insertAdjacentHTML('beforeend', html`${rows}`.text);
    const note = this.box.querySelector('.cut')!;
    note.textContent =
      this.shown.length > MOST_PRINTED
        ? `On paper: the first ${MOST_PRINTED} of ${count(this.shown.length)} rows. The page has them all.`
        : '';
  }
}

function rowHtml<Row>(row: Row, columns: readonly ListColumn<Row>[]): Html {
  const cells = columns.map(({ cell, isText }, i) =>
    i === 0
      ? html`<th scope="row">${cell(row)}</th>`
      : html`<td class="${isText ? 'text' : ''}">${cell(row)}</td>`,
  );
  return html`<tr>${cells}</tr>`;
}

/** Ascending or descending; rows without a value come last either way. */
export function sortedBy<Row>(rows: readonly Row[], { value }: ListColumn<Row>, isUp: boolean): Row[] {
  const keyed = rows.map((row) => ({ row, key: value(row) }));
  const sign = isUp ? 1 : -1;
  const { compare } = new Intl.Collator('en', { numeric: true });
  keyed.sort(({ key: a }, { key: b }) => {
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    return sign * (typeof a === 'number' && typeof b === 'number' ? a - b : compare(String(a), String(b)));
  });
  return keyed.map(({ row }) => row);
}

function frame<Row>({ caption, search, columns }: List<Row>): Html {
  const heads = columns.map(
    ({ title, isText }) =>
      html`<th scope="col" class="list-head ${isText ? 'text' : ''}"><button type="button" class="sort">${title}</button><span class="printed">${title}</span></th>`,
  );
  return html`<div class="controls"><label>${search} <input type="search" autocomplete="off" spellcheck="false"></label> <span role="status"></span></div>
<div class="scroll list" tabindex="0"><table class="dense"><caption><span>${caption}</span></caption><thead><tr>${heads}</tr></thead><tbody></tbody></table>
<p class="note cut"></p></div>`;
}
