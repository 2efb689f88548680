import type { MistakePicture } from '../../log/outputs/mistake-picture';
import type { TestedRows } from '../../log/outputs/tested-rows';

/** What the folder of a run has besides its log. */
export interface RunDetails {
  /** Whether the last line of its log is cut short, and left out. */
  isTorn?: boolean;
  /**
   * What it made of its test images, and the epoch whose weights predicted it, where that is known; left out where it did not keep that.
   */
  outputs?: (TestedRows & { epoch?: number | undefined }) | undefined;
  /** Whether there is a file of that which cannot be read. */
  hasUnreadableOutputs?: boolean;
  /** Its most confident mistakes, the most confident first. */
  mistakes?: readonly MistakePicture[] | undefined;
  /** What of its folder cannot be read, as sentences. */
  problems?: readonly string[];
}
