export {
  type Argument,
  argumentLabel,
  type Command,
  type Option,
  optionLabel,
} from './command.ts';
export { commandNames, loadCommands } from './commands/index.ts';
export { type ExitCode, exitCodeMeanings } from './exit-codes.ts';
export { describeOption, usageLine } from './help.ts';
