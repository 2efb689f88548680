import type { ComponentChildren } from 'preact';

/** What is opened by those who want to know more. It comes into view when it is opened, also in a card that scrolls. */
export function MoreAboutThis({ children }: { children: ComponentChildren }) {
  return (
    <details
      onToggle={({ currentTarget }) => {
        if (currentTarget.open) currentTarget.scrollIntoView({ block: 'nearest' });
      }}
    >
      <summary>More about this</summary>
      {children}
    </details>
  );
}
