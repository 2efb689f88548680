import { ExperimentError } from './experiment-error';
import { optionName } from './option-name';
import { FILE_KEYS } from './parse-experiment';
import { SETTING_KEYS } from './parse-settings';

/** Keys of the file that can be set otherwise; any other name is that of an option. */
const SETTABLE = 'job seeds runs name description metric baseline pictures out'.split(' ');

/**
 * Sets keys of an experiment file, or options of its job, otherwise. An option that is set has the value in all runs, whatever the file has
 * for it; a list makes it a parameter with these values. Second stages have options of their own, which stay.
 *
 * @param content the file's, as YAML or JSON gave it
 * @param overrides values by name, in order
 * @param source what errors name
 * @returns a new content; that of the file stays as it is
 * @throws ExperimentError where something is set that cannot be
 *
 * @example
 * ```ts
 * override({ job: 'digits', parameters: { beta: { values: [0, 1] } } }, [['beta', 1], ['seeds', 3]], 'beta.yaml');
 * // { job: 'digits', seeds: 3, options: { beta: 1 }, parameters: {} }
 * ```
 */
export function override(
  content: unknown,
  overrides: readonly (readonly [name: string, value: unknown])[],
  source: string,
): unknown {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return content;
  let changed: Record<string, unknown> = { ...content };
  for (const [name, value] of overrides) {
    // What all are compared with is set for those as well that name another one.
    if (name === 'baseline') changed = withoutIn(changed, name);
    if (SETTABLE.includes(name)) changed[name] = value;
    else changed = withOption(changed, optionName(name), value, source);
  }
  return changed;
}

function withOption(content: Record<string, unknown>, name: string, value: unknown, source: string) {
  const isStructure = FILE_KEYS.includes(name as never) && name !== 'method';
  if (isStructure) {
    const what =
      name === 'seed' ? "cannot be set; set 'seeds' for those of the runs" : 'cannot be set: edit the file';
    throw new ExperimentError(source, `${name} ${what}`);
  }
  if (name === 'teacher') {
    const what = 'cannot be set: in the file, a setting names the one whose runs are its teachers';
    throw new ExperimentError(source, `${name} ${what}`);
  }
  const options = without(content.options, name);
  const parameters = without(content.parameters, name);
  const { settings } = content;
  const isList = Array.isArray(value);
  return {
    ...content,
    options: isList ? options : { ...options, [name]: value },
    parameters: isList ? { ...parameters, [name]: { values: value } } : parameters,
    ...(Array.isArray(settings) && {
      settings: settings.map((each) => (isSecondStage(each) ? each : without(each, name))),
    }),
  };
}

/** The content without a key of its settings. */
function withoutIn(content: Record<string, unknown>, key: string): Record<string, unknown> {
  const { settings } = content;
  return Array.isArray(settings)
    ? { ...content, settings: settings.map((each) => without(each, key)) }
    : content;
}

/** Whether a setting goes on from the runs of another one: its options are not those of the job. */
function isSecondStage(setting: unknown): boolean {
  return typeof setting === 'object' && setting !== null && Object.hasOwn(setting, 'from');
}

/** An object without an option, however the option is written. What is no object is left to be complained of. */
function without(value: unknown, option: string): object {
  if (typeof value !== 'object' || value === null) return value === undefined ? {} : (value as never);
  return Object.fromEntries(Object.entries(value).filter(([key]) => optionName(key) !== option));
}

/**
 * Leaves out the options that a job does not have, where another job than the file's is trained.
 *
 * @param isKnown whether the job has an option
 * @returns the changed content and the names of what was left out
 */
export function withoutOthers(
  content: unknown,
  isKnown: (option: string) => boolean,
): { content: unknown; leftOut: string[] } {
  if (typeof content !== 'object' || content === null) return { content, leftOut: [] };
  const { options, parameters, settings } = content as Record<string, unknown>;
  const named = Array.isArray(settings) ? settings : [];
  const parts = [options, parameters, ...named.filter((each) => !isSecondStage(each))];
  const names = parts.flatMap((part) => (typeof part === 'object' && part !== null ? Object.keys(part) : []));
  const isOption = (name: string) => !SETTING_KEYS.includes(name);
  const unknown = [...new Set(names.filter(isOption).map(optionName))].filter((name) => !isKnown(name));
  const strip = (part: unknown) => unknown.reduce<unknown>((left, name) => without(left, name), part);
  const stripped = {
    ...content,
    ...(options !== undefined && { options: strip(options) }),
    ...(parameters !== undefined && { parameters: strip(parameters) }),
    ...(Array.isArray(settings) && {
      settings: settings.map((each) => (isSecondStage(each) ? each : strip(each))),
    }),
  };
  return { content: stripped, leftOut: unknown };
}
