const SIGNATURES = { entry: 0x02014b50, end: 0x06054b50 };
const METHODS = { stored: 0, deflated: 8 };

/**
 * The files of a zip archive by their names without folders: of one that was downloaded here, or packed again by a system's own tools.
 *
 * @throws Error where it is no such archive
 */
export async function unzip(archive: ArrayBuffer): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const view = new DataView(archive);
  const end = endOf(view);
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    if (at + 46 > archive.byteLength || view.getUint32(at, true) !== SIGNATURES.entry) throw damaged();
    const [name, extra, comment] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
    const path = new TextDecoder().decode(new Uint8Array(archive, at + 46, name!));
    if (!path.endsWith('/') && !path.startsWith('__MACOSX/')) {
      files.set(path.slice(path.lastIndexOf('/') + 1), await content(view, at));
    }
    at += 46 + name! + extra! + comment!;
  }
  return files;
}

function endOf(view: DataView): number {
  for (let at = view.byteLength - 22; at >= 0; at--) {
    if (view.getUint32(at, true) === SIGNATURES.end) return at;
  }
  throw damaged();
}

/** The bytes of the file that an entry is of. */
async function content(view: DataView, entry: number): Promise<Uint8Array<ArrayBuffer>> {
  const method = view.getUint16(entry + 10, true);
  const length = view.getUint32(entry + 20, true);
  const header = view.getUint32(entry + 42, true);
  const start = header + 30 + view.getUint16(header + 26, true) + view.getUint16(header + 28, true);
  const bytes = new Uint8Array(view.buffer as ArrayBuffer, start, length);
  if (method === METHODS.stored) return bytes.slice();
  if (method !== METHODS.deflated) throw damaged();
  const inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(inflated).arrayBuffer());
}

function damaged(): Error {
  return new Error('The zip archive is damaged, or packed in a way that is not read here.');
}
