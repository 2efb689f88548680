import type { RunLog } from '../../log/run-log';
import type { Interrupt } from '../interrupt';
import type { RunLock } from '../lock/run-lock';
import type { Tell } from '../run-events';
import type { RunFolder } from '../run-folder';
import type { FinetuneOptions } from './finetune-options';
import type { FirstStage } from './first-stage';

/** A second stage under way. */
export interface Finetuning {
  /** Folder of the first stage, and its log. */
  path: string;
  log: RunLog;
  first: FirstStage;
  /** Folder of the second stage, and its lock. */
  folder: RunFolder;
  lock: RunLock;
  asked: FinetuneOptions;
  quantize: FinetuneOptions['quantize'];
  tell: Tell;
  interrupt: Interrupt;
}
