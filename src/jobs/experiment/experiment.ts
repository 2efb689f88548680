import type { OptionValues } from './option-value';
import type { Parameter } from './parameter';

/** Accuracies that a paper prints, in percent as it prints them; those that it does not print are left out. */
export type PaperFigures = Readonly<Partial<Record<'all' | 'many' | 'medium' | 'few', number>>>;

/** A setting that the file names: options that belong together, such as a method and its β. */
export interface NamedOptions {
  /** What tables and charts call it. */
  name: string;
  /** Its options. */
  options: OptionValues;
}

/** What settings are ordered by, and where images are held out chosen by. */
export interface Metric {
  /** `val.` or `test.`, and a group of classes or `balanced`: 'val.balanced'. Undefined for the usual one. */
  name?: MetricName | undefined;
  /** Whether the greatest or the least value is the best. */
  goal: 'maximize' | 'minimize';
}

/** The accuracies that a metric may name. */
export const METRIC_NAMES = ['val', 'test'].flatMap((images) =>
  ['all', 'many', 'medium', 'few', 'balanced'].map((figure) => `${images}.${figure}`),
) as readonly MetricName[];

/** The images, and what of their accuracy. */
export type MetricName = `${'val' | 'test'}.${'all' | 'many' | 'medium' | 'few' | 'balanced'}`;

/** An experiment as its file describes it, checked. */
export interface Experiment {
  /** What it is called; its folder is named after it. */
  name: string;
  /** What it shows, for the page. */
  description: string | undefined;
  /** Name of the job that every run trains. */
  job: string;
  /** Whether every combination of the parameters is a setting, or some are drawn. */
  method: 'grid' | 'random';
  /** What settings are compared by. */
  metric: Metric;
  /** The seeds of each setting's runs. */
  seeds: readonly number[];
  /** How many settings a random search draws. */
  runs: number | undefined;
  /** Seed of the random search itself. */
  seed: number;
  /** Options that all runs have. */
  options: OptionValues;
  /** Named settings; each is combined with every combination of the parameters. Empty where the file names none. */
  settings: readonly NamedOptions[];
  /** The parameters that are searched, in the file's order. */
  parameters: Readonly<Record<string, Parameter>>;
  /** The setting that others are compared with: a name, or the values of options in which it differs. Undefined: the first. */
  baseline: string | OptionValues | undefined;
  /** A paper's figures by the label of a setting. */
  paper: Readonly<Record<string, PaperFigures>>;
  /** Folder of the runs; undefined for one in `runs`, named after the experiment. */
  out: string | undefined;
}
