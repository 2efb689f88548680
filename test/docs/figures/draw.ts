// Draws the figures of docs/learn from what was measured, docs/images/learn/measured.json: `npm run figures`.
import { readFileSync, writeFileSync } from 'node:fs';
import '@tensorflow/tfjs-backend-cpu';
import { figures } from './figures';

const folder = 'docs/images/learn';
const measured = JSON.parse(readFileSync(`${folder}/measured.json`, 'utf8'));
for (const [name, svg] of Object.entries(figures(measured))) writeFileSync(`${folder}/${name}`, svg);
