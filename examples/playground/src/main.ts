import 'mbib/jobs/report.css';
import './style.css';
import { defaultLossOptions } from 'mbib/jobs';
import { availableBackends } from './available-backends';
import {
  fillBackends,
  fillControls,
  OptionError,
  readOptions,
  showLossFields,
  wantsFolder,
} from './controls';
import { droppedFiles, hasFolder } from './data/dropped-files';
import { byId } from './elements';
import { FolderChoice } from './folder-choice';
import { Playground } from './playground';
import type { BackendName } from './worker/messages';

declare global {
  interface Window {
    /** The page's training, for tests and for the browser's console. */
    playground: Playground;
  }
}

const form = byId('options', HTMLFormElement);
fillControls(form, defaultLossOptions('mbib'));

const playground = new Playground(() => new FormData(form).get('backend') as BackendName);
window.playground = playground;

const choice = new FolderChoice(
  () => {
    byId('data-folder', HTMLInputElement).checked = true;
    showDataFields();
    playground.say('The folder is read. Train when you like.');
  },
  (error) => playground.refuse(error),
);

function showDataFields(): void {
  byId('drop', HTMLElement).hidden = !wantsFolder(form);
  byId('factor-field', HTMLElement).hidden = wantsFolder(form);
}

form.onchange = () => {
  showDataFields();
  showLossFields(form);
};
form.onsubmit = (event) => {
  event.preventDefault();
  try {
    const options = readOptions(form);
    if (wantsFolder(form) && !choice.folder) {
      throw new Error('There is no folder to train on yet: drop one on the page, or choose one.');
    }
    playground.start(options, wantsFolder(form) ? choice.folder! : null);
  } catch (error) {
    if (error instanceof OptionError) {
      error.field.setAttribute('aria-invalid', 'true');
      error.field.focus();
    }
    playground.refuse(error);
  }
};

// Without these handlers the browser would leave the page and open a dropped file.
document.ondragover = (event) => {
  event.preventDefault();
  document.body.classList.add('dragged-over');
};
document.ondragleave = () => document.body.classList.remove('dragged-over');
document.ondrop = (event) => {
  event.preventDefault();
  document.body.classList.remove('dragged-over');
  const { dataTransfer } = event;
  if (!dataTransfer?.files.length) return;
  if (hasFolder(dataTransfer)) void choice.read(droppedFiles(dataTransfer));
  else playground.tryImage(dataTransfer.files[0]!);
};

showDataFields();
fillBackends(form, await availableBackends());
byId('start', HTMLButtonElement).disabled = false;
