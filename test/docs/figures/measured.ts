/** Accuracies on the digits as fractions, means over seeds. */
export interface GroupMeans {
  all: number;
  medium: number;
  few: number;
}

/** What the figures of docs/learn show of trainings: docs/images/learn/measured.json. */
export interface Measured {
  samplesPerClass: number[];
  seeds: number;
  methods: (GroupMeans & { method: string; perClass: number[] })[];
  betas: (GroupMeans & { beta: number })[];
  gammas: (GroupMeans & { gamma: number })[];
  taps: (GroupMeans & { taps: number })[];
}
