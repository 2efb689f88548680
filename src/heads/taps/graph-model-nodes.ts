/** A node of a GraphModel, as the model's file describes it. */
interface GraphNode {
  name: string;
  /** The operation: 'Conv2D', 'Placeholder' for an input, 'Const' for a weight. */
  op: string;
  /** Names of the nodes that it is computed from; `:1` behind one is its second output, `^` before one only an order. */
  input?: string[];
}

/** Where a GraphModel keeps its description. tfjs-converter has this property but leaves it out of its types. */
interface Described {
  artifacts?: { modelTopology?: { node?: GraphNode[] } };
}

/** The name of the node that a name with the number of an output, `split:1`, or a mark stands for. */
function nodeName(name: string): string {
  return name.replace(/^\^/, '').replace(/:\d+$/, '');
}

/** What a GraphModel's file tells of its nodes. Empty for an object that only acts like a GraphModel. */
export class GraphModelNodes {
  private readonly nodes: ReadonlyMap<string, GraphNode>;
  /** The most nodes on a way from an input to each node; −1 for one that does not depend on an input. */
  private readonly depths = new Map<string, number>();

  constructor(graph: object) {
    const { artifacts } = graph as Described;
    this.nodes = new Map(artifacts?.modelTopology?.node?.map((node) => [node.name, node]));
    for (const name of this.nodes.keys()) this.measure(name);
  }

  /** Whether the model's nodes are known. */
  get known(): boolean {
    return this.nodes.size > 0;
  }

  /** The nodes that depend on an input, from the input on, without those of some operations. */
  computed(without = /^$/): string[] {
    const names = [...this.depths].filter(
      ([name, depth]) => depth > 0 && !without.test(this.nodes.get(name)!.op),
    );
    return names.sort(([, a], [, b]) => a - b).map(([name]) => name);
  }

  /** Whether the node is computed from the model's input. */
  isComputed(name: string): boolean {
    return (this.depths.get(nodeName(name)) ?? -1) > 0;
  }

  has(name: string): boolean {
    return this.nodes.has(nodeName(name));
  }

  /** Whether a node is computed from another one, or is that. */
  dependsOn(name: string, other: string): boolean {
    const found = new Set([nodeName(name)]);
    for (const node of found) for (const input of this.inputsOf(node)) found.add(input);
    return found.has(nodeName(other));
  }

  private inputsOf(name: string): string[] {
    return (this.nodes.get(name)?.input ?? []).map(nodeName);
  }

  /** Fills in the depth of a node, after those of the nodes before it. It keeps its own stack, since graphs are deep. */
  private measure(start: string): void {
    const stack = [start];
    while (stack.length > 0) {
      const name = stack.at(-1)!;
      const missing = this.inputsOf(name).filter((input) => this.nodes.has(input) && !this.depths.has(input));
      // A loop in the graph would never end: its nodes count as not computed.
      if (missing.length > 0 && stack.length <= this.nodes.size) stack.push(...missing.slice(0, 1));
      else {
        stack.pop();
        this.depths.set(name, this.depthOf(name));
      }
    }
  }

  private depthOf(name: string): number {
    if (this.nodes.get(name)!.op === 'Placeholder') return 0;
    const before = Math.max(-1, ...this.inputsOf(name).map((input) => this.depths.get(input) ?? -1));
    return before < 0 ? -1 : before + 1;
  }
}
