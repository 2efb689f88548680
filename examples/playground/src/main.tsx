import 'mbib/jobs/report.css';
import { render } from 'preact';
import { App } from './app/App';
import { findBackends } from './app/backends';
import { forTests } from './app/for-tests';
import { keepData } from './data/keep-data';
import { registerServiceWorker } from './parts/register-service-worker';
import { keepRuns } from './runs/keep/keep-runs';
import { followLinks } from './runs/link/follow-link';
import { startPool } from './worker/pool';

keepData();
startPool();
void keepRuns();
followLinks();
render(<App />, document.getElementById('app')!);
void findBackends();
window.playground = forTests;
registerServiceWorker();
