import { runTool } from '../run-tool.ts';
import {
  bridgeName,
  cableName,
  freeSubnet,
  namespaceName,
  removeLink,
  removeNamespace,
  removeStale,
} from './network-names.ts';

/** A place in the network where servers run as if on a machine of their own. */
export interface NetworkHost {
  readonly address: string;
  /** Put before a command line to run it there. The process keeps its id. */
  readonly runThrough: readonly string[];
}

/** The first address belongs to this machine itself. */
const firstHost = 11;

/**
 * A network inside this machine: each host is a network namespace, joined to a bridge by a cable of its own, with an address
 * that this machine and all other hosts reach. Hosts can be cut off from each other and from this machine.
 */
export class TestNetwork implements AsyncDisposable {
  /** Address of this machine in the network. */
  readonly ownAddress: string;
  readonly #subnet: string;
  readonly #hosts: NetworkHost[] = [];
  readonly #removeAtExit = () => this.#remove();
  #removed = false;

  private constructor(subnet: string) {
    this.#subnet = subnet;
    this.ownAddress = `${subnet}.1`;
  }

  /** One per process. @throws Error when {@link missingNetwork} gives a reason */
  static async create(): Promise<TestNetwork> {
    removeStale();
    const network = new TestNetwork(freeSubnet());
    process.once('exit', network.#removeAtExit);
    await runTool('ip', ['link', 'add', bridgeName(), 'type', 'bridge']);
    await runTool('ip', ['addr', 'add', `${network.ownAddress}/24`, 'dev', bridgeName()]);
    await runTool('ip', ['link', 'set', bridgeName(), 'up']);
    return network;
  }

  async addHost(): Promise<NetworkHost> {
    const number = firstHost + this.#hosts.length;
    const [name, cable, address] = [namespaceName(number), cableName(number), `${this.#subnet}.${number}`];
    await runTool('ip', ['netns', 'add', name]);
    const host = { address, runThrough: ['ip', 'netns', 'exec', name] };
    this.#hosts.push(host);
    await runTool('ip', ['link', 'add', cable, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name]);
    await runTool('ip', ['link', 'set', cable, 'master', bridgeName(), 'up']);
    await runTool('ip', ['-netns', name, 'addr', 'add', `${address}/24`, 'dev', 'eth0']);
    await runTool('ip', ['-netns', name, 'link', 'set', 'eth0', 'up']);
    await runTool('ip', ['-netns', name, 'link', 'set', 'lo', 'up']);
    return host;
  }

  /** Drops everything between a host and some addresses, both ways, open connections included. Nobody is told. */
  async cut(host: NetworkHost, addresses: readonly string[]): Promise<void> {
    const list = addresses.join(',');
    await this.#iptables(host, ['-A', 'INPUT', '-s', list, '-j', 'DROP']);
    await this.#iptables(host, ['-A', 'OUTPUT', '-d', list, '-j', 'DROP']);
  }

  /** Ends all cuts of a host. */
  async mend(host: NetworkHost): Promise<void> {
    await this.#iptables(host, ['-F']);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    process.off('exit', this.#removeAtExit);
    this.#remove();
  }

  async #iptables({ runThrough: [command = 'ip', ...args] }: NetworkHost, rule: readonly string[]) {
    await runTool(command, [...args, 'iptables', '--wait', ...rule]);
  }

  #remove(): void {
    if (this.#removed) return;
    this.#removed = true;
    for (const index of this.#hosts.keys()) removeNamespace(namespaceName(firstHost + index));
    removeLink(bridgeName());
  }
}
