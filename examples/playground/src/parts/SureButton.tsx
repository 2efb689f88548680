import { useSignal } from '@preact/signals';

/**
 * A button for what cannot be taken back: it asks at the first press, does it at the second, and forgets the first when the focus leaves it.
 * While there is nothing to do it keeps the focus, and does nothing.
 */
export function SureButton(props: {
  class?: string;
  /** What stands on it. */
  text: string;
  /** What it does, for those who do not see what it stands beside. Default: the text. */
  label?: string;
  /** What a second press does: 'remove 3 runs'. */
  action: string;
  idle?: boolean;
  onSure: () => void;
}) {
  const { text, label, action, idle = false, onSure } = props;
  const asked = useSignal(false);
  const question = `Press again to ${action} for good`;
  return (
    <button
      type="button"
      class={props.class}
      aria-label={asked.value ? question : label}
      aria-disabled={idle}
      onBlur={() => {
        asked.value = false;
      }}
      onClick={() => {
        if (idle) return;
        const sure = asked.value;
        asked.value = !sure;
        if (sure) onSure();
      }}
    >
      {asked.value ? question : text}
    </button>
  );
}
