import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { createKeyFile, type Keys, parseKeyFile } from '@fintech/auth';

/**
 * The signing and sealing keys of this installation, from `keys.json` in the data directory. The file is made at the
 * first start, for the owner's eyes only; whoever has it can log in as anyone, so it is backed up apart from the data.
 * The caller holds the lock of the directory.
 */
export async function loadKeys(directory: string): Promise<Keys> {
  const path = join(directory, 'keys.json');
  try {
    return parseKeyFile(await readFile(path, 'utf8'));
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  const text = createKeyFile();
  await writeDurably(path, text);
  return parseKeyFile(text);
}

/** A crash leaves either no key file or a whole one. */
async function writeDurably(path: string, text: string): Promise<void> {
  const temporary = `${path}.new`;
  const file = await open(temporary, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';
