import type { Command, CommanderError } from 'commander';
import { didYouMean } from '../../log/near-miss';

/** Thrown where the words of a command line do not fit a command, or ask for its help or version, which are printed then. */
export class UsageError extends Error {
  /** Tells this error from others. */
  override readonly name = 'UsageError';
  /** 0 where the command has printed what was asked for. */
  readonly exitCode: number;
  /** Whether all that is to be said has been printed. */
  readonly isTold: boolean;

  constructor(
    /** The command that the words are for. */
    readonly command: Command,
    { code, message, exitCode }: CommanderError,
  ) {
    super(told(command, message.replace(/^error: /, '')));
    this.exitCode = exitCode;
    this.isTold = /^commander\.(help|version)/.test(code);
  }
}

/** Lets a command and those below it throw {@link UsageError} where commander would end the process. */
export function throwUsageErrors(command: Command): void {
  command.exitOverride((error) => {
    throw new UsageError(command, error);
  });
  for (const below of command.commands) throwUsageErrors(below);
}

/** A sentence of commander, with the name that was probably meant. */
function told(command: Command, message: string): string {
  const [, kind, given] = /^unknown (command|option) '(.*)'$/.exec(message) ?? [];
  if (kind === undefined) return message;
  const known = kind === 'command' ? commandsOf(command) : optionsOf(command);
  return `${message}${didYouMean(given!.replace(/=.*$/s, ''), known)}`;
}

function commandsOf(command: Command): string[] {
  const { commands } = command;
  const visible = command.createHelp().visibleCommands(command);
  return commands
    .filter((each) => visible.includes(each))
    .flatMap((each) => [each.name(), ...each.aliases()]);
}

function optionsOf(command: Command): string[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .flatMap(({ long }) => long ?? []);
}
