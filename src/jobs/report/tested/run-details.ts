import type { MistakePicture } from '../../log/outputs/mistake-picture';
import type { TestedRows } from '../../log/outputs/tested-rows';

/** What a run made of its test images, as its report shows it. */
export interface ReportedOutputs extends TestedRows {
  /** The epoch whose weights predicted it; left out where that is not known. */
  epoch?: number | undefined;
}

/** What the folder of a run has besides its log. */
export interface RunDetails {
  /** Whether the last line of its log is cut short, and left out. */
  isTorn?: boolean;
  /** What it made of its test images; left out where it did not keep that. */
  outputs?: ReportedOutputs | undefined;
  /** Whether there is a file of that which cannot be read. */
  hasUnreadableOutputs?: boolean;
  /** Its most confident mistakes, the most confident first. */
  mistakes?: readonly MistakePicture[] | undefined;
  /** What of its folder cannot be read, as sentences. */
  problems?: readonly string[];
}
