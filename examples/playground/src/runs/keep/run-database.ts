import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { PlaygroundData } from '../../state/playground-data';
import type { Run } from '../../state/run';
import { byAge } from './by-age';

/** What the browser keeps of the page: its runs, and the data that they were trained on. */
interface Kept extends DBSchema {
  runs: { key: string; value: Run; indexes: { dataId: string } };
  data: { key: string; value: PlaygroundData };
}

/** The runs in the browser's storage, shared by all tabs of the page. Every change is one transaction, so that two tabs cannot mix theirs. */
export class RunDatabase {
  private constructor(private readonly database: IDBPDatabase<Kept>) {}

  /**
   * Opens the storage, and makes it at the first time.
   *
   * @param onLost called when the storage is closed from outside: cleared by the user, or needed by a newer version of the page
   * @throws DOMException where the browser keeps nothing for the page
   */
  static async open(name: string, onLost: () => void): Promise<RunDatabase> {
    const database = await openDB<Kept>(name, 1, {
      upgrade(created) {
        created.createObjectStore('runs', { keyPath: 'id' }).createIndex('dataId', 'dataId');
        created.createObjectStore('data', { keyPath: 'id' });
      },
      blocking() {
        database.close();
        onLost();
      },
      terminated: onLost,
    });
    return new RunDatabase(database);
  }

  /** Every run, the earliest first, and the data of all of them. */
  async all(): Promise<{ runs: Run[]; data: PlaygroundData[] }> {
    const transaction = this.database.transaction(['runs', 'data']);
    const [runs, data] = await Promise.all([
      transaction.objectStore('runs').getAll(),
      transaction.objectStore('data').getAll(),
    ]);
    runs.sort(byAge);
    return { runs, data };
  }

  /** A run with its data; undefined where it was removed. */
  async get(id: string): Promise<{ run: Run; data: PlaygroundData | undefined } | undefined> {
    const transaction = this.database.transaction(['runs', 'data']);
    const run = await transaction.objectStore('runs').get(id);
    return run && { run, data: await transaction.objectStore('data').get(run.dataId) };
  }

  /**
   * Writes a run and, where it is not there yet, its data.
   *
   * @param isNew whether the run was never written. One that was, and is not there any more, was removed in another tab: it stays removed.
   * @returns whether it was written
   * @throws DOMException where there is no room left, `QuotaExceededError`
   */
  async put(run: Run, data: PlaygroundData | undefined, isNew: boolean): Promise<boolean> {
    const transaction = this.database.transaction(['runs', 'data'], 'readwrite');
    const [runs, dataSets] = [transaction.objectStore('runs'), transaction.objectStore('data')];
    try {
      if (!isNew && (await runs.getKey(run.id)) === undefined) return false;
      if (data && (await dataSets.getKey(data.id)) === undefined) await dataSets.put(lasting(data));
      await runs.put(run);
      await transaction.done;
      return true;
    } catch (error) {
      await undo(transaction);
      throw error;
    }
  }

  /** Removes runs, and data that no run is of any more. */
  async remove(ids: readonly string[]): Promise<void> {
    const transaction = this.database.transaction(['runs', 'data'], 'readwrite');
    const [runs, dataSets] = [transaction.objectStore('runs'), transaction.objectStore('data')];
    for (const id of ids) {
      const run = await runs.get(id);
      if (!run) continue;
      await runs.delete(id);
      if ((await runs.index('dataId').count(run.dataId)) === 0) await dataSets.delete(run.dataId);
    }
    await transaction.done;
  }
}

/** The data without the addresses of its thumbnails, which are those of this page and gone with it. */
function lasting({ thumbnails: _, ...data }: PlaygroundData): PlaygroundData {
  return data;
}

/** Takes back what a transaction has written, so that no data is kept without its run. */
async function undo(transaction: { abort(): void; done: Promise<void> }): Promise<void> {
  try {
    transaction.abort();
  } catch {
    // The browser has ended it already, as where there is no room left.
  }
  await transaction.done.catch(() => {});
}
