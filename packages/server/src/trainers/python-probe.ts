import { execFile } from 'node:child_process';
import { z } from 'zod';

const reportSchema = z.object({
  python: z.string(),
  /** Packages of the trainer that are not installed. */
  missing: z.array(z.string()),
  /** Null where PyTorch cannot be imported; `error` says why. */
  torch: z
    .object({ version: z.string(), cuda: z.string().nullable(), available: z.boolean(), devices: z.number() })
    .nullable(),
  error: z.string().nullable(),
  /** What PyTorch warned of while it looked for GPUs, such as a driver that is too old. */
  warning: z.string().nullable(),
});

/** What a Python that is to run the trainer says of itself. */
export type PythonReport = z.infer<typeof reportSchema>;

const program = `
import importlib.util, json, sys, warnings
names = ("torch", "diffusers", "transformers", "accelerate", "safetensors", "huggingface_hub", "yaml")
report = {"python": sys.version.split()[0], "torch": None, "error": None, "warning": None}
report["missing"] = [name for name in names if importlib.util.find_spec(name) is None]
if "torch" not in report["missing"]:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        try:
            import torch
            report["torch"] = {
                "version": torch.__version__,
                "cuda": torch.version.cuda,
                "available": bool(torch.cuda.is_available()),
                "devices": int(torch.cuda.device_count()),
            }
        except BaseException as error:
            report["error"] = type(error).__name__ + ": " + str(error).split("\\n")[0]
        cuda = [str(each.message) for each in told if "CUDA" in str(each.message) or "driver" in str(each.message)]
        report["warning"] = cuda[-1].split("\\n")[0][:400] if cuda else None
print("\\n" + json.dumps(report))
`;

/** Importing PyTorch from a cold disk takes this long and longer on a busy machine. */
const defaultTimeoutMs = 120_000;
const killMs = 1_000;

/**
 * Asks a Python, in a process of its own, for its version, PyTorch and whether that sees GPUs. Throws, saying
 * what to do, where it cannot be run or does not answer in time.
 */
export async function probePython(
  python: string,
  environment: Readonly<Record<string, string | undefined>>,
  timeoutMs = defaultTimeoutMs,
): Promise<PythonReport> {
  const names = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'LD_LIBRARY_PATH', 'CUDA_HOME'];
  const env = Object.fromEntries(
    names.flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])),
  );
  const output = await new Promise<string>((resolve, reject) => {
    const child = execFile(
      python,
      ['-c', program],
      { env, timeout: timeoutMs, killSignal: 'SIGKILL' },
      (error, stdout, stderr) => {
        clearTimeout(late);
        if (error === null) resolve(stdout);
        else reject(new Error(whyNot(python, error, stderr, timeoutMs), { cause: error }));
      },
    );
    // One that waits within a driver that hangs cannot be killed.
    const late = setTimeout(() => {
      child.unref();
      reject(new Error(tooLate(python, timeoutMs)));
    }, timeoutMs + killMs);
  });
  const parsed = reportSchema.safeParse(parseLastLine(output));
  if (parsed.success) return parsed.data;
  throw new Error(`${python} does not answer as a Python does. ${mend}`);
}

const mend = 'Set AI_TOOLKIT_PYTHON to the Python of the environment in which AI Toolkit is installed.';

function tooLate(python: string, timeoutMs: number): string {
  return `${python} did not answer within ${timeoutMs / 1000} seconds. See whether its disk or the GPU driver hangs: run ${python} -c "import torch; print(torch.cuda.is_available())".`;
}

function whyNot(
  python: string,
  error: Error & { code?: unknown; killed?: boolean },
  stderr: string,
  timeoutMs: number,
): string {
  if (error.code === 'ENOENT' || error.code === 'EACCES') return `${python} cannot be run. ${mend}`;
  if (error.killed === true) {
    return tooLate(python, timeoutMs);
  }
  const last = stderr.trimEnd().split('\n').at(-1) ?? '';
  return `${python} fails${last === '' ? '' : ` (${last})`}. ${mend}`;
}

function parseLastLine(output: string): unknown {
  try {
    return JSON.parse(output.trimEnd().split('\n').at(-1) ?? '');
  } catch {
    return null;
  }
}
