/**
 * `npm run bench:gpu [-- FOLDER]` makes a folder, by default runs/bench-gpu, that a machine with a GPU needs nothing besides to
 * check mbib's losses on webgpu and to time them: copy it there and call `./start`.
 */
import { makeFolder } from './make-folder';

const folder = process.argv[2] ?? 'runs/bench-gpu';
const bytes = await makeFolder(folder);
console.log(`${folder}: ${(bytes / 1e6).toFixed(1)} MB. On a machine with a GPU: ${folder}/start`);
