/** Names of the representations that a net may have, in the order of the net. */
export const REPRESENTATIONS = ['v', 'z'] as const;

/** One of {@link REPRESENTATIONS}. */
export type RepresentationName = (typeof REPRESENTATIONS)[number];

/**
 * Something of each representation of a net. Every net has z, what its last classifier takes; one that has the two branches of BIB has v
 * as well, what the classifier f(v) of the deepest tap takes.
 */
export interface ByRepresentation<Value> {
  readonly v?: Value | undefined;
  readonly z: Value;
}

/** The names of those that there are, in the order of {@link REPRESENTATIONS}. */
export function representationNames(of: Partial<Record<RepresentationName, unknown>>): RepresentationName[] {
  return REPRESENTATIONS.filter((name) => of[name] !== undefined && of[name] !== null);
}

/** Makes something of each that there is. */
export function mapRepresentations<From, To>(
  of: ByRepresentation<From>,
  map: (value: From, name: RepresentationName) => To,
): ByRepresentation<To> {
  const entries = representationNames(of).map((name) => [name, map(of[name]!, name)]);
  return Object.fromEntries(entries) as { z: To };
}
