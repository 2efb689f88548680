const longest = 80;

/** What a file holds at some place, for messages: on one line, cut where it is long. */
export function quoted(value: unknown): string {
  // A text is cut first: the wrong file may be one line of 100 MB.
  const cut = typeof value === 'string' && value.length > longest ? `${value.slice(0, longest)}…` : value;
  const text = JSON.stringify(cut) ?? String(cut);
  return text.length > 2 * longest ? `${text.slice(0, 2 * longest)}…` : text;
}
