import {
  digitsDefaults,
  digitsImbalanceFactor,
  digitsPasses,
  type LossOptions,
  largestUint32,
  lossOptionNames,
  lossOptions,
  lossOptionsOf,
  type Method,
  type MethodName,
  messageOf,
  methodNames,
  methods,
  methodTitle,
} from 'mbib/jobs';
import type { AvailableBackend } from './available-backends';
import { byId, make } from './elements';
import type { BackendName, PlaygroundOptions } from './worker/messages';

/** The fields of the training in messages. Those of the loss have the titles of its options. */
const TRAINING_FIELDS = {
  imbalanceFactor: 'Imbalance factor',
  epochs: 'Epochs',
  passes: 'Passes an epoch',
  seed: 'Seed',
} as const;

type TrainingField = keyof typeof TRAINING_FIELDS;

/** Thrown where an option cannot be used. */
export class OptionError extends Error {
  constructor(
    message: string,
    /** The field of the form to change. */
    readonly field: HTMLElement,
  ) {
    super(message);
  }
}

/** Fills the form with the methods to choose from and the defaults, which are those of `npm run demo`. */
export function fillControls(form: HTMLFormElement, loss: LossOptions): void {
  for (const [name, chosen] of [
    ['first', 'ce'],
    ['second', 'mbib'],
  ] as const) {
    select(form, name).replaceChildren(...methodChoices());
    select(form, name).value = chosen;
  }
  byId('loss-fields', HTMLElement).replaceChildren(...lossOptionNames.map(lossField));
  for (const [name, value] of Object.entries({ ...loss, beta: digitsDefaults.beta })) {
    input(form, name).value = String(value);
  }
  input(form, 'imbalanceFactor').value = String(digitsImbalanceFactor);
  input(form, 'epochs').value = String(digitsDefaults.epochs);
  input(form, 'passes').value = String(digitsPasses);
  input(form, 'seed').value = String(digitsDefaults.seed);
  input(form, 'seed').max = String(largestUint32);
  showLossFields(form);
}

/** The methods to choose from, under the headings of the registry. */
function methodChoices(): HTMLElement[] {
  const groups = new Map<string | undefined, HTMLElement>();
  for (const value of methodNames) {
    const { group: label }: Method = methods[value];
    const group = groups.get(label) ?? make('optgroup', { label: label ?? 'Methods' });
    group.append(make('option', { value, textContent: methodTitle(value, methods) }));
    groups.set(label, group);
  }
  return [...groups.values()];
}

/** Shows the fields of the loss options that the chosen methods read, and hides the others. */
export function showLossFields(form: HTMLFormElement): void {
  const read = new Set(chosenMethods(form).flatMap((name) => lossOptionsOf[name] ?? []));
  for (const name of lossOptionNames) input(form, name).closest('label')!.hidden = !read.has(name);
  byId('loss-set', HTMLElement).hidden = read.size === 0;
}

function chosenMethods(form: HTMLFormElement): [MethodName, MethodName] {
  return [select(form, 'first').value, select(form, 'second').value] as [MethodName, MethodName];
}

/** The field of a loss option, with its title before it and what it is for behind it. */
function lossField(name: keyof LossOptions): HTMLElement {
  const field = make('input', { name, type: 'number', step: 'any', inputMode: 'decimal' });
  return make(
    'label',
    {},
    `${lossOptions[name].title} `,
    field,
    make('small', { textContent: lossOptions[name].text }),
  );
}

/** Fills the form with the backends to choose from; the first one is chosen. */
export function fillBackends(form: HTMLFormElement, backends: AvailableBackend[]): void {
  select(form, 'backend').replaceChildren(
    ...backends.map(({ name, label }) => make('option', { value: name, textContent: label })),
  );
}

/** Whether the user's own folder is chosen, not the digits. */
export function wantsFolder(form: HTMLFormElement): boolean {
  return new FormData(form).get('data') === 'folder';
}

/**
 * Reads the options from the form.
 *
 * @throws OptionError where one cannot be used
 */
export function readOptions(form: HTMLFormElement): PlaygroundOptions {
  for (const field of form.elements) field.removeAttribute('aria-invalid');
  const [first, second] = chosenMethods(form);
  if (first === second) {
    throw new OptionError(
      'First and Second are the same method: choose two different ones to compare.',
      select(form, 'second'),
    );
  }
  const training = Object.keys(TRAINING_FIELDS) as TrainingField[];
  const numbers = Object.fromEntries([
    ...training.map((name) => [name, readNumber(form, name)]),
    ...lossOptionNames.map((name) => [name, readLossOption(form, name)]),
  ]) as Record<TrainingField, number> & LossOptions;
  return {
    ...numbers,
    methods: [first, second],
    backend: select(form, 'backend').value as BackendName,
  };
}

function readNumber(form: HTMLFormElement, name: TrainingField): number {
  const field = input(form, name);
  const value = numberIn(field);
  const [low, high] = [Number(field.min), field.max === '' ? Number.MAX_VALUE : Number(field.max)];
  const whole = field.step === '1';
  if (value >= low && value <= high && (!whole || Number.isInteger(value))) return value;
  const kind = whole ? 'a whole number' : 'a number';
  const range = field.max === '' ? `of at least ${low}` : `from ${low} to ${high}`;
  const got = field.value.trim() === '' ? 'nothing that is a number' : field.value;
  throw new OptionError(
    `${TRAINING_FIELDS[name]} must be ${kind} ${range}, got ${got}. Change it and start again.`,
    field,
  );
}

/** A number that the option's own check lets pass; where its field is hidden no method reads it, and it is the default. */
function readLossOption(form: HTMLFormElement, name: keyof LossOptions): number {
  const field = input(form, name);
  if (field.closest('label')!.hidden) return lossOptions[name].default;
  const value = numberIn(field);
  try {
    lossOptions[name].check(lossOptions[name].title, value);
  } catch (error) {
    throw new OptionError(`${messageOf(error)}. Change it and start again.`, field);
  }
  return value;
}

function numberIn(field: HTMLInputElement): number {
  return field.value.trim() === '' ? Number.NaN : Number(field.value);
}

function select(form: HTMLFormElement, name: string): HTMLSelectElement {
  return form.elements.namedItem(name) as HTMLSelectElement;
}

function input(form: HTMLFormElement, name: string): HTMLInputElement {
  return form.elements.namedItem(name) as HTMLInputElement;
}
