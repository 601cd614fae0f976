import { ListTagsForResourceCommand } from '@aws-sdk/client-ssm';
import type { Aws } from '../../domain/operation.ts';
import { UserError } from '../../errors.ts';

export const mostTags = 50; // of one resource
const tagCharacters = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u; // Tag of the SSM API

/** Reads KEY=VALUE, several with commas between them: no tag has one. The value may hold more "=". Throws UserError. */
export function readTags(pairs: readonly string[]): Map<string, string> {
  const tags = new Map<string, string>();
  for (const pair of pairs.flatMap((each) => each.split(','))) {
    const at = pair.indexOf('=');
    const [key, value] = [pair.slice(0, at), pair.slice(at + 1)];
    if (at < 1) throw new UserError(`"${pair}" is no tag: write it as KEY=VALUE, for example Team=platform.`);
    checkKey(key);
    if (value.length > 256 || !tagCharacters.test(value))
      throw new UserError(
        `The value of the tag ${key} has more than 256 characters, or one that AWS does not take: letters, digits, spaces and . : / = + - @ _ are possible.`,
      );
    if (tags.has(key)) throw new UserError(`The tag ${key} is given twice. Leave one.`);
    tags.set(key, value);
  }
  if (tags.size > mostTags) throw new UserError(`These are ${tags.size} tags: AWS takes ${mostTags} of one parameter. Take some out.`);
  return tags;
}

/** Throws UserError where AWS takes no such key. */
export function checkKey(key: string): void {
  if (key.length > 128 || !tagCharacters.test(key))
    throw new UserError(`"${key}" is no key of a tag: at most 128 letters, digits, spaces and . : / = + - @ _.`);
  if (/^aws:/i.test(key)) throw new UserError(`"${key}" begins with aws: such tags are AWS's own and can not be changed.`);
}

export async function tagsOf(name: string, { ssm }: Aws): Promise<Map<string, string>> {
  const { TagList = [] } = await ssm.send(new ListTagsForResourceCommand({ ResourceType: 'Parameter', ResourceId: name }));
  return new Map(TagList.map(({ Key = '', Value = '' }) => [Key, Value]));
}

/** As a pin: any other set is another text. */
export const tagWords = (tags: ReadonlyMap<string, string>): string =>
  [...tags]
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(', ') || 'none';
