import { buildNet, type Net } from '../../../../src/jobs/nets/build-net';
import { smallConvnet } from '../../../../src/jobs/nets/small-convnet';

/** What the page's net is built from, and the worker's. */
export interface NetWish {
  seed: number;
  /** Whether the worker fails where the page does not. */
  fails?: boolean;
}

export const samplesPerClass = [40, 20, 10, 5];

/** A net with batch normalisation. */
export function smallNet({ seed }: NetWish): Net {
  return buildNet('mbib', smallConvnet({ seed }), ['stage1', 'stage2', 'stage3'], { samplesPerClass, seed });
}
