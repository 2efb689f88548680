const longest = 80;

/** A value from a file as messages show it: as JSON on one line, cut off where it is long. */
export function quoted(value: unknown): string {
  // A text is cut before it becomes JSON: a wrong file may be one line of 100 MB.
  const cut = typeof value === 'string' && value.length > longest ? `${value.slice(0, longest)}…` : value;
  const text = JSON.stringify(cut) ?? String(cut);
  return text.length > 2 * longest ? `${text.slice(0, 2 * longest)}…` : text;
}
