/** How many names a message shows. */
const SHOWN = 5;

/**
 * The names that are the most like `name`, the likest first: those that contain it, then those of which the end of the path has the
 * fewest letters to change.
 */
export function nearestNames(name: string, names: readonly string[], count = SHOWN): string[] {
  const far = (candidate: string) => {
    if (candidate.includes(name)) return 0;
    const parts = candidate.split('/');
    return Math.min(...parts.map((_, i) => distance(name, parts.slice(i).join('/'))));
  };
  return names
    .map((candidate) => ({ candidate, far: far(candidate) }))
    .sort((a, b) => a.far - b.far)
    .slice(0, count)
    .map(({ candidate }) => candidate);
}

/** Names with their shapes, as a message shows them. */
export function namesWithShapes(
  taps: readonly { name: string; shape: readonly (number | null)[] }[],
): string {
  return taps.map(({ name, shape }) => `'${name}' [${shape.map(String)}]`).join(', ');
}

/** The number of letters to insert, remove or change to make one text of another (Levenshtein's distance). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      next.push(Math.min(row[j + 1]! + 1, next[j]! + 1, row[j]! + Number(letter !== b[j])));
    }
    row = next;
  }
  return row.at(-1)!;
}
