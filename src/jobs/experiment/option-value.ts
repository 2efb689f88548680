/** The value of an option of a job in an experiment file. */
export type OptionValue = string | number | boolean;

/** Options of a job by their names. */
export type OptionValues = Readonly<Record<string, OptionValue>>;
