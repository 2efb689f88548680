/**
 * The known name that an unknown one was probably meant to be: the nearest by letters that were left out, added, changed or swapped,
 * where capitals, hyphens and underscores do not count, or one that it is a part of.
 *
 * @returns undefined where none is near
 *
 * @example
 * ```ts
 * nearMiss('parametrs', ['parameters', 'metric']); // 'parameters'
 * ```
 */
export function nearMiss(name: string, known: readonly string[]): string | undefined {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[-_\s]/g, '');
  // A name that goes on, as log_uniform does to log_uniform_values, is nearer than any with a letter changed; so is one that goes on
  // in front, as gpu does to webgpu.
  const distanceTo = (each: string) => {
    if (plain(name).length < 3) return editDistance(plain(name), plain(each));
    if (plain(each).startsWith(plain(name))) return 0;
    return plain(each).endsWith(plain(name)) ? 0.5 : editDistance(plain(name), plain(each));
  };
  const distances = known.map((each) => ({ each, distance: distanceTo(each) }));
  const [nearest] = distances.sort((a, b) => a.distance - b.distance);
  const most = Math.max(1, Math.floor(name.length / 3));
  return nearest && nearest.distance <= most ? nearest.each : undefined;
}

/** How many letters have to be added, left out, changed or swapped with their neighbour to make one text of the other. */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + same);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) least = Math.min(least, rows[i - 2]![j - 2]! + 1);
      row.push(least);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}

/** The end of a message about an unknown name: ', did you mean 'beta'?' or nothing. */
export function didYouMean(name: string, known: readonly string[]): string {
  const near = nearMiss(name, known);
  return near === undefined ? '' : `; did you mean '${near}'?`;
}
