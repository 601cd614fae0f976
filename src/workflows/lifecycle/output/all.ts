import { isCut, type OutputOf } from '../../../domain/output.ts';
import { type Line, type Part, text } from '../../../domain/part.ts';
import { type Request, shortId } from '../../../domain/request.ts';
import { UserError } from '../../../errors.ts';
import { type Alike, groupAlike } from './alike.ts';
import { nameOf, type Read } from './ran.ts';
import { endOf, sizeOf } from './shown.ts';
import { maskedNote, maskedStream, streamPart } from './stream.ts';

/** Bytes of one message: Slack takes some 13,000 with everything around them. */
const room = { page: 8_000, stdout: 2_200, stderr: 1_400, around: 500 } as const;
const mostGroups = 8;
const mostNames = 5;
const mostButtons = 5;

interface Group extends Alike {
  readonly isUndo: boolean;
}

/** The outputs of all targets: those that said the same together, failed ones first, as many as fit on a page. */
export async function allParts({ request, ran, reader, aws }: Read, page: number): Promise<Part[]> {
  const groups: Group[] = [];
  for (const isUndo of [false, true]) {
    const waves = ran.filter((each) => each.isUndo === isUndo);
    if (waves.length > 0) groups.push(...groupAlike(await reader.all(waves, aws)).map((group) => ({ ...group, isUndo })));
  }
  const pages = inPages(groups);
  const shown = pages[page - 1];
  if (!shown) throw new UserError(`There ${pages.length === 1 ? 'is 1 page' : `are ${pages.length} pages`} of output, so no page ${page}.`);

  const drawn = [];
  for (const group of shown) drawn.push(await drawGroup(request, group));
  const parts = drawn.flatMap((each) => each.parts);
  const cut = shown.some(({ said }) => isCut(said.stdout) || isCut(said.stderr));
  const elsewhere = shown.some(({ said }) => said.whole !== undefined);
  return [
    text(headline(request, groups, pages.length, page)),
    ...parts,
    ...(cut ? [text(cutNote(elsewhere))] : []),
    ...(drawn.some((each) => each.masked) ? [text(maskedNote)] : []),
    ...linesPart(request, shown, page < pages.length ? page + 1 : undefined),
  ];
}

function headline(request: Request, groups: readonly Group[], pages: number, page: number): string {
  const targets = groups.reduce((sum, group) => sum + group.targets.length, 0);
  const noun = request.plan?.nouns.target ?? 'target';
  const answers = groups.length === 1 ? 'all said the same' : `${groups.length} different outputs`;
  return `Output of request ${shortId(request.id)} on ${request.environment}: ${targets} ${noun}${targets === 1 ? '' : 's'}, ${answers}${pages > 1 ? ` · page ${page} of ${pages}` : ''}`;
}

const cutNote = (elsewhere: boolean): string =>
  elsewhere
    ? 'Where only a beginning is kept here, the whole was written elsewhere: /ssm output with the instance reads it.'
    : 'AWS keeps only the beginning of long output. To keep the whole next time, run it with --s3 or --log-group.';

/** Cuts the groups into pages that fit into a message each. */
function inPages(groups: readonly Group[]): Group[][] {
  const pages: Group[][] = [];
  let left = 0;
  for (const group of groups) {
    const size = room.around + sizeOf(group.said.stdout.text, room.stdout) + sizeOf(group.said.stderr.text, room.stderr);
    const last = pages.at(-1);
    if (last && last.length < mostGroups && size <= left) last.push(group);
    else {
      pages.push([group]);
      left = room.page;
    }
    left -= size;
  }
  return pages;
}

async function drawGroup(request: Request, { said, targets, isUndo }: Group): Promise<{ parts: Part[]; masked: boolean }> {
  const stdout = await maskedStream(said.stdout);
  const stderr = await maskedStream(said.stderr);
  const silent = stdout.text === '' && stderr.text === '';
  const noun = request.plan?.nouns.target ?? 'target';
  const names = targets
    .map((id) => nameOf(request, id))
    .sort()
    .slice(0, mostNames);
  const more = targets.length > mostNames ? ` and ${targets.length - mostNames} more` : '';
  const who = targets.length === 1 ? named(request, targets[0] ?? '') : `${targets.length} ${noun}s`;
  const what = silent ? silence(said) : targets.length === 1 ? '' : ' said the same';
  const head = `${isUndo ? 'Rollback: ' : ''}${who}${what} (${endOf(said)})${targets.length === 1 ? '' : `: ${names.join(', ')}${more}`}`;
  return {
    parts: [text(head), ...streamPart('stdout', stdout, room.stdout), ...streamPart('stderr', stderr, room.stderr)],
    masked: stdout.text !== said.stdout.text || stderr.text !== said.stderr.text,
  };
}

const named = (request: Request, id: string): string => (nameOf(request, id) === id ? id : `${nameOf(request, id)} (${id})`);
const silence = ({ state }: OutputOf): string => (state === 'running' ? ': nothing to see yet' : ' said nothing');

/** A button for one target of each group, and one for the next page. */
function linesPart(request: Request, groups: readonly Group[], next: number | undefined): Part[] {
  const lines: Line[] = groups
    .slice(0, mostButtons)
    .flatMap(({ targets: [first = ''], said }) =>
      said.stdout.text === '' && said.stderr.text === ''
        ? []
        : [{ label: `Whole of ${nameOf(request, first)}`, line: `/ssm output ${request.id} ${first}` }],
    );
  if (next !== undefined) lines.push({ label: 'Next page', line: `/ssm output ${request.id} --page ${next}` });
  return lines.length > 0 ? [{ kind: 'lines', lines }] : [];
}
