import type { Command } from 'commander';
import { printableLines } from '../data/text/quoted';
import { InterruptedError } from '../run/interrupt';
import { explain } from './explain';
import { flagOf } from './flag-of';
import { flushOutput, guardOutput } from './guard-output';
import { quoted } from './start-of';

/**
 * Does what the words after a program's name ask for, and ends the process: with a sentence where it cannot be done. Where what it
 * prints cannot be written, the program goes on.
 *
 * @param start how a person started the program: `npx mbib`
 */
export async function parseAndExit(program: Command, start: string): Promise<never> {
  guardOutput(process.stdout);
  guardOutput(process.stderr);
  // Before those of TensorFlow.js's wasm backend, which throw again and print a line of its code.
  const onUncaught = (error: unknown) => process.exit(exitCodeOf(error, program.name(), start));
  process.on('uncaughtException', onUncaught);
  process.on('unhandledRejection', onUncaught);
  try {
    await program.parseAsync();
  } catch (error) {
    process.exitCode = exitCodeOf(error, program.name(), start);
  }
  await flushOutput();
  // The GPU's threads keep Node alive, so the end has to be said.
  process.exit();
}

function exitCodeOf(error: unknown, name: string, start: string): number {
  if (error instanceof InterruptedError) {
    const { message, resumable } = error;
    console.error(printableLines(resumable ? `${message} Go on with:\n  ${resumeCommand(start)}` : message));
    return error.exitCode;
  }
  // Commands that go on with a run have explained it themselves.
  console.error(`${name}: ${explain(error, undefined, false)}`);
  return 1;
}

/** The command that was called, to go on with its run. */
function resumeCommand(start: string): string {
  const resume = flagOf('resume');
  const words = process.argv.slice(2).filter((word) => word !== resume);
  return [start, ...words.map(quoted), resume].join(' ');
}
