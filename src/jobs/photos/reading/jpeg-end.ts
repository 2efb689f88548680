/** Markers that stand alone, without a length: TEM and RST0 to RST7. */
const isAlone = (marker: number) => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
/** SOF0 to SOF15, between which DHT, JPG and DAC lie. */
const isFrame = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
/** DHT, DAC, DQT. */
const isTable = (marker: number) => marker === 0xc4 || marker === 0xcc || marker === 0xdb;
/** Markers that libjpeg does not know, and stops at: reserved ones, JPG, JPG0 to JPG13. */
const isUnknown = (marker: number) => marker < 0xc0 || marker === 0xc8 || (marker >= 0xf0 && marker <= 0xfd);
const isProgressive = (marker: number) => (marker & 3) === 2;
const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const DRI = 0xdd;

/**
 * Whether a JPEG has its end, by its markers. libjpeg fills the rest of a picture with grey where its data is damaged, and warns; it is
 * an error where the file ends too soon, or a marker comes that cannot stand there. What decodes the picture line by line does not
 * always see the latter.
 *
 * @param bytes the content of a file that begins as a JPEG does
 * @returns 'complete', 'cut' where the file ends before the picture does, or 'broken'
 * @see ITU-T T.81, Annex B; libjpeg's `read_markers` and `jpeg_resync_to_restart`
 *
 * @example
 * ```ts
 * jpegEnd(readFileSync('tench.jpg').subarray(0, 20_000)); // 'cut'
 * ```
 */
export function jpegEnd(bytes: Buffer): 'complete' | 'cut' | 'broken' {
  const state = { frame: 0, components: 0, scans: 0, isOneScan: false, restarts: false };
  for (let at = 2; ; ) {
    at = bytes.indexOf(0xff, at);
    while (at >= 0 && bytes[at] === 0xff) at++;
    if (at < 0 || at >= bytes.length) return 'cut';
    const marker = bytes[at++]!;
    // A zero byte after 255 says that the 255 is data.
    if (marker === 0 || isAlone(marker)) continue;
    if (marker === EOI) return state.scans > 0 ? 'complete' : 'broken';
    if (isUnknown(marker) && state.restarts && state.scans > 0) continue;
    if (!canStand(marker, state)) return 'broken';
    if (at + 2 > bytes.length) return 'cut';
    const length = bytes.readUInt16BE(at);
    if (length < 2) return 'broken';
    if (at + length > bytes.length) return 'cut';
    if (!read(marker, bytes.subarray(at + 2, at + length), state)) return 'broken';
    at += length;
  }
}

/** What was read of a file so far. */
interface State {
  /** The marker of its frame; 0 before it. */
  frame: number;
  components: number;
  scans: number;
  /** Whether its first scan has all there is. */
  isOneScan: boolean;
  /** Whether it has restart markers, at which a decoder goes on after damage. */
  restarts: boolean;
}

function canStand(marker: number, { frame, scans, isOneScan }: State): boolean {
  if (marker === SOI || isUnknown(marker)) return false;
  if (isFrame(marker)) return frame === 0;
  if (marker === SOS) return frame !== 0 && !(scans > 0 && isOneScan);
  // Behind the only scan there is no use for tables: they are what damage looks like.
  return !(isTable(marker) && scans > 0 && isOneScan);
}

/** Takes note of the content of a marker; false where it cannot be. */
function read(marker: number, content: Buffer, state: State): boolean {
  if (isFrame(marker)) {
    state.frame = marker;
    state.components = content[5] ?? 0;
  } else if (marker === DRI) {
    state.restarts = content.length === 2 && content.readUInt16BE(0) > 0;
  } else if (marker === SOS) {
    const components = content[0] ?? 0;
    if (components === 0 || content.length !== 4 + 2 * components) return false;
    if (state.scans === 0) state.isOneScan = components === state.components && !isProgressive(state.frame);
    state.scans++;
  }
  return true;
}
