/** Does its work for a while; milliseconds of doing it once, on average, or those of the shortest run. */
export type Turn = (shortest?: boolean) => Promise<number>;

/** How often contestants take turns. */
export interface Rounds {
  rounds: number;
  /** After this long no further round begins, from the third on: for what takes seconds. */
  seconds: number;
  /** Whether the shortest run of all rounds counts, and nothing else: for a machine with much other load. */
  shortest?: boolean;
}

/** How long a turn lasts at least, so that a clock's steps and short interruptions do not matter. */
export const TURN_MILLISECONDS = 100;

const FEWEST_ROUNDS = 3;

/** A turn that repeats `run` until the turn is long enough. */
export function turnOf(run: () => Promise<unknown>): Turn {
  return async (shortest) => {
    const start = performance.now();
    let least = Infinity;
    let before = 0;
    for (let runs = 1; ; runs++) {
      await run();
      const elapsed = performance.now() - start;
      least = Math.min(least, elapsed - before);
      before = elapsed;
      if (elapsed >= TURN_MILLISECONDS) return shortest ? least : elapsed / runs;
    }
  };
}

/**
 * Milliseconds of each contestant, one number a round. They take turns, so that other load on the machine meets all of
 * them. A round before the first is not counted: it warms up what compiles while it runs.
 */
export async function takeTurns<Name extends string>(
  contestants: Record<Name, Turn>,
  { rounds, seconds, shortest = false }: Rounds,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(contestants) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (const name of names) await contestants[name]();
  const start = performance.now();
  for (let round = 0; round < rounds; round++) {
    if (round >= FEWEST_ROUNDS && performance.now() - start > 1000 * seconds) break;
    for (const name of names) times[name].push(await contestants[name](shortest));
  }
  if (shortest) for (const name of names) times[name] = [Math.min(...times[name])];
  return times;
}

/** The ratio of two contestants in each round: its median, its smallest and its largest. */
export function ratioOf(times: readonly number[], reference: readonly number[]) {
  const ratios = times.map((time, round) => time / reference[round]!);
  return { value: median(ratios), low: Math.min(...ratios), high: Math.max(...ratios) };
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The figure of one contestant against another: their ratio, and what each took. */
export function compare<Name extends string>(times: Record<Name, number[]>, name: Name, reference: Name) {
  return {
    ...ratioOf(times[name], times[reference]),
    milliseconds: { [name]: median(times[name]), [reference]: median(times[reference]) },
  };
}
