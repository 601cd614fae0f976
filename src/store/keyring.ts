import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { UserError } from '../errors.ts';

/** Everything that is made with SSM_CHATOPS_KEY. Each purpose has a key of its own. */
export interface Keyring {
  /** A request's id from what delivered it: the same delivery gives the same id, and nobody can guess it. 32 hex digits. */
  requestId(delivery: string): string;
  /** The record's text with its MAC in front; `open` throws a UserError where the two do not match. */
  seal(id: string, text: string): string;
  open(id: string, sealed: string): string;
  /** The MAC that chains an audit row to the one before it. Hex. */
  chain(previous: string, row: string): string;
  /** The MAC over audit rows and the seal before them. Hex. */
  auditSeal(previous: string, rows: string): string;
  /** The secret of a person's authenticator app: the same each time, so that it rests nowhere. 20 bytes. */
  stepUpSecret(person: string, generation: number): Buffer;
  /** AES-256-GCM, for what may rest for minutes only: response urls. */
  encrypt(text: string): string;
  decrypt(box: string): string;
}

const macLength = 64;
const tell = 'Tell whoever runs the bot: "ssm-chatops audit verify" shows what was altered.';

/** @param secret at least 32 characters; SSM_CHATOPS_KEY. */
export function createKeyring(secret: string): Keyring {
  if (secret.length < 32) throw new Error('SSM_CHATOPS_KEY must have at least 32 characters: make one with "openssl rand -hex 32".');
  const keyFor = (purpose: string) => Buffer.from(hkdfSync('sha256', secret, 'ssm-chatops', purpose, 32));
  const [ids, records, audit, boxes, codes] = ['request ids', 'records', 'audit', 'boxes', 'codes'].map(keyFor) as [
    Buffer,
    Buffer,
    Buffer,
    Buffer,
    Buffer,
  ];
  const auditSeals = keyFor('audit seals');
  const mac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest('hex');

  return {
    requestId: (delivery) => mac(ids, delivery).slice(0, 32),
    seal: (id, text) => mac(records, `${id}\n${text}`) + text,
    open(id, sealed) {
      const text = sealed.slice(macLength);
      const right = Buffer.from(mac(records, `${id}\n${text}`));
      const given = Buffer.from(sealed.slice(0, macLength));
      if (right.length !== given.length || !timingSafeEqual(right, given)) {
        throw new UserError(`The record of request ${id} is not as this program wrote it. It is not acted upon. ${tell}`);
      }
      return text;
    },
    chain: (previous, row) => mac(audit, `${previous}\n${row}`),
    auditSeal: (previous, rows) => mac(auditSeals, `${previous}\n${rows}`),
    stepUpSecret: (person, generation) => createHmac('sha256', codes).update(`${person}\n${generation}`).digest().subarray(0, 20),
    encrypt(text) {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', boxes, iv);
      return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64');
    },
    decrypt(box) {
      const bytes = Buffer.from(box, 'base64');
      const decipher = createDecipheriv('aes-256-gcm', boxes, bytes.subarray(0, 12));
      decipher.setAuthTag(bytes.subarray(-16));
      return decipher.update(bytes.subarray(12, -16), undefined, 'utf8') + decipher.final('utf8');
    },
  };
}
