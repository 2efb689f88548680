import { plural } from 'mbib/jobs';
import { chosenFiles, type FileInFolder } from './data/dropped-files';
import { type Folder, readFolder } from './data/read-folder';
import { byId } from './elements';

/** The user's folder: takes it when it is chosen or dropped, decodes its images and says on the page what it has. */
export class FolderChoice {
  /** The images of the folder. Undefined before one is read, and where the last one could not be used. */
  folder: Folder | undefined;
  private readonly text = byId('drop-text', HTMLElement);

  /**
   * @param onRead called when a folder has been read
   * @param onError called with the reason where one cannot be used
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

  /** Reads a folder in the place of the one before. */
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
