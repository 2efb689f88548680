import { plural } from 'mbib/jobs';
import { chosenFiles, type FileInFolder } from './data/dropped-files';
import { type Folder, readFolder } from './data/read-folder';
import { byId } from './elements';

/** The folder that was dropped on the page or chosen, decoded. */
export class FolderChoice {
  /** Undefined before one is read, and after one that cannot be used. */
  folder: Folder | undefined;
  private readonly text = byId('drop-text', HTMLElement);

  /**
   * @param onRead told that a folder is ready
   * @param onError told why one is not
   */
  constructor(
    private readonly onRead: () => void,
    private readonly onError: (error: unknown) => void,
  ) {
    const input = byId('folder', HTMLInputElement);
    input.onchange = () => {
      const files = chosenFiles(input.files!);
      input.value = '';
      void this.read(Promise.resolve(files));
    };
  }

  /** Reads a folder; what was read before is forgotten. */
  async read(files: Promise<FileInFolder[]>): Promise<void> {
    this.folder = undefined;
    this.text.textContent = 'Reading…';
    try {
      this.folder = await readFolder(await files, (done, all) => {
        this.text.textContent = `Reading image ${done} of ${all}…`;
      });
      this.text.textContent = summary(this.folder);
      this.onRead();
    } catch (error) {
      this.text.textContent = 'No folder is chosen: drop one here, or choose one.';
      this.onError(error);
    }
  }
}

function summary({ train, test, unreadable }: Folder): string {
  const [first] = unreadable;
  const left = first
    ? ` ${plural(unreadable.length, 'file')} left out as no readable image, such as ${first}.`
    : '';
  return `${plural(train.classes, 'class', 'classes')}: ${plural(train.labels.length, 'image')} to train, ${plural(test.labels.length, 'image')} to test.${left}`;
}
