import type { RepresentationName } from '../log/outputs/representations';
import type { OptionValues } from './option-value';
import type { Parameter } from './parameter';

/** Numbers by groups of classes; those that are not known are left out. */
export type GroupFigures = Readonly<Partial<Record<'all' | 'many' | 'medium' | 'few', number>>>;

/** What a paper prints of a setting: accuracies, in percent as it prints them, and other figures; what it does not print is left out. */
export interface PaperFigures extends GroupFigures {
  /** ρ by groups of classes (Eq. 17), of each representation that it has one of. */
  readonly rho?: Readonly<Partial<Record<RepresentationName, GroupFigures>>>;
  /** Number of parameters. */
  readonly parameters?: number;
  /** Multiply-adds for an image of 640 × 640. */
  readonly multiplyAdds?: number;
}

/**
 * What a page can show besides accuracies: the mean positive posterior of the classes (Eq. 14, Figure 7 of the paper), a map of the
 * representations by t-SNE (Figure 8), ρ (Eq. 17, Table 5), parameters and multiply-adds (Table 6).
 */
export const PICTURES = ['posterior', 'tsne', 'rho', 'cost'] as const;

/** One of {@link PICTURES}. */
export type Picture = (typeof PICTURES)[number];

/** A setting that the file names: options that belong together, such as a method and its β, or a second stage on the runs of another one. */
export interface NamedOptions {
  /** What tables and charts call it. */
  name: string;
  /** The name of the setting whose runs it goes on from, seed by seed; undefined where it trains runs of its own. */
  from?: string;
  /** The name of the setting whose runs are the teachers of its own, seed by seed; undefined where its method learns from none. */
  teacher?: string;
  /** The names of the settings that it is compared with; undefined where that is the experiment's baseline. */
  baselines?: readonly string[];
  /** Its options: those of `mbib train`, or where it goes on from other runs of `mbib finetune`. */
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
  /** Options that all runs have, but second stages. */
  options: OptionValues;
  /** Named settings; each is combined with every combination of the parameters. Empty where the file names none. */
  settings: readonly NamedOptions[];
  /** The parameters that are searched, in the file's order. */
  parameters: Readonly<Record<string, Parameter>>;
  /** The setting that others are compared with: a name, or the values of options in which it differs. Undefined: the first. */
  baseline: string | OptionValues | undefined;
  /** A paper's figures by the label of a setting. */
  paper: Readonly<Record<string, PaperFigures>>;
  /** What its page shows besides accuracies. */
  pictures: readonly Picture[];
  /** Folder of the runs; undefined for one in `runs`, named after the experiment. */
  out: string | undefined;
}
