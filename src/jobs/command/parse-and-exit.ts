import type { Command } from 'commander';
import { InterruptedError } from '../run/interrupt';
import { explain } from './explain';
import { flagOf } from './flag-of';
import { quoted } from './start-of';

/**
 * Does what the words after a program's name ask for, and ends the process: with a sentence where it cannot be done.
 *
 * @param start how a person started the program: `npx mbib`
 */
export async function parseAndExit(program: Command, start: string): Promise<never> {
  // The GPU's threads keep Node alive, so the end has to be said.
  try {
    await program.parseAsync();
    process.exit();
  } catch (error) {
    process.exit(exitCodeOf(error, program.name(), start));
  }
}

function exitCodeOf(error: unknown, name: string, start: string): number {
  if (error instanceof InterruptedError) {
    console.error(`${error.message} Go on with:\n  ${resumeCommand(start)}`);
    return error.exitCode;
  }
  console.error(`${name}: ${explain(error)}`);
  return 1;
}

/** The command that was called, to go on with its run. */
function resumeCommand(start: string): string {
  const resume = flagOf('resume');
  const words = process.argv.slice(2).filter((word) => word !== resume);
  return [start, ...words.map(quoted), resume].join(' ');
}
