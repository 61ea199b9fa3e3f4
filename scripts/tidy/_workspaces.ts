import { files, readText } from './_files.ts';

/** The part of a package.json that the checks read. */
export interface Manifest {
  readonly name: string;
  readonly exports?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface Workspace {
  /** Such as `packages/ledger`. */
  readonly folder: string;
  readonly layer: Layer;
  readonly manifest: Manifest;
}

/** From the ground up: a layer may use the layers before it. */
export const layers = ['packages', 'services', 'apps', 'tests'] as const;
export type Layer = (typeof layers)[number];

export const rootManifest: Manifest = JSON.parse(readText('package.json'));

export const workspaces: readonly Workspace[] = layers.flatMap(layer =>
  files
    .filter(path => new RegExp(`^${layer}/[^/]+/package\\.json$`).test(path))
    .map(path => ({
      folder: path.slice(0, -'/package.json'.length),
      layer,
      manifest: JSON.parse(readText(path)),
    })),
);

export const workspaceByName: ReadonlyMap<string, Workspace> = new Map(
  workspaces.map(workspace => [workspace.manifest.name, workspace]),
);

/** The package that an import names: `@scope/name/file` is from `@scope/name`. Undefined for files and for Node's own. */
export function packageOf(specifier: string): string | undefined {
  if (/^(\.|node:|#|\/)/.test(specifier)) return undefined;
  return /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0];
}
