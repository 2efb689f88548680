import type { RefObject } from 'preact';
import { useState } from 'preact/hooks';
import { camera, frameOf } from '../camera';
import type { OwnClass } from '../collection';
import { mergeClasses, removeClass, removePicture, renameClass } from '../edit-collection';
import { addToClass, collection, edit } from '../own-pictures';
import { focusBeside } from './focus-beside';
import { HoldButton } from './HoldButton';

/** Pictures of a class that are shown before one asks for all. */
const SHOWN = 24;

/** A class with its pictures: it can be renamed, merged, removed, and given pictures by choice, drop, paste and camera. */
export function ClassRow({
  own,
  tested,
  video,
}: {
  own: OwnClass;
  /** The ids of the test pictures. */
  tested: ReadonlySet<number>;
  video: RefObject<HTMLVideoElement | null>;
}) {
  const { name } = own;
  const take = (files: Iterable<File>) => addToClass(name, [...files]);
  return (
    <li
      class="own-class"
      onDrop={(event) => {
        const files = [...(event.dataTransfer?.files ?? [])].filter(({ type }) => type.startsWith('image/'));
        if (files.length === 0) return;
        event.preventDefault();
        void take(files);
      }}
      onPaste={(event) => {
        const files = [...(event.clipboardData?.files ?? [])];
        if (files.length > 0) void take(files);
      }}
    >
      <div class="own-class-head">
        <NameField own={own} />
        <Counts own={own} tested={tested} />
        <label class="button">
          Add<span class="hidden"> pictures to {name}</span>
          <input
            type="file"
            accept="image/*"
            multiple
            onChange={(event) => {
              void take([...event.currentTarget.files!]);
              event.currentTarget.value = '';
            }}
          />
        </label>
        {camera.value && (
          <HoldButton
            label={`Hold to add the camera's picture to ${name}`}
            onTick={() => void shoot(video, name)}
          >
            Hold to record
          </HoldButton>
        )}
        <Merge own={own} />
        <button
          type="button"
          class="own-remove"
          aria-label={`Remove the class ${name}`}
          onClick={({ currentTarget }) => {
            const add = document.querySelector<HTMLElement>('#own-add-class');
            focusBeside(currentTarget, '.own-class', '.own-remove', add);
            edit((all) => removeClass(all, own.id));
          }}
        >
          Remove
        </button>
      </div>
      <Pictures own={own} tested={tested} />
    </li>
  );
}

async function shoot({ current }: RefObject<HTMLVideoElement | null>, className: string): Promise<void> {
  const frame = current ? frameOf(current) : undefined;
  if (!frame) return;
  await addToClass(className, [await frame.convertToBlob({ type: 'image/jpeg', quality: 0.92 })], 'camera');
}

function NameField({ own }: { own: OwnClass }) {
  return (
    <input
      class="own-name"
      dir="auto"
      aria-label={`Name of the class ${own.name}`}
      title={own.name}
      value={own.name}
      maxLength={200}
      onChange={(event) => {
        edit((all) => renameClass(all, own.id, event.currentTarget.value));
        event.currentTarget.value = collection.value.classes.find(({ id }) => id === own.id)?.name ?? '';
      }}
    />
  );
}

function Counts({ own: { pictures }, tested }: { own: OwnClass; tested: ReadonlySet<number> }) {
  const test = pictures.filter(({ id }) => tested.has(id)).length;
  return (
    <span class="own-counts">
      {pictures.length - test} to train, {test === 0 ? 'none' : test} to test
    </span>
  );
}

function Merge({ own }: { own: OwnClass }) {
  const others = collection.value.classes.filter(({ id }) => id !== own.id);
  return (
    <select
      aria-label={`Merge ${own.name} into another class`}
      value=""
      disabled={others.length === 0}
      onChange={(event) => edit((all) => mergeClasses(all, own.id, Number(event.currentTarget.value)))}
    >
      <option value="">Merge into…</option>
      {others.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}

function Pictures({ own: { name, pictures }, tested }: { own: OwnClass; tested: ReadonlySet<number> }) {
  const [all, setAll] = useState(false);
  const shown = all ? pictures : pictures.slice(0, SHOWN);
  return (
    <ul class="own-thumbs" aria-label={`Pictures of ${name}`}>
      {shown.map(({ id, path, thumbnail }) => (
        <li key={id}>
          <button
            type="button"
            class={tested.has(id) ? 'own-thumb tested' : 'own-thumb'}
            title={`${path}${tested.has(id) ? ', to test' : ''}: remove`}
            aria-label={`Remove ${path} from ${name}`}
            onClick={({ currentTarget }) => {
              const name = currentTarget.closest('.own-class')?.querySelector<HTMLElement>('.own-name');
              focusBeside(currentTarget, 'li', '.own-thumb', name);
              edit((before) => removePicture(before, id));
            }}
          >
            <img src={thumbnail} alt="" loading="lazy" />
          </button>
        </li>
      ))}
      {pictures.length > SHOWN && (
        <li>
          <button type="button" class="own-more" onClick={() => setAll(!all)}>
            {all ? 'fewer' : `all ${pictures.length}`}
          </button>
        </li>
      )}
    </ul>
  );
}
