import type { HubFile } from './hub.ts';

const otherFormats =
  /\.(?:ckpt|onnx|onnx_data|msgpack|h5|tflite|gguf|pb|ot|mlmodel)$|(?:^|\/)(?:flax_model|tf_model|openvino)/i;
const pictures = /\.(?:png|jpe?g|gif|webp|mp4|pdf)$/i;

/**
 * The files of a repository that AI Toolkit loads: of a folder in the layout of diffusers its parts, without single
 * files of the same weights at the top; safetensors in place of other formats; no half-size variants where there is
 * a full one.
 */
export function chooseFiles(files: readonly HubFile[]): readonly HubFile[] {
  const paths = new Set(files.map(({ path }) => path));
  const isDiffusers = paths.has('model_index.json');
  const hasSafetensors = (folder: string) =>
    files.some(({ path }) => folderOf(path) === folder && path.endsWith('.safetensors'));
  return files.filter(({ path }) => {
    if (otherFormats.test(path) || pictures.test(path)) return false;
    const folder = folderOf(path);
    if (isDiffusers && folder === '' && path.endsWith('.safetensors')) return false;
    if (/\.(?:bin|pt|pth)$/.test(path) && (hasSafetensors(folder) || (isDiffusers && folder === '')))
      return false;
    const variant = /\.(?:fp16|bf16|non_ema)(?=[.-])/;
    return !(variant.test(path) && paths.has(path.replace(variant, '')));
  });
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}
