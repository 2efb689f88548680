import { samplerNames } from '../../data/order/epoch-order';
import { type BatchOptions, batchDefaults } from '../../loop/batch-options';
import { mixNames } from '../../loop/mix-batch';
import { commonOptions, type JobOption } from '../../run/job-options';

const { sampler, inARow, mix, mixAlpha, remixKappa, remixTau } = batchDefaults;
const number = { value: 'x', number: true } as const;

/** The help for the options that say which images a step learns from, and how they are mixed. */
export const batchOptionsHelp: Readonly<Record<keyof BatchOptions, JobOption>> = {
  sampler: {
    value: 'name',
    text: `how the images of an epoch are drawn; uniform takes each once (default: ${sampler})`,
    choices: samplerNames,
  },
  inARow: {
    ...number,
    value: 'n',
    ...commonOptions.inARow,
    text: `images of a class that the sampler class-aware draws in a row (default: ${inARow})`,
  },
  mix: {
    value: 'name',
    text: `how the images of a step are mixed with each other (default: ${mix})`,
    choices: mixNames,
  },
  mixAlpha: {
    ...number,
    ...commonOptions.mixAlpha,
    text: `both parameters of the beta distribution of an image's share; mixup, remix (default: ${mixAlpha})`,
  },
  remixKappa: {
    ...number,
    ...commonOptions.remixKappa,
    text: `how many times as frequent a class is that loses the label to a rarer one; remix (default: ${remixKappa})`,
  },
  remixTau: {
    ...number,
    ...commonOptions.remixTau,
    text: `share below which an image can lose the label; remix (default: ${remixTau})`,
  },
};
