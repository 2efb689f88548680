import type { Command } from 'commander';
import { ExperimentError } from '../experiment/experiment-error';
import { shellWord } from '../log/words';
import { InterruptedError } from '../run/interrupt';
import { explain } from './explain';
import { flagOf } from './flag-of';
import { flushOutput, guardOutput } from './guard-output';
import { throwUsageErrors, UsageError } from './help/usage-error';
import { commandLine } from './terminal/command-line';
import { type Paint, printWarning } from './terminal/print';
import { terminalOf } from './terminal/terminal';
import { withFlags } from './with-flags';

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
  const called: { command?: Command } = {};
  program.hook('preAction', (_, command) => {
    called.command = command;
  });
  const onUncaught = (error: unknown) =>
    process.exit(exitCodeOf(error, program.name(), start, called.command));
  process.on('uncaughtException', onUncaught);
  process.on('unhandledRejection', onUncaught);
  throwUsageErrors(program);
  try {
    await program.parseAsync();
  } catch (error) {
    process.exitCode = exitCodeOf(error, program.name(), start, called.command);
  }
  await flushOutput();
  // The GPU's threads keep Node alive, so the end has to be said.
  process.exit();
}

function exitCodeOf(error: unknown, name: string, start: string, called: Command | undefined): number {
  if (error instanceof InterruptedError) {
    const { message, resumable } = error;
    printWarning(resumable ? `${message} Go on with:\n${resumeCommand(start)}` : message);
    return error.exitCode;
  }
  if (error instanceof UsageError) {
    if (!error.isTold)
      printWarning(`${name}: ${error.message}\nSee ${helpOf(error.command, start)}`, inRed(name));
    return error.exitCode;
  }
  // Commands that go on with a run have explained it themselves.
  printWarning(`${name}: ${flagged(error, called)}`, inRed(name));
  return 1;
}

/** What is told of an error, with the flags of the command that was called. A file of an experiment has options without flags. */
function flagged(error: unknown, called: Command | undefined): string {
  const text = explain(error, undefined, false);
  if (error instanceof ExperimentError || !called) return text;
  return withFlags(
    text,
    called.options.map((option) => option.attributeName()),
  );
}

/** The program's name, with which a complaint begins, in red. */
function inRed(name: string): Paint {
  return (text, { red, bold }) =>
    text.startsWith(`${name}: `) ? bold(red(`${name}:`)) + text.slice(name.length + 1) : text;
}

/** How to ask for the help of a command of the program. */
function helpOf(command: Command, start: string): string {
  const names: string[] = [];
  for (let each = command; each.parent; each = each.parent) names.unshift(each.name());
  return [start, ...names, '--help'].join(' ');
}

/** The command that was called, to go on with its run. */
function resumeCommand(start: string): string {
  const resume = flagOf('resume');
  const words = process.argv.slice(2).filter((word) => word !== resume);
  return commandLine([start, ...words.map(shellWord), resume], terminalOf(process.stderr).width);
}
