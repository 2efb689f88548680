import { Option } from 'commander';
import { wholeNumberFrom } from '../../../checks';
import { type BackendName, backendNames } from '../../backend/start-backend';
import { mostDefaultWorkers } from '../../photos/reading/photo-workers';
import { choiceOption, numberThat } from '../option-values';

/** Options of the commands that use a classifier. */
export interface UseOptions {
  backend: BackendName;
  workers?: number;
  json?: boolean;
}

/** What computes, how many threads decode, and whether a program reads the output. */
export function useOptions(): Option[] {
  return [
    choiceOption(
      '--backend <name>',
      'what computes; auto takes the fastest one that starts',
      backendNames,
    ).default('auto'),
    new Option(
      '--workers <n>',
      `threads that decode images (default: one less than the processor has, at most ${mostDefaultWorkers})`,
    ).argParser(numberThat(wholeNumberFrom(1))),
    new Option('--json', 'print one JSON document'),
  ];
}
