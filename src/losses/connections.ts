import { assertWeight, assertWholeNumber, isList, reject, rejectType, show } from '../checks';
import { lossDefaults } from '../loss-defaults';

/**
 * A BIB loss between two heads, `[teacher, student, weight]`. The heads are numbered from the shallowest tap on: v1 is 0, v2 is
 * 1, …, and z is the number of taps.
 */
export type Connection = readonly [teacher: number, student: number, weight: number];

/**
 * Between which heads there is a BIB loss: `'mixture'`, every tap and z (MBIB, Eq. 11); `'sequential'`, each head and the next
 * deeper one (SE-MBIB, Figure 5a); `'all'`, each head and every deeper one (ALL-MBIB, Figure 5b); or a list of connections
 * with their weights. In the three named forms the weight of a connection is the tap weight of its teacher.
 */
export type Connections = 'mixture' | 'sequential' | 'all' | readonly Connection[];

/** The paper's tap weights, by the number of taps: one tap is BIB, three are MBIB. */
const PAPER_TAP_WEIGHTS: Record<number, readonly number[]> = { 1: [1], 3: lossDefaults.tapWeights };

/** The students of a teacher, by the number of the teacher and of z. */
const PRESETS: Record<'mixture' | 'sequential' | 'all', (teacher: number, z: number) => number[]> = {
  mixture: (_, z) => [z],
  sequential: (teacher) => [teacher + 1],
  all: (teacher, z) => Array.from({ length: z - teacher }, (_, i) => teacher + 1 + i),
};

/** Throws unless `value` is an array, typed or not, of weights of at least 0. */
export function assertWeights(argument: string, value: ArrayLike<number>): void {
  if (!isList(value)) rejectType(argument, 'be an array of weights', show(value));
  for (let i = 0; i < value.length; i++) assertWeight(`${argument}[${i}]`, value[i]!);
}

/** Throws unless `value` is a named form or a list of connections. Whether its heads exist is checked later. */
export function assertConnections(argument: string, value: Connections): void {
  const requirement = `be ${Object.keys(PRESETS).map(show).join(', ')} or a list of [teacher, student, weight]`;
  if (typeof value === 'string') {
    if (!Object.hasOwn(PRESETS, value)) reject(argument, requirement, show(value));
    return;
  }
  if (!Array.isArray(value)) rejectType(argument, requirement, show(value));
  if (value.length === 0) reject(argument, requirement, 'an empty list');
  // Array.from, here and below, for the holes of a sparse array: `forEach` would pass over them.
  Array.from(value).forEach((connection, i) => {
    const name = `${argument}[${i}]`;
    if (!isList(connection) || connection.length !== 3) {
      rejectType(name, 'be [teacher, student, weight]', show(connection));
    }
    assertWeight(`the weight of ${name}`, (connection as ArrayLike<number>)[2]!);
  });
}

/**
 * The connections between the heads as a list, whatever form they were given in.
 *
 * @param taps number of taps T
 * @throws RangeError where the connections or the weights do not fit the number of taps
 */
export function resolveConnections(
  connections: Connections,
  tapWeights: ArrayLike<number> | undefined,
  taps: number,
): readonly Connection[] {
  if (typeof connections !== 'string') {
    if (tapWeights) {
      reject('options.tapWeights', 'be left out beside a list of connections', show(tapWeights));
    }
    connections.forEach((connection, i) => {
      assertHeads(`options.connections[${i}]`, connection, taps);
    });
    return connections;
  }
  const weights = tapWeights ?? PAPER_TAP_WEIGHTS[taps];
  if (weights?.length !== taps) {
    reject(
      'options.tapWeights',
      `hold one weight for each of ${taps} taps, shallow to deep (the paper has them for one tap and for three: ${PAPER_TAP_WEIGHTS[3]})`,
      weights ? show(weights) : 'nothing',
    );
  }
  return Array.from(weights).flatMap((weight, teacher) =>
    PRESETS[connections](teacher, taps).map((student): Connection => [teacher, student, weight]),
  );
}

function assertHeads(name: string, [teacher, student]: Connection, taps: number): void {
  for (const head of [teacher, student]) assertWholeNumber(`a head of ${name}`, head, 0, taps + 1);
  if (teacher === student) reject(name, 'join two different heads', `[${teacher}, ${student}]`);
}
