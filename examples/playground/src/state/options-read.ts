import { type LossOptions, lossOptionNames, lossOptionsOf, type MethodName } from 'mbib/jobs';

/** The loss options that some of the methods read, in the order of all. */
export function optionsRead(chosen: readonly (MethodName | undefined)[]): (keyof LossOptions)[] {
  const read = new Set<string>(chosen.flatMap((name) => (name ? lossOptionsOf[name] : [])));
  return lossOptionNames.filter((name) => read.has(name));
}
