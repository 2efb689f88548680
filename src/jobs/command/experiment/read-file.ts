import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { parse } from 'yaml';
import { show } from '../../../checks';
import { ExperimentError } from '../../experiment/experiment-error';
import { FileError } from '../../files/atomic-file';
import { messageOf } from '../../log/message-of';

/** An experiment file as YAML gave it. */
export interface ExperimentFile {
  /** Its path, which errors name. */
  file: string;
  /** What the experiment is called where the file does not say it: the file's name. */
  name: string;
  content: unknown;
}

/**
 * Reads a file of YAML, of which JSON is a part. Merge keys (`<<: *base`) are those of YAML 1.1.
 *
 * @throws FileError where it cannot be read; ExperimentError where it is no YAML
 */
export async function readExperimentFile(file: string): Promise<ExperimentFile> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new FileError(`Cannot read the experiment ${file}`, error);
  });
  const name = basename(file, extname(file)).replaceAll(/[^\w.-]+/g, '-') || 'experiment';
  return { file, name, content: yaml(text, file) };
}

/**
 * Reads `name=value` of a command line, with the value as a YAML file would have it: a number, true, a list in brackets, or a text.
 *
 * @throws ExperimentError where it has another form
 */
export function readOverride(text: string): [name: string, value: unknown] {
  const [, name, value] = /^([A-Za-z][\w-]*)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined || value.trim() === '')
    throw new ExperimentError('--set', `must have the form name=value, got ${show(text)}`);
  return [name, yaml(value, `--set ${name}`)];
}

function yaml(text: string, source: string): unknown {
  try {
    return parse(text, { prettyErrors: true, merge: true });
  } catch (error) {
    const [reason] = messageOf(error).split('\n');
    throw new ExperimentError(source, `is no YAML: ${reason!.replace(/:$/, '')}`);
  }
}
