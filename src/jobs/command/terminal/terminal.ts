import { createColors } from 'picocolors';

/** Where text is written to, such as `process.stdout`. */
export interface TextStream {
  /** Whether it is a terminal. */
  isTTY?: boolean;
  /** Width of the terminal in characters. */
  columns?: number;
}

/** Colours and emphasis; each leaves a text as it is where the output is plain. */
export type Colours = Pick<
  ReturnType<typeof createColors>,
  'isColorSupported' | 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan'
>;

/** How to write to a stream. */
export interface Terminal {
  /** The longest line in characters. Infinity where the output is no terminal: there a line stays one line, for other programs. */
  width: number;
  /** Whether a line can be replaced by another one. */
  live: boolean;
  /** How text is emphasised. */
  colours: Colours;
}

/** What a narrower terminal is taken for. */
const NARROWEST = 10;

/** Width of a terminal that does not tell it. */
const USUAL = 80;

/**
 * How to write to a stream: the one place that decides on width, colours and lines in place. Asked for anew with each text, as a terminal
 * may become narrower.
 *
 * There are colours on a terminal, unless it is called `dumb`. `NO_COLOR` takes them away wherever it is not empty (no-color.org);
 * `FORCE_COLOR` brings them where the output is no terminal, and takes them away where it is 0 or false.
 *
 * @example
 * ```ts
 * const { width, colours } = terminalOf(process.stderr);
 * ```
 */
export function terminalOf(stream: TextStream, env: NodeJS.ProcessEnv = process.env): Terminal {
  const isTerminal = stream.isTTY === true;
  const width = isTerminal ? Math.max(NARROWEST, stream.columns || USUAL) : Number.POSITIVE_INFINITY;
  return {
    width,
    live: isTerminal && env.TERM !== 'dumb',
    colours: createColors(hasColours(isTerminal, env)),
  };
}

function hasColours(isTerminal: boolean, { NO_COLOR, FORCE_COLOR, TERM }: NodeJS.ProcessEnv): boolean {
  if (NO_COLOR) return false;
  if (FORCE_COLOR !== undefined) return !['0', 'false'].includes(FORCE_COLOR);
  return isTerminal && TERM !== 'dumb';
}

/** Width of a help, which has columns also where it is no terminal that shows it. */
export function helpWidth(stream: TextStream): number {
  const { width } = terminalOf(stream);
  return Number.isFinite(width) ? width : USUAL;
}
