import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

let sealingKey: Buffer | undefined;

/** Sets what secrets are sealed with, so that a copy of the database alone betrays none. */
export const useSealingKey = (secretKey: string): void => {
  sealingKey = createHash('sha256').update(`pipeline secrets of ${secretKey}`).digest();
};

const key = (): Buffer => {
  if (!sealingKey) throw new Error('Something sealed was asked for before the application was wired.');
  return sealingKey;
};

/** Seals a secret (AES-256-GCM): 12 bytes of nonce, 16 of tag, the ciphertext. */
export function seal(secret: string): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key(), nonce);
  const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), text]);
}

/** Opens what `seal` closed; null when it was sealed with another SECRET_KEY or is damaged. */
export function unseal(sealed: Buffer): string | null {
  if (sealed.length < 28) return null;
  const decipher = createDecipheriv('aes-256-gcm', key(), sealed.subarray(0, 12), { authTagLength: 16 });
  decipher.setAuthTag(sealed.subarray(12, 28));
  const text = decipher.update(sealed.subarray(28));
  try {
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch {
    return null; // the tag doesn't fit: not sealed by this key
  }
}
