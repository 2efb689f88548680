import { Command, Help, type Option } from 'commander';
import { helpWidth, terminalOf } from '../terminal/terminal';
import { joinWithin, wrapLine } from '../terminal/wrap';

/** Where a description would have less room than this beside the names, it stands below them. */
const LEAST_BESIDE = 34;

/**
 * A program whose help fits the terminal and is coloured where it is to be, with the sub-commands that it gets later. Its complaints
 * are not printed: `parseAndExit` does that.
 *
 * @param name as its help calls it
 */
export function newProgram(name: string): Command {
  return new Command(name)
    .configureHelp({ commandUsage, formatItem, optionDescription, subcommandTerm, ...styles() })
    .configureOutput({
      getOutHelpWidth: () => helpWidth(process.stdout),
      getErrHelpWidth: () => helpWidth(process.stderr),
      getOutHasColors: () => terminalOf(process.stdout).colours.isColorSupported,
      getErrHasColors: () => terminalOf(process.stderr).colours.isColorSupported,
      outputError: () => {},
    })
    .showSuggestionAfterError(false)
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command');
}

/** How a command is called, on several lines where it is too long for one behind 'Usage: '. */
function commandUsage(this: Help, command: Command): string {
  const words = new Help().commandUsage(command).split(' ');
  return joinWithin(words, ' ', (this.helpWidth ?? 80) - 'Usage: '.length, ' '.repeat('Usage: '.length));
}

/** Colours are taken out again by commander where there are none. */
function styles(): Partial<Help> {
  const { bold, cyan } = terminalOf(process.stdout, { FORCE_COLOR: '1' }).colours;
  return {
    styleTitle: bold,
    styleCommandText: bold,
    styleOptionText: cyan,
    styleArgumentText: cyan,
    styleSubcommandText: cyan,
  };
}

/** A name and what it is for, side by side or, where that is too narrow, one below the other. */
function formatItem(this: Help, term: string, termWidth: number, description: string, helper: Help): string {
  const all = helper.helpWidth ?? 80;
  const beside = all - termWidth - 4;
  const isBelow = beside < LEAST_BESIDE;
  const indent = ' '.repeat(isBelow ? 6 : termWidth + 4);
  const lines = wrapLine(description, all - indent.length).split('\n');
  const text = lines.join(`\n${indent}`);
  const padding = ' '.repeat(Math.max(0, termWidth - helper.displayWidth(term)));
  return isBelow ? `  ${term}\n${indent}${text}` : `  ${term}${padding}  ${text}`;
}

/** What an option is for, and what it may be: '… (default: 1; one of a, b; required)'. */
function optionDescription(option: Option): string {
  const { description, argChoices, defaultValue, mandatory } = option;
  const [, text, usual] = /^(.*?)(?: \(default: (.*)\))?$/s.exec(description)!;
  const value = usual ?? (isShown(defaultValue) ? String(defaultValue) : undefined);
  const facts = [
    ...(mandatory ? ['required'] : []),
    ...(value === undefined ? [] : [`default: ${value}`]),
    ...(argChoices ? [`one of ${argChoices.join(', ')}`] : []),
  ];
  return facts.length > 0 ? `${text} (${facts.join('; ')})` : text!;
}

function isShown(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number';
}

/** The name of a command and what it needs, without '[options]', which all of them have. */
function subcommandTerm(command: Command): string {
  const helper = new Help();
  const words = command.registeredArguments.map((argument) => helper.argumentTerm(argument));
  const needed = command.registeredArguments.map(({ required, variadic }, i) => {
    const name = `${words[i]}${variadic ? '...' : ''}`;
    return required ? `<${name}>` : `[${name}]`;
  });
  return [command.name(), ...needed].join(' ');
}
