import { classWeights } from 'mbib';

document.title = JSON.stringify(Array.from(classWeights([4, 4, 4])));
