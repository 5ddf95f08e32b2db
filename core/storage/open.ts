import { join, resolve } from 'node:path';
import type { StorageDriver } from './contract.ts';
import { removeDeadDrafts } from './drafts.ts';
import { filesystemStorage } from './filesystem.ts';
import type { FilesystemStorage } from './filesystem.ts';
import { s3Storage } from './s3.ts';
import type { StorageArea } from './area.ts';
import { createSweeper } from './sweep.ts';
import type { Sweeper } from './sweep.ts';
import type { Logger } from 'pino';

export interface StorageSettings {
  dataDir: string;
  s3Endpoint: string;
  s3PublicEndpoint: string;
  s3AccessKey: string;
  s3SecretKey: string;
  s3Bucket: string;
  s3Region: string;
  s3UseSsl: boolean;
}

/** Connects the plugins' areas to the storage and removes what dead processes left there. */
export async function bindAreas(
  areas: readonly { prefix: string; area: StorageArea }[],
  driver: StorageDriver,
  { instanceId, dataDir, log }: { instanceId: number; dataDir: string; log: Logger },
): Promise<Sweeper> {
  const sweeper = createSweeper(driver, log);
  const temporaryFolder = join(dataDir, 'temporary');
  for (const { prefix, area } of areas) {
    area.bind({ driver, prefix, instanceId, temporaryFolder, sweepSoon: () => sweeper.sweepSoon() });
  }
  await removeDeadDrafts(temporaryFolder);
  await sweeper.sweep();
  return sweeper;
}

/** The storage that the settings ask for, started: S3 if an endpoint is set, else files under the data folder. */
export async function openStorage(
  settings: StorageSettings,
  secret: string,
): Promise<{ driver: StorageDriver; presigned: FilesystemStorage | null }> {
  if (settings.s3Endpoint) {
    const driver = s3Storage({
      endpoint: settings.s3Endpoint,
      publicEndpoint: settings.s3PublicEndpoint || undefined,
      accessKey: settings.s3AccessKey,
      secretKey: settings.s3SecretKey,
      bucket: settings.s3Bucket,
      region: settings.s3Region,
      useSsl: settings.s3UseSsl,
    });
    await driver.start();
    return { driver, presigned: null };
  }
  const driver = filesystemStorage(join(resolve(settings.dataDir), 'storage'), secret);
  await driver.start();
  return { driver, presigned: driver };
}
