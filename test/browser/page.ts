import { mkdir } from 'node:fs/promises';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';

const shots = new URL('../../test-results/screenshots/', import.meta.url).pathname;
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface View {
  readonly page: Page;
  /** Becomes another person, as the person at the desk does. */
  becomes(id: string): Promise<void>;
  opens(channel: string): Promise<void>;
  types(line: string): Promise<void>;
  /** The newest message that says so. */
  message(words: string | RegExp): Locator;
  /** Keeps what is seen as test-results/screenshots/NAME.png. */
  shoots(name: string): Promise<void>;
}

/** Debian's Chromium on the sandbox's page. */
export async function launch(): Promise<Browser> {
  await mkdir(shots, { recursive: true });
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: quiet });
}

export async function openPage(
  browser: Browser,
  url: string,
  size: { width: number; height: number },
  colorScheme: 'light' | 'dark' = 'light',
): Promise<View> {
  const context = await browser.newContext({
    viewport: size,
    colorScheme,
    timezoneId: 'Europe/Berlin',
    deviceScaleFactor: size.width < 500 ? 2 : 1,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(url);
  await page.locator('[data-testid=composer]:visible, [data-testid=person-switch]:visible').first().waitFor();
  const backToChannels = async () => {
    for (const name of ['Close thread', 'Back to channels']) {
      const button = page.getByRole('button', { name });
      if (size.width < 500 && (await button.isVisible())) await button.click();
    }
  };
  return {
    page,
    async becomes(id) {
      await backToChannels();
      await page.getByTestId('person-switch').click();
      await page.getByTestId(`person-${id}`).click();
    },
    async opens(channel) {
      await backToChannels();
      await page.getByTestId(`channel-${channel}`).click();
    },
    async types(line) {
      const composer = page.getByTestId('composer').first();
      await composer.fill(line);
      await composer.press('Enter');
    },
    message: (words) => page.getByTestId('message').filter({ hasText: words }).last(),
    async shoots(name) {
      // Menus and modals open with a short movement.
      await page.evaluate('Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined)))');
      await page.screenshot({ path: `${shots}${name}.png` });
    },
  };
}
