import { setProblem } from '../state/problems';
import { dataKind } from '../state/store';
import { chooseData } from './choose-data';
import { droppedFiles, hasFolder } from './dropped-files';
import { addFolders, addToClass } from './own/own-pictures';

/** The class of pictures that were dropped beside every class. */
const NEW_CLASS = 'New pictures';

const isPicture = (file: File) => file.type.startsWith('image/');
const isArchive = (file: File) => /\.zip$/i.test(file.name);

/**
 * Takes folders, archives and pictures that are dropped anywhere on the page. What a part of the page takes itself, it keeps from here by
 * `preventDefault`.
 *
 * @returns ends it
 */
export function listenToDrops(): () => void {
  const listening = new AbortController();
  const { signal } = listening;
  // Without these handlers the browser would leave the page and open a dropped file.
  document.addEventListener('dragover', (event) => event.preventDefault(), { signal });
  document.addEventListener('drop', (event) => !event.defaultPrevented && take(event), { signal });
  return () => listening.abort();
}

function take(event: DragEvent): void {
  event.preventDefault();
  const { dataTransfer } = event;
  const files = Array.from(dataTransfer?.files ?? []);
  if (!dataTransfer || files.length === 0) return;
  if (hasFolder(dataTransfer) || files.some(isArchive)) {
    chooseData('own');
    void droppedFiles(dataTransfer).then(addFolders);
  } else if (dataKind.value === 'own') {
    void addToClass(NEW_CLASS, files.filter(isPicture));
  } else {
    setProblem('data', 'Drop a folder or a zip file here, or a picture on the pad of "Try a classifier".');
  }
}
