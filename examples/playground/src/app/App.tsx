import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { DataCard } from '../data/DataCard';
import { OwnPictures } from '../data/OwnPictures';
import { stopCamera } from '../data/own/camera';
import { NetworkPicture } from '../network/NetworkPicture';
import { TooltipLayer } from '../parts/TooltipLayer';
import { RunList } from '../runs/RunList';
import { chosenData, chosenGroups, dataKind } from '../state/store';
import { TryCard } from '../try/TryCard';
import { Views } from '../views/Views';
import { Why } from '../why/Why';
import { Status } from './Status';
import { type SceneName, scene, scenes } from './scene';
import { Settings } from './settings/Settings';
import './app.css';

/** The whole page: settings at the side, the stage beside them. */
export function App() {
  // A camera that is not seen is not on.
  useEffect(() => stopCamera, [scene.value]);
  return (
    <div class="page">
      <header class="head">
        <h1>mbib playground</h1>
        <p>Learn the rare classes too. Nothing leaves your browser.</p>
        {import.meta.env.MODE === 'site' && <a href="../index.html">Documentation of mbib</a>}
      </header>
      <aside class="column" aria-label="Settings">
        <Settings />
      </aside>
      <main class="stage" data-scene={scene.value}>
        <SceneSwitch />
        <Status />
        <Scene name="data">
          <DataCard />
          {dataKind.value === 'own' && <OwnPictures />}
        </Scene>
        <Scene name="why">
          <Why />
        </Scene>
        <Scene name="training">
          <Views groups={chosenGroups.value} data={chosenData.value}>
            <NetworkPicture />
          </Views>
        </Scene>
        <Scene name="runs">
          <RunList />
        </Scene>
        <Scene name="try">
          <TryCard />
        </Scene>
      </main>
      <TooltipLayer />
    </div>
  );
}

function SceneSwitch() {
  return (
    <nav class="scenes" aria-label="Stage">
      {scenes.map(({ name, title }) => (
        <button
          key={name}
          type="button"
          aria-current={scene.value === name ? 'page' : undefined}
          onClick={() => {
            scene.value = name;
          }}
        >
          {title}
        </button>
      ))}
    </nav>
  );
}

function Scene({ name, children }: { name: SceneName; children: ComponentChildren }) {
  return (
    <div class="scene" id={`scene-${name}`} data-name={name}>
      {children}
    </div>
  );
}
