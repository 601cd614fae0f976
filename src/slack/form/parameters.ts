import type { KnownBlock } from '@slack/types';
import type { DocumentParameter } from '../../domain/document.ts';
import { fitsOption, input, option, select } from '../blocks/input.ts';
import { longText } from './element.ts';
import { parameterAction, parameterBlock } from './ids.ts';

/** A document with its questions. */
export interface AskedDocument {
  readonly name: string;
  readonly parameters: readonly DocumentParameter[];
}

/** A modal holds 100 blocks; the operation's own questions stand there too. */
const mostParameters = 60;
const mostChoices = 100;

/** One question per parameter, and the pairs that no question could take up. */
export function askParameters(pairs: readonly string[], document: AskedDocument | undefined): { blocks: KnownBlock[]; left: string[] } {
  const parameters = document?.parameters ?? [];
  if (!document || parameters.length > mostParameters) return { blocks: [], left: [...pairs] };
  let left = [...pairs];
  const blocks = parameters.map((parameter) => {
    const start = `${parameter.name}=`;
    const given = left.filter((pair) => pair.startsWith(start)).map((pair) => pair.slice(start.length));
    const { block, taken } = ask(document.name, parameter, given);
    left = left.filter((pair) => !(pair.startsWith(start) && taken.includes(pair.slice(start.length))));
    return block;
  });
  return { blocks, left };
}

function ask(document: string, parameter: DocumentParameter, given: readonly string[]): { block: KnownBlock; taken: readonly string[] } {
  const { name, type, description = '', allowedPattern } = parameter;
  const standard = parameter.default?.join(', ').slice(0, 100);
  const placeholder = standard ? `${standard} (default)` : undefined;
  const choices = choicesOf(parameter);
  const list = type === 'StringList' && !choices;
  const id = parameterAction(document, list);
  // A list in which a value has a line end, or several values for one: those stay pairs.
  const fits = choices
    ? given.length <= 1 && given.every((each) => choices.includes(each))
    : list
      ? !given.some(hasLineEnd)
      : given.length <= 1;
  const taken = fits ? given : [];
  const element = choices
    ? select(
        id,
        choices.map((each) => option(each)),
        {
          ...(taken[0] !== undefined && { initial: taken[0] }),
          ...(placeholder !== undefined && { placeholder }),
        },
      )
    : longText(name, taken.join('\n'), {
        id,
        multiline: list || type.endsWith('Map') || type === 'MapList' || taken.some(hasLineEnd),
        placeholder,
      });
  const required = parameter.default === undefined && type !== 'StringMap' && type !== 'MapList';
  const hints = [
    // A script fills a list of commands: there Slack must not insist.
    ...(required && list ? ['Needed, unless a script stands for it.'] : []),
    // AWS's own documents say it in the description too.
    description.replace(/^\s*\((?:optional|required)\)\s*/i, '').trim(),
    ...(list ? ['One value a line.'] : []),
    ...(allowedPattern === undefined ? [] : [`It must match ${allowedPattern}`]),
  ].filter((each) => each !== '');
  return { block: input({ id: parameterBlock(name), label: name, element, hint: hints.join(' '), optional: !required || list }), taken };
}

const hasLineEnd = (text: string): boolean => text.includes('\n');

function choicesOf({ type, allowedValues }: DocumentParameter): readonly string[] | undefined {
  const values = allowedValues ?? (type === 'Boolean' ? ['true', 'false'] : []);
  return values.length > 0 && values.length <= mostChoices && values.every(fitsOption) ? values : undefined;
}
