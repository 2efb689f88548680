import { effect } from '@preact/signals';
import type { PlaygroundData } from '../../state/playground-data';
import { setProblem } from '../../state/problems';
import type { Run, RunStatus } from '../../state/run';
import { dataSets, putRuns, runs } from '../../state/store';
import { OtherTabs, type TabMessage } from './other-tabs';
import { RunDatabase } from './run-database';
import { holdRun, untilFree } from './run-locks';
import { storageLost, whyNotKept } from './why-not-kept';

const ended: readonly RunStatus[] = ['stopped', 'finished', 'failed'];
const hasEnded = ({ status }: Run) => ended.includes(status);

/** What of a run is worth writing it again: not the losses of single steps. */
const versionOf = ({ status, log, name, classifier }: Run) =>
  JSON.stringify([status, log?.epochs.length, name, classifier?.byteLength]);

/**
 * Keeps the runs of the page in the browser's storage across reloads, and brings those that were kept into the list. It writes a run after
 * each of its epochs, so that a closed tab costs the epoch under way. Runs of other tabs appear when they have ended.
 *
 * @param name of the storage
 * @returns once what was kept is in the list; it does not throw: where nothing can be kept the list says so
 */
export async function keepRuns(name = 'mbib-playground'): Promise<void> {
  try {
    const database = await RunDatabase.open(name, () => setProblem('runs', storageLost));
    await new Keeper(database).start();
  } catch (error) {
    setProblem('runs', whyNotKept(error));
  }
}

class Keeper {
  /** The version of each run that is in the storage, as far as this tab knows. */
  private readonly written = new Map<string, string>();
  private readonly locks = new Map<string, () => void>();
  private readonly tabs = new OtherTabs((message) => void this.hear(message));
  /** Writes one after the other, in the order of the changes. */
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly database: RunDatabase) {}

  async start(): Promise<void> {
    const { runs: kept, data } = await this.database.all();
    const complete = kept.filter(hasEnded);
    this.show(complete, data);
    for (const run of kept) if (!hasEnded(run)) void this.showOnceFree(run.id);
    effect(() => this.compare(runs.value));
  }

  /** Shows runs of the storage, before those that have begun since. */
  private show(kept: readonly Run[], data: readonly PlaygroundData[]): void {
    for (const run of kept) this.written.set(run.id, versionOf(run));
    const known = dataSets.value;
    const missing = data.filter(({ id }) => !known.has(id));
    if (missing.length > 0) dataSets.value = new Map([...known, ...missing.map((set) => [set.id, set] as const)]);
    putRuns(...kept);
    runs.value = [...runs.value].sort((first, second) => (first.created < second.created ? -1 : 1));
  }

  /** Shows a run once no tab trains it: ended, or else cut off with its tab, and then stopped. */
  private async showOnceFree(id: string): Promise<void> {
    await untilFree(id);
    const found = await this.database.get(id);
    if (!found) return;
    const { run, data } = found;
    this.show([run], data ? [data] : []);
    if (!hasEnded(run)) putRuns({ ...run, status: 'stopped' });
  }

  private async hear({ type, ids }: TabMessage): Promise<void> {
    if (type === 'removed') {
      for (const id of ids) this.written.delete(id);
      runs.value = runs.value.filter(({ id }) => !ids.includes(id));
      return;
    }
    for (const id of ids) {
      const found = await this.database.get(id).catch(() => undefined);
      if (found) this.show([found.run], found.data ? [found.data] : []);
    }
  }

  /** Compares the list with the storage, and writes what differs. */
  private compare(list: readonly Run[]): void {
    const present = new Set(list.map(({ id }) => id));
    const removed = [...this.written.keys()].filter((id) => !present.has(id));
    if (removed.length > 0) this.enqueue(() => this.remove(removed));
    for (const id of removed) this.written.delete(id);
    for (const run of list) {
      const version = versionOf(run);
      // A run that waits has nothing to keep yet, and must not wait in another tab.
      if (run.status === 'waiting' || this.written.get(run.id) === version) continue;
      const isNew = !this.written.has(run.id);
      this.written.set(run.id, version);
      if (!hasEnded(run) && !this.locks.has(run.id)) this.locks.set(run.id, holdRun(run.id));
      this.enqueue(() => this.write(run, isNew));
    }
  }

  private async write(run: Run, isNew: boolean): Promise<void> {
    const written = await this.database.put(run, dataSets.value.get(run.dataId), isNew);
    if (!hasEnded(run)) return;
    this.free(run.id);
    if (written) this.tabs.tell({ type: 'written', ids: [run.id] });
  }

  private async remove(ids: readonly string[]): Promise<void> {
    await this.database.remove(ids);
    for (const id of ids) this.free(id);
    this.tabs.tell({ type: 'removed', ids });
  }

  private free(id: string): void {
    this.locks.get(id)?.();
    this.locks.delete(id);
  }

  private enqueue(change: () => Promise<void>): void {
    this.writing = this.writing.then(change).then(
      () => setProblem('runs', undefined),
      (error) => setProblem('runs', whyNotKept(error)),
    );
  }
}
