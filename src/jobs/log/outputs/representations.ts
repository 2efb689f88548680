/** The name of a representation, see {@link ByRepresentation}. */
export type RepresentationName = 'v' | 'z';

/** All of them, in the order of the net. */
export const REPRESENTATIONS: readonly RepresentationName[] = ['v', 'z'];

/** Something of each representation of a net. */
export interface ByRepresentation<Value> {
  /** Of what the classifier f(v) of the deepest tap takes; only nets that have the two branches of BIB have it. */
  readonly v?: Value | undefined;
  /** Of what the last classifier takes. */
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
