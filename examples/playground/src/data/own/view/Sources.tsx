import { SureButton } from '../../../parts/SureButton';
import { chosenFiles } from '../../dropped-files';
import { noPictures } from '../collection';
import { addClass } from '../edit-collection';
import { addFolders, collection, edit } from '../own-pictures';

/** Makes a field choose folders; the attribute is not among the typed ones. */
const directory = { webkitdirectory: true };

/** Where pictures come from: folders, archives, a class of one's own; and a start from nothing. */
export function Sources() {
  const take = (input: HTMLInputElement) => {
    const files = chosenFiles(input.files!);
    input.value = '';
    void addFolders(files);
  };
  return (
    <div class="own-sources">
      <label class="button">
        Choose a folder…
        <input
          id="own-folder"
          type="file"
          multiple
          {...directory}
          onChange={(event) => take(event.currentTarget)}
        />
      </label>
      <label class="button">
        Choose a zip file…
        <input
          id="own-zip"
          type="file"
          accept=".zip"
          multiple
          onChange={(event) => take(event.currentTarget)}
        />
      </label>
      <button type="button" id="own-add-class" onClick={() => edit(addClass)}>
        Add a class
      </button>
      <SureButton
        text="Remove all"
        action="remove all pictures"
        idle={collection.value === noPictures}
        onSure={startOver}
      />
    </div>
  );
}

function startOver(): void {
  for (const { pictures } of collection.value.classes) {
    for (const { thumbnail } of pictures) URL.revokeObjectURL(thumbnail);
  }
  collection.value = noPictures;
}
