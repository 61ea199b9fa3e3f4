import { runTool } from '@fintech/testkit/stack';
import { dockerCompose } from '../docker-compose.ts';
import type { Engine } from './engine.ts';

export interface ContainerState {
  readonly running: boolean;
  readonly exitCode: number;
  readonly address: string;
}

/** A compose project that Docker Compose itself runs, on the engine of the drill. */
export class Project implements AsyncDisposable {
  readonly #engine: Engine;
  readonly #file: string;
  readonly #name: string;

  /** @param name as the file calls itself */
  constructor(engine: Engine, file: string, name: string) {
    this.#engine = engine;
    this.#file = file;
    this.#name = name;
  }

  /** Resolves when the services are up, in the order that the file demands. */
  async up(...services: readonly string[]): Promise<void> {
    await this.#engine.lookingAfter(() =>
      this.#compose('up', '--detach', '--no-build', '--wait', ...services),
    );
  }

  /** SIGKILL, as when a process breaks. Its place in the network ends with it, and so does its name there, as with Docker. */
  async kill(service: string): Promise<void> {
    await this.#engine.podman('kill', '--signal', 'KILL', this.#container(service));
    await this.#engine.podman('container', 'cleanup', this.#container(service));
  }

  async start(service: string): Promise<void> {
    await this.#engine.podman('start', this.#container(service));
  }

  /** SIGTERM, and half a minute to end. */
  async stop(service: string): Promise<void> {
    await this.#engine.podman('stop', '--time', '30', this.#container(service));
  }

  /** Resolves to what a command in the container of a service printed. */
  run(service: string, ...command: readonly string[]): Promise<string> {
    return this.#engine.podman('exec', this.#container(service), ...command);
  }

  async stateOf(service: string): Promise<ContainerState> {
    const [found] = JSON.parse(await this.#engine.podman('inspect', this.#container(service)));
    const networks = Object.values<{ IPAddress: string }>(found.NetworkSettings.Networks);
    return {
      running: found.State.Running,
      exitCode: found.State.ExitCode,
      address: networks[0]?.IPAddress ?? '',
    };
  }

  async logs(service: string): Promise<string> {
    return this.#engine.podman('logs', '--tail', '20', this.#container(service));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#compose('down', '--volumes', '--timeout', '10');
  }

  #container(service: string): string {
    return `${this.#name}-${service}-1`;
  }

  async #compose(...args: readonly string[]): Promise<string> {
    const [command, ...compose] = await dockerCompose();
    return runTool(command, [...compose, '--progress', 'quiet', '--file', this.#file, ...args], {
      DOCKER_HOST: this.#engine.socket,
    });
  }
}
