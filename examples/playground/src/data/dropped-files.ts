/** A file and where it lies, the chosen folder's name first. */
export interface FileInFolder {
  /** `folder/class/image.png` */
  path: string;
  file: File;
}

/** The files of a folder that was chosen in the browser's dialogue. */
export function chosenFiles(list: FileList): FileInFolder[] {
  return Array.from(list, (file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/** Whether a folder is among what is dropped. */
export function hasFolder({ items }: DataTransfer): boolean {
  return Array.from(items).some((item) => item.webkitGetAsEntry()?.isDirectory);
}

/** The files of what was dropped, sub-folders and all. Call it in the drop's own turn: its data is gone after. */
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
  // A reader gives a hundred entries at a time, and none at the end.
  for (;;) {
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (entries.length === 0) return found;
    found.push(...(await Promise.all(entries.map(filesOf))).flat());
  }
}
