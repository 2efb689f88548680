import { useSignal } from '@preact/signals';

/** Copies a link to the clipboard; where the browser does not let it, shows the link to be copied by hand. */
export function CopyLink({ text, link }: { text: string; link: () => string }) {
  const said = useSignal('');
  const shown = useSignal<string | undefined>(undefined);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link());
      said.value = 'Copied.';
    } catch {
      said.value = 'Copy it from here:';
      shown.value = link();
    }
  };
  return (
    <span class="copy-link">
      <button type="button" class="small" onClick={() => void copy()}>
        {text}
      </button>
      <span role="status">{said.value}</span>
      {shown.value !== undefined && (
        <input
          type="text"
          readOnly
          aria-label="The link"
          value={shown.value}
          onFocus={(event) => event.currentTarget.select()}
        />
      )}
    </span>
  );
}
