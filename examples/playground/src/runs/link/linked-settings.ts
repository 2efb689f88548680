import type { MethodName } from 'mbib/jobs';
import type { NextSettings } from '../../state/run-settings';

/** What a link to the page sets: all that a training is started with, besides one's own pictures. */
export interface LinkedSettings {
  data: 'digits' | 'own';
  methods: readonly [MethodName, MethodName | undefined];
  /** How many seeds of each method, beginning with that of the settings. */
  seeds: number;
  settings: NextSettings;
}
