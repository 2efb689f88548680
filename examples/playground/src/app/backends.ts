import { signal } from '@preact/signals';
import { set, settings } from '../state/store';
import { type AvailableBackend, availableBackends } from './available-backends';

/** The backends to choose from: wasm until it is known which start in this browser. */
export const backends = signal<readonly AvailableBackend[]>([{ name: 'wasm', label: 'wasm' }]);

/** Finds out which backends start here, and chooses one where that of the settings does not. */
export async function findBackends(): Promise<void> {
  const found = await availableBackends();
  backends.value = found;
  if (!found.some(({ name }) => name === settings.value.backend)) set({ backend: found[0]!.name });
}
