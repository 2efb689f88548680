import { batch, effect } from '@preact/signals';
import type { PlaygroundData } from '../../state/playground-data';
import { setProblem } from '../../state/problems';
import type { Run, RunStatus } from '../../state/run';
import { chosen, dataSets, groups, putRuns, runs } from '../../state/store';
import { byAge } from './by-age';
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
 * each of its epochs, so that a closed tab costs the epoch under way, and of the classifier what was learnt since it was sent last. Runs of other tabs appear when they have ended.
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
  /** The version of each run that was written last, or tried to. */
  private readonly tried = new Map<string, string>();
  /** The runs that are in the storage, as far as this tab knows. */
  private readonly stored = new Set<string>();
  /** The runs that could not be written: they are tried again when others are removed. */
  private readonly refused = new Set<string>();
  private readonly locks = new Map<string, () => void>();
  private readonly tabs = new OtherTabs((message) => void this.hear(message));
  /** Writes one after the other, in the order of the changes. */
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly database: RunDatabase) {}

  async start(): Promise<void> {
    const { runs: kept, data } = await this.database.all();
    this.show(kept.filter(hasEnded), data);
    chooseLatest();
    for (const run of kept) if (!hasEnded(run)) void this.showOnceFree(run.id);
    effect(() => this.compare(runs.value));
  }

  /** Shows runs of the storage, the earliest first. */
  private show(kept: readonly Run[], data: readonly PlaygroundData[]): void {
    for (const run of kept) {
      this.stored.add(run.id);
      this.tried.set(run.id, versionOf(run));
    }
    batch(() => {
      const missing = data.filter(({ id }) => !dataSets.value.has(id));
      const entries = missing.map((each) => [each.id, each] as const);
      if (missing.length > 0) dataSets.value = new Map([...dataSets.value, ...entries]);
      putRuns(...kept);
      runs.value = [...runs.value].sort(byAge);
    });
  }

  /** Shows a run once no tab trains it: ended, or else cut off with its tab, and then stopped. */
  private async showOnceFree(id: string): Promise<void> {
    await untilFree(id);
    const found = await this.database.get(id).catch(() => undefined);
    if (!found) return;
    const { run, data } = found;
    this.show([run], data ? [data] : []);
    if (!hasEnded(run)) putRuns({ ...run, status: 'stopped' });
    chooseLatest();
  }

  /** Does here what another tab has done. */
  private async hear({ type, ids }: TabMessage): Promise<void> {
    if (type === 'removed') {
      for (const id of ids) this.stored.delete(id);
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
    const removed = [...this.stored].filter((id) => !present.has(id));
    for (const id of removed) this.stored.delete(id);
    if (removed.length > 0) this.enqueue(() => this.remove(removed));
    for (const run of list) {
      const version = versionOf(run);
      // A run that waits has nothing to keep yet, and must not wait in another tab.
      if (run.status === 'waiting' || this.tried.get(run.id) === version) continue;
      this.tried.set(run.id, version);
      if (!hasEnded(run) && !this.locks.has(run.id)) this.locks.set(run.id, holdRun(run.id));
      this.enqueue(() => this.write(run));
    }
  }

  private async write(run: Run): Promise<void> {
    this.refused.add(run.id);
    const isNew = !this.stored.has(run.id);
    const written = await this.database.put(run, dataSets.value.get(run.dataId), isNew);
    this.refused.delete(run.id);
    if (written) this.stored.add(run.id);
    // It may have been removed from the list before it came to the storage.
    if (!runs.value.some(({ id }) => id === run.id)) this.compare(runs.value);
    if (!hasEnded(run)) return;
    this.free(run.id);
    if (written) this.tabs.tell({ type: 'written', ids: [run.id] });
  }

  private async remove(ids: readonly string[]): Promise<void> {
    await this.database.remove(ids);
    for (const id of ids) this.free(id);
    this.tabs.tell({ type: 'removed', ids });
    // There may be room now.
    for (const id of this.refused) this.tried.delete(id);
    this.refused.clear();
    this.compare(runs.value);
  }

  private free(id: string): void {
    this.locks.get(id)?.();
    this.locks.delete(id);
  }

  private enqueue(change: () => Promise<void>): void {
    this.writing = this.writing.then(change).then(
      () => {
        if (this.refused.size === 0) setProblem('runs', undefined);
      },
      (error) => setProblem('runs', whyNotKept(error)),
    );
  }
}

/** Shows the latest runs on the stage where none are shown: the last group, compared with the one before where it is of the same data. */
function chooseLatest(): void {
  if (chosen.value.some((id) => id !== undefined)) return;
  const [before, last] = groups.value.slice(-2);
  if (last) chosen.value = before!.dataId === last.dataId ? [before!.id, last.id] : [last.id, undefined];
  else chosen.value = [before?.id, undefined];
}
