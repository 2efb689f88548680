import type { GraphBackboneMetadata } from '../description';
import { coveredSize, greyWeights, type ImageForm } from './picture-form';

/** A page beside the files of a classifier, which classifies a picture that its user chooses. */
export function pageCode(
  image: ImageForm,
  versions: { core: string },
  backbone?: GraphBackboneMetadata,
): string {
  const { height, width } = image;
  const [coveredWidth, coveredHeight] = coveredSize(image);
  return `<!doctype html>
<meta charset="utf-8">
<script src="https://cdn.jsdelivr.net/npm/@tensorflow/tfjs@${versions.core}"></script>
<input type="file" accept="image/*">
<pre></pre>
<script type="module">
${loading(backbone)}
  const { labels } = await (await fetch('labels.json')).json();

  // Draws what the classifier takes of a picture: all of it, or its centre.
  function imageOf(picture) {
    const canvas = Object.assign(document.createElement('canvas'), { width: ${width}, height: ${height} });
    const context = canvas.getContext('2d');
    context.fillStyle = 'white';
    context.fillRect(0, 0, ${width}, ${height});
    context.imageSmoothingQuality = 'high';
    const scale = Math.max(${coveredWidth} / picture.width, ${coveredHeight} / picture.height);
    const [width, height] = [Math.trunc(picture.width * scale), Math.trunc(picture.height * scale)];
    context.drawImage(picture, Math.round((${width} - width) / 2), Math.round((${height} - height) / 2), width, height);
    return canvas;
  }

  // The classes of a picture (an image, a canvas, a video, an ImageBitmap) with their probabilities, the likeliest first.
  async function classify(picture) {
    const output = tf.tidy(() => {
      const pixels = tf.browser.fromPixels(imageOf(picture)).expandDims();
${predicting(image.channels, backbone)}
    });
    const probabilities = Array.from(await output.data());
    output.dispose();
    return labels
      .map((label, k) => ({ label, probability: probabilities[k] }))
      .sort((a, b) => b.probability - a.probability);
  }

  document.querySelector('input').onchange = async ({ target }) => {
    const classes = await classify(await createImageBitmap(target.files[0]));
    document.querySelector('pre').textContent = classes
      .slice(0, 5)
      .map(({ label, probability }) => \`\${label} \${(100 * probability).toFixed(1)} %\`)
      .join('\\n');
  };
</script>`;
}

function loading(backbone: GraphBackboneMetadata | undefined): string {
  if (!backbone) return `  const model = await tf.loadLayersModel('model.json');`;
  return `  const backbone = await tf.loadGraphModel('backbone/model.json');
  const head = await tf.loadLayersModel('head/model.json');`;
}

function predicting(channels: number, backbone: GraphBackboneMetadata | undefined): string {
  return `      return ${probabilitiesOf(channels, backbone)};`;
}

/** The probabilities of RGB pixels, as code. */
export function probabilitiesOf(channels: number, backbone: GraphBackboneMetadata | undefined): string {
  const pixels = channels === 3 ? 'pixels' : `pixels.mul([${greyWeights.join(', ')}]).sum(-1, true)`;
  if (!backbone) return `model.predict(${pixels})`;
  const { node, mean, std } = backbone;
  const normalised = `${pixels}.toFloat().div(255).sub([${mean.join(', ')}]).div([${std.join(', ')}])`;
  return `head.predict(backbone.execute(${normalised}, ${JSON.stringify(node)}))`;
}
