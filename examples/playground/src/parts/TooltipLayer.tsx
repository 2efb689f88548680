import { tooltip } from './tooltip';

const WIDTH = 280;
const MARGIN = 8;

/** Shows the explanation of a word, below it or, near the lower edge of the window, above it. The page has one. */
export function TooltipLayer() {
  const shown = tooltip.value;
  if (!shown) return null;
  const { left, top, bottom } = shown.at;
  const x = Math.max(MARGIN, Math.min(left, window.innerWidth - WIDTH - MARGIN));
  const below = bottom + 160 < window.innerHeight;
  const y = below ? { top: `${bottom + 4}px` } : { bottom: `${window.innerHeight - top + 4}px` };
  return (
    <div class="tooltip" role="tooltip" style={{ left: `${x}px`, ...y }}>
      {shown.text}
    </div>
  );
}
