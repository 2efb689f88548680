import type { Method } from '../method';

/** What a variant takes from the method that it is one of: all but the colour of its own; it stands under a heading of the variants. */
export function variantOf<Name extends string>({ colour: _, ...entry }: Method<Name>): Method<Name> {
  return { ...entry, group: "The paper's variants" };
}
