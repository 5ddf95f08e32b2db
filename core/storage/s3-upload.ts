import type { Readable } from 'node:stream';
import type { Client } from 'minio';

// S3 takes 10,000 parts at most, so objects of up to 160 GB; one part at a time is held in memory.
const PART_BYTES = 16 * 1024 * 1024;

/**
 * Writes a stream as one object, whole or not at all, and answers its size in bytes. Small ones are a single request;
 * of larger ones the parts are given up when the stream breaks off, which the client's own upload would not notice.
 */
export async function uploadStream(
  client: Client,
  bucket: string,
  key: string,
  body: Readable,
  contentType: string,
): Promise<number> {
  const headers = { 'Content-Type': contentType };
  let upload: { id: string; etags: { part: number; etag: string }[] } | undefined;
  let size = 0;
  const send = async (part: Buffer, isLast: boolean): Promise<void> => {
    size += part.length;
    if (!upload && isLast) {
      await client.putObject(bucket, key, part, part.length, headers);
      return;
    }
    upload ??= { id: await client.initiateNewMultipartUpload(bucket, key, headers), etags: [] };
    const partNumber = upload.etags.length + 1;
    const config = { bucketName: bucket, objectName: key, uploadID: upload.id, partNumber, headers: {} };
    const { etag } = await client.uploadPart(config, part);
    upload.etags.push({ part: partNumber, etag });
  };
  try {
    let held: Buffer[] = [];
    let heldBytes = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      let rest = chunk;
      while (heldBytes + rest.length > PART_BYTES) {
        const filled = rest.subarray(0, PART_BYTES - heldBytes);
        await send(Buffer.concat([...held, filled], PART_BYTES), false);
        rest = rest.subarray(filled.length);
        [held, heldBytes] = [[], 0];
      }
      held.push(rest);
      heldBytes += rest.length;
    }
    await send(Buffer.concat(held, heldBytes), true);
    if (upload) await client.completeMultipartUpload(bucket, key, upload.id, upload.etags);
    return size;
  } catch (error) {
    // The reason counts; parts that can't be given up either are the bucket's lifecycle rule's to remove.
    if (upload) await client.abortMultipartUpload(bucket, key, upload.id).catch(() => undefined);
    throw error;
  }
}
