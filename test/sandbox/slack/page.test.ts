import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalSlack, startLocalSlack } from '../../../sandbox/slack/server.ts';

let slack: LocalSlack;

beforeAll(async () => {
  slack = await startLocalSlack();
});

afterAll(() => slack.close());

test('the page is one document with its script and style, and nothing from elsewhere', async () => {
  const html = await (await fetch(slack.url)).text();
  const script = await (await fetch(`${slack.url}/page.js`)).text();
  const style = await (await fetch(`${slack.url}/page.css`)).text();
  expect(html).toContain('<div id="root">');
  expect(script.length).toBeGreaterThan(100_000);
  expect(style).toContain('prefers-color-scheme:dark');
  expect(`${html}${style}`).not.toMatch(/(?:src|href|url)\s*[=(]\s*["']?https?:/);
});

test('only the names of loopback are answered', async () => {
  const { request } = await import('node:http');
  const status = await new Promise((resolve, reject) => {
    const call = request(slack.url, { headers: { host: 'slack.evil.example' } }, (response) => resolve(response.resume().statusCode));
    call.on('error', reject);
    call.end();
  });
  expect(status).toBe(403);
});

test('a port that is taken is named', async () => {
  const port = Number(new URL(slack.url).port);
  await expect(startLocalSlack({ port })).rejects.toThrow(`Port ${port} is in use`);
});
