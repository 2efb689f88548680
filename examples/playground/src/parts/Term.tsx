import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { tooltip } from './tooltip';

/**
 * A word of the field, which says what it means when one points at it, touches it or comes to it by the keyboard. Screen readers read the
 * explanation after the word.
 */
export function Term({ means, children }: { means: string; children: ComponentChildren }) {
  const id = useId();
  const show = (event: { currentTarget: EventTarget | null }) => {
    const { left, top, bottom } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    tooltip.value = { text: means, at: { left, top, bottom } };
  };
  const hide = () => {
    tooltip.value = undefined;
  };
  return (
    <>
      <button
        type="button"
        class="term"
        aria-describedby={id}
        onMouseEnter={show}
        onMouseLeave={hide}
        onFocus={show}
        onBlur={hide}
        onClick={show}
        onKeyDown={(event) => event.key === 'Escape' && hide()}
      >
        {children}
      </button>
      <span id={id} hidden>
        {means}
      </span>
    </>
  );
}
