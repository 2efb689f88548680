import 'mbib/jobs/report.css';
import { render } from 'preact';
import { App } from './app/App';
import { findBackends } from './app/backends';
import { forTests } from './app/for-tests';
import { keepData } from './data/keep-data';
import { startPool } from './worker/pool';

keepData();
startPool();
render(<App />, document.getElementById('app')!);
void findBackends();
window.playground = forTests;
