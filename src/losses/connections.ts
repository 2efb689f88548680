import { assertFinite } from '../class-counts';

/** `[teacher, student, weight]`: a BIB between two heads, numbered v1 = 0 … vT = T−1, z = T. */
export type Connection = readonly [teacher: number, student: number, weight: number];

/**
 * Which heads a BIB loss connects: `'mixture'` every tap with z (MBIB, Eq. 11), `'sequential'` each head with the
 * next (SE-MBIB, Figure 5a), `'all'` each head with every deeper one (ALL-MBIB, Figure 5b), or an explicit list. A
 * preset's connection has the tap weight of its teacher.
 */
export type Connections = 'mixture' | 'sequential' | 'all' | readonly Connection[];

const PAPER_TAP_WEIGHTS = new Map([
  [1, [1]],
  [3, [0.1, 0.3, 1]],
]);

const PRESETS: Record<string, (teacher: number, student: number, z: number) => boolean> = {
  mixture: (_, student, z) => student === z,
  sequential: (teacher, student) => student === teacher + 1,
  all: () => true,
};

/** The connections among `taps` taps and z, as an explicit list. Throws where they do not fit the number of taps. */
export function resolveConnections(
  connections: Connections,
  tapWeights: readonly number[] | undefined,
  taps: number,
): readonly Connection[] {
  if (typeof connections !== 'string') {
    if (tapWeights !== undefined) {
      throw new TypeError(
        'options.tapWeights has no effect on an explicit list of connections; leave it out',
      );
    }
    return checkedConnections(connections, taps);
  }
  const connected = Object.hasOwn(PRESETS, connections) ? PRESETS[connections] : undefined;
  if (connected === undefined) {
    throw new RangeError(
      `options.connections must be 'mixture', 'sequential', 'all' or a list, got '${connections}'`,
    );
  }
  const weights = checkedTapWeights(tapWeights, taps);
  return weights.flatMap((weight, teacher) =>
    Array.from({ length: taps - teacher }, (_, i) => teacher + 1 + i)
      .filter((student) => connected(teacher, student, taps))
      .map((student): Connection => [teacher, student, weight]),
  );
}

function checkedTapWeights(tapWeights: readonly number[] | undefined, taps: number): readonly number[] {
  const weights = tapWeights ?? PAPER_TAP_WEIGHTS.get(taps);
  if (weights === undefined) {
    throw new RangeError(`options.tapWeights must be given for ${taps} taps; the paper has them for three`);
  }
  if (!Array.isArray(weights) || weights.length !== taps) {
    throw new RangeError(
      `options.tapWeights must hold one weight for each of the ${taps} taps, got [${weights}]`,
    );
  }
  weights.forEach((weight, i) => {
    assertWeight(`options.tapWeights[${i}]`, weight);
  });
  return weights;
}

function checkedConnections(connections: readonly Connection[], taps: number): readonly Connection[] {
  if (!Array.isArray(connections) || connections.length === 0) {
    throw new RangeError(
      `options.connections must be a preset or a list of [teacher, student, weight], got ${JSON.stringify(connections)}`,
    );
  }
  const isHead = (head: number) => Number.isInteger(head) && head >= 0 && head <= taps;
  connections.forEach(([teacher, student, weight], i) => {
    if (!isHead(teacher) || !isHead(student) || teacher === student) {
      throw new RangeError(
        `options.connections[${i}] must join two different heads out of 0..${taps} (z is ${taps}), ` +
          `got [${teacher}, ${student}, ${weight}]`,
      );
    }
    assertWeight(`the weight of options.connections[${i}]`, weight);
  });
  return connections;
}

function assertWeight(name: string, weight: number): void {
  assertFinite(name, weight);
  if (weight < 0) throw new RangeError(`${name} must not be negative, got ${weight}`);
}
