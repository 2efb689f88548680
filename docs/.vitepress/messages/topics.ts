/** What a group of messages is about: the sources that throw them, and what a reader can do. Links are those of docs/errors.md. */
export interface Topic {
  title: string;
  sources: RegExp;
  advice: string;
}

/** In the order of the page. A file belongs to the first topic that names it. */
export const topics: Topic[] = [
  {
    title: 'Arguments and options of any function',
    sources: /^src\/(checks|options|hexadecimal|joined-bytes|random-bits|shared-memory|simd-sizes)\.ts$/,
    advice:
      'The first word is the argument, or the option of an object (`options.beta`); then comes what it must be, and what it was. A ' +
      'RangeError is a value that does not fit, a TypeError a value of another type, an unknown option or one that is missing. ' +
      'Nothing has been computed yet: correct the call.',
  },
  {
    title: 'Losses and counts of classes',
    sources: /^src\/(losses|class-counts|loss-defaults)/,
    advice:
      'Labels, logits and `samplesPerClass` have to be of the same batch and the same classes: [the losses](losses.md) says which ' +
      'shapes and types they take. A class without training images has no place in the counts: leave it out, or give it to no loss.',
  },
  {
    title: 'Saving and loading nets',
    sources: /^src\/heads\/(saving\/|load-)/,
    advice:
      'A saved net goes on where backbone, heads and optimizer are those that it was saved with: [going on after an ' +
      'interruption](going-on.md). Files that are cut short or of two nets have to be written again.',
  },
  {
    title: 'Heads, taps and backbones',
    sources: /^src\/heads\//,
    advice:
      '`listTaps(backbone)` lists the layers that can be taps, with their shapes; [the heads](heads.md) has what `withMBIB` and ' +
      '`mbibHeads` take.',
  },
  {
    title: 'Metrics',
    sources: /^src\/metrics\//,
    advice:
      'Labels and predictions have to be of the same samples, and classes in the range of the counts: [the metrics](metrics.md).',
  },
  {
    title: 'Optimizers and schedules',
    sources: /^src\/training\//,
    advice:
      'A restored optimizer has to be made with the same options and to train the same variables as the one that was saved: ' +
      '[training helpers](training.md).',
  },
  {
    title: 'mbib/accelerate',
    sources: /^src\/accelerate\//,
    advice:
      'The import replaces kernels of the backend that is there. Import `@tensorflow/tfjs-backend-wasm` of the same version as ' +
      'tfjs-core, and have one copy of tfjs: [two copies](faq.md#two-copies-of-tensorflowjs).',
  },
  {
    title: "Other papers' methods",
    sources: /^src\/baselines\//,
    advice:
      'Every method has [a page](methods/README.md) with what its functions take, and a program that runs.',
  },
  {
    title: 'Nets and training steps',
    sources: /^src\/jobs\/(nets|loop)\//,
    advice:
      'A loss that is no longer finite ends the run: lower the learning rate or β, or look for images and labels that are not ' +
      'finite ([NaN](faq.md#the-loss-is-nan)). What a recipe holds is in [jobs of your own](jobs.md).',
  },
  {
    title: 'The playground',
    sources: /^examples\/playground\//,
    advice:
      'The page says what to change, and can be started again at once: [the playground](playground.md).',
  },
  {
    title: 'Images in memory',
    sources: /^src\/jobs\/data\/|^examples\/(digits|cifar100-lt)\.ts$/,
    advice: 'Pixels, labels and counts have to fit together: [jobs of your own](jobs.md) has the forms.',
  },
  {
    title: 'Photographs, lists and folders of pictures',
    sources: /^src\/jobs\/photos\/|^examples\//,
    advice:
      'The message names the file and the line or the picture. `mbib check` goes through all of them without training: ' +
      '[your own images](own-images.md), [ImageNet-LT](imagenet-lt.md), [iNaturalist 2018](inaturalist2018.md).',
  },
  {
    title: 'Experiments',
    sources: /^src\/jobs\/experiment\//,
    advice: 'The message names the key of the file and what it can be: [experiments](experiments.md).',
  },
  {
    title: 'Files of features',
    sources: /^src\/jobs\/files\/features\/|^src\/jobs\/run\/(features|folder)\//,
    advice:
      'Features come as npy, npz or safetensors files, with their labels: [your own images](own-images.md). A damaged file has ' +
      'to be written again.',
  },
  {
    title: 'Classifiers and their files',
    sources: /^src\/jobs\/(classifier|files\/classifier|run\/classifier)\//,
    advice:
      'A classifier is a folder: `model.json`, weights and `labels.json` of one training. Copy all of it, or train again: [a ' +
      'classifier and its files](classifiers.md).',
  },
  {
    title: 'Checkpoints and interrupted runs',
    sources: /^src\/jobs\/run\//,
    advice:
      'A run goes on with `--resume`, with the options and the data that it was started with, and with a version of Node that ' +
      'rounds as the first one did: [going on after an interruption](going-on.md). A folder that holds a run is not overwritten: ' +
      'give another `--out`, or delete it.',
  },
  {
    title: 'Logs of runs',
    sources: /^src\/jobs\/(log|report)\//,
    advice:
      'Every line of `log.jsonl` is one JSON object. A last line that a crash has cut short can be deleted; the rest is read as ever.',
  },
  {
    title: 'Files and folders',
    sources: /^src\/jobs\/files\//,
    advice:
      'The message ends with what the system said: no permission, no space, no such file. A download that is cut short has to be ' +
      'downloaded again.',
  },
  {
    title: 'Backends',
    sources: /^src\/jobs\/backend\//,
    advice:
      '[Backends](backends.md) has what each needs and how it is installed. `--backend wasm` runs everywhere.',
  },
  {
    title: 'The commands',
    sources: /^src\/jobs\/command\//,
    advice: '`npx mbib --help` lists the commands, and `--help` behind a command its options.',
  },
];
