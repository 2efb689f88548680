import {
  digitsDefaults,
  digitsImbalanceFactor,
  digitsPasses,
  type LossOptions,
  methodNames,
  methodTitle,
} from 'mbib/jobs';
import type { AvailableBackend } from './available-backends';
import { make } from './elements';
import type { BackendName, PlaygroundOptions } from './worker/messages';

/** The names of the options in messages. */
const FIELDS = {
  imbalanceFactor: 'Imbalance factor',
  epochs: 'Epochs',
  passes: 'Passes an epoch',
  seed: 'Seed',
  beta: 'β',
  gamma: 'γ',
  m: 'm',
  a: 'a',
  b: 'b',
} as const;

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
    const options = methodNames.map((value) => make('option', { value, textContent: methodTitle(value) }));
    select(form, name).replaceChildren(...options);
    select(form, name).value = chosen;
  }
  for (const [name, value] of Object.entries({ ...loss, beta: digitsDefaults.beta })) {
    input(form, name).value = String(value);
  }
  input(form, 'imbalanceFactor').value = String(digitsImbalanceFactor);
  input(form, 'epochs').value = String(digitsDefaults.epochs);
  input(form, 'passes').value = String(digitsPasses);
  input(form, 'seed').value = String(digitsDefaults.seed);
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
  const [first, second] = [select(form, 'first').value, select(form, 'second').value];
  if (first === second) {
    throw new OptionError(
      'First and Second are the same method: choose two different ones to compare.',
      select(form, 'second'),
    );
  }
  const numbers = Object.fromEntries(
    Object.keys(FIELDS).map((name) => [name, readNumber(form, name as keyof typeof FIELDS)]),
  ) as Record<keyof typeof FIELDS, number>;
  return {
    ...numbers,
    methods: [first, second] as PlaygroundOptions['methods'],
    backend: select(form, 'backend').value as BackendName,
  };
}

function readNumber(form: HTMLFormElement, name: keyof typeof FIELDS): number {
  const field = input(form, name);
  const value = field.value.trim() === '' ? Number.NaN : Number(field.value);
  const [low, high] = [Number(field.min), field.max === '' ? Number.MAX_VALUE : Number(field.max)];
  const whole = field.step === '1';
  if (value >= low && value <= high && (!whole || Number.isInteger(value))) return value;
  const kind = whole ? 'a whole number' : 'a number';
  const range = field.max === '' ? `of at least ${low}` : `from ${low} to ${high}`;
  const got = field.value.trim() === '' ? 'nothing that is a number' : field.value;
  throw new OptionError(
    `${FIELDS[name]} must be ${kind} ${range}, got ${got}. Change it and start again.`,
    field,
  );
}

function select(form: HTMLFormElement, name: string): HTMLSelectElement {
  return form.elements.namedItem(name) as HTMLSelectElement;
}

function input(form: HTMLFormElement, name: string): HTMLInputElement {
  return form.elements.namedItem(name) as HTMLInputElement;
}
