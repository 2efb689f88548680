import { DataCard } from '../data/DataCard';
import { OwnPictures } from '../data/OwnPictures';
import { NetworkPicture } from '../network/NetworkPicture';
import { RunList } from '../runs/RunList';
import { chosenData, chosenGroups, dataKind } from '../state/store';
import { TryCard } from '../try/TryCard';
import { Views } from '../views/Views';
import { Why } from '../why/Why';

/** The whole page: settings at the side, the stage beside them. */
export function App() {
  return (
    <div class="page">
      <main class="stage">
        <DataCard />
        {dataKind.value === 'own' && <OwnPictures />}
        <Why />
        <NetworkPicture />
        <Views groups={chosenGroups.value} data={chosenData.value} />
        <RunList />
        <TryCard />
      </main>
    </div>
  );
}
