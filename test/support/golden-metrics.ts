import golden from '../golden/metrics.json';

/** Reference values of the metrics; `test/golden/make-metrics.py` says where they come from. */
export const goldenMetrics = golden;
