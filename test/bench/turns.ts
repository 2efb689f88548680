/** Does its work for a while; milliseconds of doing it once, of the clock or of the processor. */
export type Turn = (ofProcessor?: boolean) => Promise<number>;

/** How often contestants take turns. */
export interface Rounds {
  rounds: number;
  /** After this long no further round begins, from the third on: for what takes seconds. */
  seconds: number;
  /** Whether to count the time of the processor, which passes only while it works for us: in Node, where there is much other load. */
  ofProcessor?: boolean;
}

/** How long a turn lasts at least, so that a clock's steps and short interruptions do not matter. */
export const TURN_MILLISECONDS = 100;

const FEWEST_ROUNDS = 3;

/** JavaScript and WebAssembly are compiled in other threads while they run, which are late where there is much other load. */
const WARM_UPS_ON_BUSY_MACHINES = 8;

/** A turn that repeats `run` until the turn is long enough. */
export function turnOf(run: () => Promise<unknown>): Turn {
  return async (ofProcessor) => {
    const now = ofProcessor ? processorMilliseconds : () => performance.now();
    const start = now();
    for (let runs = 1; ; runs++) {
      await run();
      const elapsed = now() - start;
      if (elapsed >= TURN_MILLISECONDS) return elapsed / runs;
    }
  };
}

/** Milliseconds of the processor that this process has used, all of its threads. */
function processorMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/**
 * Milliseconds of each contestant, one number a round. They take turns, so that other load on the machine meets all of
 * them. A round before the first is not counted: it warms up what compiles while it runs.
 */
export async function takeTurns<Name extends string>(
  contestants: Record<Name, Turn>,
  { rounds, seconds, ofProcessor = false }: Rounds,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(contestants) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round < (ofProcessor ? WARM_UPS_ON_BUSY_MACHINES : 1); round++) {
    for (const name of names) await contestants[name](ofProcessor);
  }
  const start = performance.now();
  for (let round = 0; round < rounds; round++) {
    if (round >= FEWEST_ROUNDS && performance.now() - start > 1000 * seconds) break;
    for (const name of names) times[name].push(await contestants[name](ofProcessor));
  }
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
