/** A file, and its path from the chosen folder on. */
export interface FileInFolder {
  /** `folder/class/image.png` */
  path: string;
  file: Blob;
}

/** The files of a folder that was chosen in the browser's dialogue. */
export function chosenFiles(list: Iterable<File>): FileInFolder[] {
  return Array.from(list, (file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/** Whether a folder was dropped. */
export function hasFolder({ items }: DataTransfer): boolean {
  return Array.from(items).some((item) => item.webkitGetAsEntry()?.isDirectory);
}

/** The files that were dropped, those of sub-folders too. Call it in the event handler: the browser clears the data after it. */
export function droppedFiles({ items }: DataTransfer): Promise<FileInFolder[]> {
  const entries = Array.from(items, (item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  return Promise.all(entries.map(filesOf)).then((found) => found.flat());
}

async function filesOf(entry: FileSystemEntry): Promise<FileInFolder[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    return [{ path: entry.fullPath.slice(1), file }];
  }
  const found: FileInFolder[] = [];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // A reader returns a hundred entries at a time, and an empty list after the last.
  for (;;) {
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (entries.length === 0) return found;
    found.push(...(await Promise.all(entries.map(filesOf))).flat());
  }
}
