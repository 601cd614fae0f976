import { parseArgs } from 'node:util';
import qrcode from 'qrcode';
import { authenticator } from '../auth/step-up.ts';
import { readConfig, readSettings } from '../config.ts';
import { UserError } from '../errors.ts';
import { createKeyring } from '../store/keyring.ts';
import type { Command } from './command.ts';

const usage = `ssm-chatops step-up PERSON
  Prints the secret of an approver's authenticator app, as a picture and as an address. PERSON is Slack's id: U012ABCDEF.
  It is made from SSM_CHATOPS_KEY and the number under stepUp in the configuration; it is stored nowhere.
  Give it to that person face to face, never by Slack: it is worth as much as their approval.`;

/** Hands out the secret of one person, on the terminal of whoever runs the bot. */
export const run: Command = async (args, { env, out }) => {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h' } },
  });
  const [person] = positionals;
  if (values.help || person === undefined) {
    out(usage);
    return values.help ? 0 : 2;
  }
  const settings = readSettings(env);
  const { stepUp } = await readConfig(settings.SSM_CHATOPS_CONFIG);
  const generation = Object.hasOwn(stepUp, person) ? stepUp[person] : undefined;
  if (generation === undefined)
    throw new UserError(
      `${person} has no number under stepUp in ${settings.SSM_CHATOPS_CONFIG}. Add "stepUp: { ${person}: 1 }" and restart the bot; a higher number later makes a new secret.`,
    );
  const address = authenticator(person, createKeyring(settings.SSM_CHATOPS_KEY).stepUpSecret(person, generation)).toString();
  out(await qrcode.toString(address, { type: 'terminal', small: true }));
  out(address);
  return 0;
};
