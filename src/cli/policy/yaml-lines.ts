import { isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { UserError } from '../../errors.ts';

type Path = readonly PropertyKey[];

/** A YAML file as data, and the lines on which its parts stand. */
export interface YamlLines {
  readonly data: unknown;
  line(path: Path): number;
  /** 'cases.yml:12: what is wrong' */
  problem(path: Path, message: string): string;
  problemOf(issue: z.core.$ZodIssue): string;
}

/** Throws UserError with the line where it is no YAML. */
export function readYaml(file: string, text: string): YamlLines {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const [broken] = document.errors;
  if (broken) throw new UserError(`${file}:${counter.linePos(broken.pos[0]).line}: ${broken.message}`);

  const lineOfNode = (node: unknown) => (isNode(node) && node.range ? counter.linePos(node.range[0]).line : undefined);
  /** What is missing is looked for where it should stand. */
  const line = (path: Path): number => lineOfNode(document.getIn(path, true)) ?? (path.length > 0 ? line(path.slice(0, -1)) : 1);
  const lineOfKey = (path: Path, key: string | undefined): number => {
    const map = document.getIn(path, true) ?? document.contents;
    const pair = isMap(map) ? map.items.find((each) => isScalar(each.key) && each.key.value === key) : undefined;
    return lineOfNode(pair?.key) ?? line(path);
  };
  return {
    data: document.toJS(),
    line,
    problem: (path, message) => `${file}:${line(path)}: ${message}`,
    problemOf(issue) {
      const place = issue.path.slice(1).join('.');
      if (issue.code === 'unrecognized_keys') {
        const which = issue.keys.map((key) => `"${key}"`).join(', ');
        return `${file}:${lineOfKey(issue.path, issue.keys[0])}: there is no ${which} ${place ? `under ${place}` : 'in a case'}`;
      }
      return `${file}:${line(issue.path)}: ${[place, issue.message].filter(Boolean).join(': ')}`;
    },
  };
}
