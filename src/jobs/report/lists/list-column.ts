import type { Html } from '../html';

/** A column of a list that can be sorted and searched. */
export interface ListColumn<Row> {
  title: string;
  /** Text stands to the left and is sorted from a to z, numbers to the right and from the largest. */
  isText?: boolean;
  /** What it is sorted by; rows with null come last. */
  value(row: Row): string | number | null;
  cell(row: Row): Html | string;
}

/** A list as a table: what its rows are, and what of them is searched. */
export interface List<Row> {
  caption: string;
  /** What the search field is called: 'Find a class'. */
  search: string;
  /** What the rows are, in the plural: 'classes'. */
  noun: string;
  columns: ListColumn<Row>[];
  rows: Row[];
  /** What a search looks in. */
  words(row: Row): string;
}
