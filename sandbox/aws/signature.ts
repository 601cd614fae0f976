import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** What an Authorization header of Signature Version 4 says. */
export interface SignedBy {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

/** The parts of an HTTP request that a signature covers. */
export interface SignedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly header: (name: string) => string | undefined;
  readonly body: string;
}

const shape =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;

/** Reads an Authorization header; undefined if there is none that AWS would understand. */
export function readAuthorization(header: string | undefined): SignedBy | undefined {
  const found = shape.exec(header ?? '');
  if (!found) return undefined;
  const [, accessKeyId = '', date = '', region = '', service = '', headers = '', signature = ''] = found;
  return { accessKeyId, date, region, service, signedHeaders: headers.split(';'), signature };
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

/** Whether the secret made this signature over this request (docs.aws.amazon.com, "Create a signed AWS API request"). */
export function signatureHolds(request: SignedRequest, by: SignedBy, secret: string): boolean {
  const query = [...request.query].map(([key, value]) => `${encode(key)}=${encode(value)}`).sort();
  const headers = by.signedHeaders.map((name) => `${name}:${(request.header(name) ?? '').trim().replace(/\s+/g, ' ')}\n`);
  const canonical = [request.method, request.path, query.join('&'), headers.join(''), by.signedHeaders.join(';'), sha256(request.body)];
  const scope = `${by.date}/${by.region}/${by.service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', request.header('x-amz-date') ?? '', scope, sha256(canonical.join('\n'))].join('\n');
  const key = [by.region, by.service, 'aws4_request'].reduce(hmac, hmac(`AWS4${secret}`, by.date));
  return timingSafeEqual(hmac(key, toSign), Buffer.from(by.signature, 'hex'));
}

/** The time of signing in milliseconds, from X-Amz-Date; NaN if it is missing or malformed. */
export function signingTime(date: string | undefined): number {
  const found = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date ?? '');
  if (!found) return Number.NaN;
  const [, year, month, day, hour, minute, second] = found.map(Number);
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
}
