/** A command of the command line besides `serve`. What it says goes to `out`, one line or more at a time; gives the exit code. */
export type Command = (args: readonly string[], world: World) => Promise<number>;

export interface World {
  readonly env: NodeJS.ProcessEnv;
  out(text: string): void;
}
