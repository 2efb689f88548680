import { messageOf } from 'mbib/jobs';
import { Problem } from '../parts/Problem';
import { saveFile } from '../parts/save-file';
import { setProblem } from '../state/problems';
import { type Candidate, candidates, imported } from './candidates';
import { openClassifier } from './classifiers';
import { modelFilesOf } from './model-files';

let nextKey = 0;

/** The classifiers: each can be downloaded, and others can be loaded. */
export function Shelf() {
  return (
    <div class="shelf">
      {candidates.value.flatMap(({ key, title, run }) =>
        run ? (
          <button
            key={key}
            type="button"
            onClick={() => saveFile(run.classifier!, fileNameOf(run), 'application/zip')}
          >
            Download {title}
          </button>
        ) : (
          <button key={key} type="button" dir="auto" onClick={() => remove(key)}>
            Put {title} away
          </button>
        ),
      )}
      <label class="button">
        Load a classifier…
        <input
          id="model-files"
          type="file"
          accept=".zip,.json,.bin"
          multiple
          onChange={({ currentTarget }) => {
            const files = [...currentTarget.files!];
            currentTarget.value = '';
            void load(files);
          }}
        />
      </label>
      <Problem at="try" />
    </div>
  );
}

function fileNameOf({ log, settings: { method, seed } }: NonNullable<Candidate['run']>): string {
  return `${log?.start.job ?? 'classifier'}-${method}-seed-${seed}.zip`;
}

/** Loads a classifier from its archive, or from its files. */
async function load(files: readonly File[]): Promise<void> {
  setProblem('try', undefined);
  try {
    const from = await modelFilesOf(files.map((file) => ({ name: file.name, file })));
    const key = `file ${nextKey++}`;
    await openClassifier(key, from);
    const title = files.find(({ name }) => name.endsWith('.zip'))?.name ?? 'Loaded classifier';
    imported.value = [...imported.value, { key, title, from, run: undefined }];
  } catch (error) {
    setProblem('try', messageOf(error));
  }
}

function remove(key: string): void {
  imported.value = imported.value.filter((each) => each.key !== key);
}
