import { Option } from 'commander';
import { wholeNumberFrom } from '../../../checks';
import { type BackendName, backendNames } from '../../backend/start-backend';
import { numberThat } from '../option-values';

/** Options of the commands that use a classifier. */
export interface UseOptions {
  backend: BackendName;
  workers?: number;
  json?: boolean;
}

/** What computes, how many threads decode, and whether a program reads the output. */
export function useOptions(): Option[] {
  return [
    new Option('--backend <name>', 'what computes; auto takes the fastest one that starts')
      .choices(backendNames)
      .default('auto'),
    new Option('--workers <n>', 'threads that decode images').argParser(numberThat(wholeNumberFrom(1))),
    new Option('--json', 'print one JSON document'),
  ];
}
