import 'mbib/jobs/report.css';
import { render } from 'preact';
import { App } from './app/App';
import { findBackends } from './app/backends';
import { forTests } from './app/for-tests';
import { startPool } from './worker/pool';

startPool();
render(<App />, document.getElementById('app')!);
void findBackends();
window.playground = forTests;
