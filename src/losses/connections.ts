import { assertNotNegative, assertWholeNumber, reject } from '../checks';

/** `[teacher, student, weight]`: a BIB between two heads, numbered v1 = 0 … vT = T−1, z = T. */
export type Connection = readonly [teacher: number, student: number, weight: number];

/**
 * Which heads a BIB loss connects: `'mixture'` every tap with z (MBIB, Eq. 11), `'sequential'` each head with the
 * next (SE-MBIB, Figure 5a), `'all'` each head with every deeper one (ALL-MBIB, Figure 5b), or an explicit list. A
 * preset's connection has the tap weight of its teacher.
 */
export type Connections = 'mixture' | 'sequential' | 'all' | readonly Connection[];

/** By the number of taps: BIB, and MBIB with a = 0.1 and b = 0.3. */
const PAPER_TAP_WEIGHTS: Record<number, readonly number[]> = { 1: [1], 3: [0.1, 0.3, 1] };

/** The students of a teacher. */
const PRESETS: Record<string, (teacher: number, z: number) => number[]> = {
  mixture: (_, z) => [z],
  sequential: (teacher) => [teacher + 1],
  all: (teacher, z) => Array.from({ length: z - teacher }, (_, i) => teacher + 1 + i),
};

/** The connections among `taps` taps and z, as an explicit list. Throws where they do not fit the number of taps. */
export function resolveConnections(
  connections: Connections,
  tapWeights: readonly number[] | undefined,
  taps: number,
): readonly Connection[] {
  if (Array.isArray(connections) && connections.length > 0) {
    if (tapWeights)
      reject('options.tapWeights', 'be left out beside a list of connections', `[${tapWeights}]`);
    (connections as Connection[]).forEach((connection, i) => {
      assertConnection(`options.connections[${i}]`, connection, taps);
    });
    return connections;
  }
  const preset = connections as string;
  if (!Object.hasOwn(PRESETS, preset)) {
    reject('options.connections', "be 'mixture', 'sequential', 'all' or a list", `'${connections}'`);
  }
  const weights = tapWeights ?? PAPER_TAP_WEIGHTS[taps];
  if (weights?.length !== taps) {
    reject('options.tapWeights', `hold one weight for each of ${taps} taps`, weights && `[${weights}]`);
  }
  return weights.flatMap((weight, teacher) => {
    assertNotNegative(`options.tapWeights[${teacher}]`, weight);
    return PRESETS[preset]!(teacher, taps).map((student): Connection => [teacher, student, weight]);
  });
}

function assertConnection(name: string, [teacher, student, weight]: Connection, taps: number): void {
  for (const head of [teacher, student]) assertWholeNumber(`a head of ${name}`, head, 0, taps + 1);
  if (teacher === student) reject(name, 'join two different heads', `[${teacher}, ${student}]`);
  assertNotNegative(`the weight of ${name}`, weight);
}
