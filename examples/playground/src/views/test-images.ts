import { countPerClass } from 'mbib/jobs';
import { splitOf } from '../state/split-of';
import type { ShownGroup } from './shown-group';

/** How many test images of each class a run of the group has; undefined where its data are not kept any more. */
export function testImages({ data, runs }: ShownGroup): readonly number[] | undefined {
  return data && countPerClass(splitOf(data, runs[0]?.settings.seed ?? 0).test);
}
