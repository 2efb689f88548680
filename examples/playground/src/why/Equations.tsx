/** The balanced softmax cross entropy and the loss of BIB, Eq. 4 and 9 of the paper. */
export function Equations() {
  return (
    <>
      <BalancedSoftmax />
      <Bib />
    </>
  );
}

function BalancedSoftmax() {
  return (
    <>
      <p>The loss with log n added, for a point of class y with scores s (balanced softmax):</p>
      <math display="block">
        <mi>ℒ</mi>
        <mo>=</mo>
        <mo>−</mo>
        <mi>log</mi>
        <mfrac>
          <mrow>
            <msub>
              <mi>n</mi>
              <mi>y</mi>
            </msub>
            <msup>
              <mi>e</mi>
              <msub>
                <mi>s</mi>
                <mi>y</mi>
              </msub>
            </msup>
          </mrow>
          <mrow>
            <munder>
              <mo>∑</mo>
              <mi>k</mi>
            </munder>
            <msub>
              <mi>n</mi>
              <mi>k</mi>
            </msub>
            <msup>
              <mi>e</mi>
              <msub>
                <mi>s</mi>
                <mi>k</mi>
              </msub>
            </msup>
          </mrow>
        </mfrac>
      </math>
    </>
  );
}

function Bib() {
  return (
    <>
      <p>
        BIB, with the balanced losses of the heads v and z, and the distillation from v to z weighted by β:
      </p>
      <math display="block">
        <msub>
          <mi>ℒ</mi>
          <mi>BIB</mi>
        </msub>
        <mo>=</mo>
        <mi>ℒ</mi>
        <mo>(</mo>
        <mi>v</mi>
        <mo>)</mo>
        <mo>+</mo>
        <mi>ℒ</mi>
        <mo>(</mo>
        <mi>z</mi>
        <mo>)</mo>
        <mo>+</mo>
        <mi>β</mi>
        <mo>·</mo>
        <mi>KL</mi>
        <mo>(</mo>
        <mi>v</mi>
        <mo>‖</mo>
        <mi>z</mi>
        <mo>)</mo>
      </math>
    </>
  );
}
