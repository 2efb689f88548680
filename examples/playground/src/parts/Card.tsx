import type { ComponentChildren } from 'preact';

/** A part of the stage with a heading. It has the same size whatever is in it, so that nothing beside it moves. */
export function Card(props: { title: string; class?: string; children?: ComponentChildren }) {
  return (
    <section class={`card ${props.class ?? ''}`} aria-label={props.title}>
      <h2>{props.title}</h2>
      <div class="card-body">{props.children}</div>
    </section>
  );
}
