"""Writes tiny, randomly initialised base models on disk, in the layouts that AI Toolkit loads, and a dataset.

Usage: python tiny_models.py FOLDER [sd15] [flux] [qwen3vl] [pictures[=PIXELS]]

Nothing is downloaded. The models make noise, but they load, train, save and sample like real ones.
"""

import json
import os
import sys

import torch
from PIL import Image
from diffusers import (
    AutoencoderKL,
    DDPMScheduler,
    FlowMatchEulerDiscreteScheduler,
    FluxTransformer2DModel,
    UNet2DConditionModel,
)
from transformers import CLIPTextConfig, CLIPTextModel, T5Config, T5EncoderModel

BEGIN, END = "<|startoftext|>", "<|endoftext|>"


def write_json(path, value):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False, indent=1)


def byte_symbols():
    """The printable characters by which CLIP writes the 256 bytes."""
    printable = [*range(ord("!"), ord("~") + 1), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in printable]
    return [chr(byte) for byte in printable] + [chr(256 + index) for index in range(len(others))]


def write_clip_tokenizer(folder):
    symbols = byte_symbols()
    words = symbols + [symbol + "</w>" for symbol in symbols] + [BEGIN, END]
    write_json(f"{folder}/vocab.json", {word: index for index, word in enumerate(words)})
    with open(f"{folder}/merges.txt", "w", encoding="utf-8") as file:
        file.write("#version: 0.2\n")
    special = {"bos_token": BEGIN, "eos_token": END, "unk_token": END, "pad_token": END}
    write_json(f"{folder}/special_tokens_map.json", special)
    write_json(
        f"{folder}/tokenizer_config.json",
        {**special, "model_max_length": 77, "do_lower_case": True, "tokenizer_class": "CLIPTokenizer"},
    )


def clip_text_model():
    config = CLIPTextConfig(
        vocab_size=514, hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2,
        max_position_embeddings=77, projection_dim=32, bos_token_id=512, eos_token_id=513, pad_token_id=513,
    )
    return CLIPTextModel(config)


def autoencoder(latent_channels, **kwargs):
    return AutoencoderKL(
        in_channels=3, out_channels=3, latent_channels=latent_channels, norm_num_groups=4, layers_per_block=1,
        block_out_channels=(8, 8, 8, 8), down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4, **kwargs,
    )


def write_sd15(folder):
    write_json(f"{folder}/model_index.json", {
        "_class_name": "StableDiffusionPipeline",
        "_diffusers_version": "0.30.0",
        "feature_extractor": [None, None],
        "image_encoder": [None, None],
        "requires_safety_checker": False,
        "safety_checker": [None, None],
        "scheduler": ["diffusers", "DDPMScheduler"],
        "text_encoder": ["transformers", "CLIPTextModel"],
        "tokenizer": ["transformers", "CLIPTokenizer"],
        "unet": ["diffusers", "UNet2DConditionModel"],
        "vae": ["diffusers", "AutoencoderKL"],
    })
    write_clip_tokenizer(f"{folder}/tokenizer")
    clip_text_model().save_pretrained(f"{folder}/text_encoder")
    autoencoder(4).save_pretrained(f"{folder}/vae")
    UNet2DConditionModel(
        sample_size=8, in_channels=4, out_channels=4, layers_per_block=1, norm_num_groups=8,
        block_out_channels=(32, 64), cross_attention_dim=32, attention_head_dim=8,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
    ).save_pretrained(f"{folder}/unet")
    DDPMScheduler(
        beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear",
    ).save_pretrained(f"{folder}/scheduler")


def write_t5_tokenizer(folder):
    pieces = [["<pad>", 0.0], ["</s>", 0.0], ["<unk>", -2.0], ["▁", -2.0]]
    pieces += [[chr(code), -3.0] for code in range(ord("!"), ord("~") + 1)]
    extra = ["<pad>", "</s>", "<unk>"]
    write_json(f"{folder}/tokenizer.json", {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {"id": index, "content": text, "single_word": False, "lstrip": False, "rstrip": False,
             "normalized": False, "special": True}
            for index, text in enumerate(extra)
        ],
        "normalizer": None,
        "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [{"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "</s>", "type_id": 0}}],
            "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "</s>", "type_id": 0}},
                     {"Sequence": {"id": "B", "type_id": 0}}, {"SpecialToken": {"id": "</s>", "type_id": 0}}],
            "special_tokens": {"</s>": {"id": "</s>", "ids": [1], "tokens": ["</s>"]}},
        },
        "decoder": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True},
        "model": {"type": "Unigram", "unk_id": 2, "vocab": pieces, "byte_fallback": False},
    })
    write_json(f"{folder}/tokenizer_config.json", {
        "pad_token": "<pad>", "eos_token": "</s>", "unk_token": "<unk>", "extra_ids": 0,
        "additional_special_tokens": [], "model_max_length": 512, "tokenizer_class": "T5TokenizerFast",
    })


def write_flux(folder):
    write_json(f"{folder}/model_index.json", {
        "_class_name": "FluxPipeline",
        "_diffusers_version": "0.30.0",
        "scheduler": ["diffusers", "FlowMatchEulerDiscreteScheduler"],
        "text_encoder": ["transformers", "CLIPTextModel"],
        "text_encoder_2": ["transformers", "T5EncoderModel"],
        "tokenizer": ["transformers", "CLIPTokenizer"],
        "tokenizer_2": ["transformers", "T5TokenizerFast"],
        "transformer": ["diffusers", "FluxTransformer2DModel"],
        "vae": ["diffusers", "AutoencoderKL"],
    })
    write_clip_tokenizer(f"{folder}/tokenizer")
    write_t5_tokenizer(f"{folder}/tokenizer_2")
    clip_text_model().save_pretrained(f"{folder}/text_encoder")
    T5EncoderModel(T5Config(
        vocab_size=128, d_model=32, d_kv=16, d_ff=64, num_layers=1, num_heads=2,
        feed_forward_proj="gated-gelu", pad_token_id=0, eos_token_id=1,
    )).save_pretrained(f"{folder}/text_encoder_2")
    autoencoder(
        16, shift_factor=0.1159, scaling_factor=0.3611, use_quant_conv=False, use_post_quant_conv=False,
    ).save_pretrained(f"{folder}/vae")
    FluxTransformer2DModel(
        in_channels=64, num_layers=1, num_single_layers=1, attention_head_dim=16, num_attention_heads=2,
        joint_attention_dim=32, pooled_projection_dim=32, guidance_embeds=True, axes_dims_rope=(4, 4, 8),
    ).save_pretrained(f"{folder}/transformer")
    FlowMatchEulerDiscreteScheduler(
        num_train_timesteps=1000, shift=3.0, use_dynamic_shifting=True, base_shift=0.5, max_shift=1.15,
        base_image_seq_len=256, max_image_seq_len=4096,
    ).save_pretrained(f"{folder}/scheduler")


QWEN_SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|vision_start|>", "<|vision_end|>", "<|image_pad|>",
                "<|video_pad|>"]
QWEN_CHAT = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{% for part in message['content'] %}"
    "{% if part['type'] == 'image' %}<|vision_start|><|image_pad|><|vision_end|>{% else %}{{ part['text'] }}{% endif %}"
    "{% endfor %}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def write_qwen3vl(folder):
    # Only where it is asked for: older versions of the library do not have it.
    from transformers import (
        Qwen2Tokenizer,
        Qwen2VLImageProcessor,
        Qwen3VLConfig,
        Qwen3VLForConditionalGeneration,
        Qwen3VLProcessor,
        Qwen3VLVideoProcessor,
    )

    words = {word: index for index, word in enumerate(byte_symbols() + QWEN_SPECIAL)}
    tokenizer = Qwen2Tokenizer(
        vocab=words, merges=[], eos_token="<|im_end|>", pad_token="<|endoftext|>", unk_token=None,
        extra_special_tokens={
            "image_token": "<|image_pad|>", "video_token": "<|video_pad|>",
            "vision_bos_token": "<|vision_start|>", "vision_eos_token": "<|vision_end|>",
        },
    )
    patches = dict(patch_size=16, temporal_patch_size=2, merge_size=2)
    Qwen3VLProcessor(
        image_processor=Qwen2VLImageProcessor(**patches), tokenizer=tokenizer,
        video_processor=Qwen3VLVideoProcessor(**patches), chat_template=QWEN_CHAT,
    ).save_pretrained(folder)
    model = Qwen3VLForConditionalGeneration(Qwen3VLConfig(
        text_config=dict(
            vocab_size=len(words), hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2,
            num_key_value_heads=2, head_dim=16, max_position_embeddings=16384, pad_token_id=words["<|endoftext|>"],
            rope_parameters=dict(
                rope_type="default", mrope_section=[4, 2, 2], mrope_interleaved=True, rope_theta=10000.0,
            ),
        ),
        vision_config=dict(
            depth=2, hidden_size=32, intermediate_size=64, num_heads=2, patch_size=16, spatial_merge_size=2,
            temporal_patch_size=2, out_hidden_size=32, num_position_embeddings=64, deepstack_visual_indexes=[0],
        ),
        image_token_id=words["<|image_pad|>"], video_token_id=words["<|video_pad|>"],
        vision_start_token_id=words["<|vision_start|>"], vision_end_token_id=words["<|vision_end|>"],
    ))
    # It says small letters alone, and never comes to an end by itself.
    letters = [words[chr(code)] for code in range(ord("a"), ord("z") + 1)]
    others = [index for index in range(len(words)) if index not in letters]
    with torch.no_grad():
        model.lm_head.weight[others] = 0
    model.generation_config.eos_token_id = words["<|im_end|>"]
    model.generation_config.pad_token_id = words["<|endoftext|>"]
    model.save_pretrained(folder)


def write_pictures(folder, pixels="64"):
    os.makedirs(folder, exist_ok=True)
    short = int(pixels)
    long = short * 3 // 2
    for index, size in enumerate([(short, short), (short, short), (long, short), (short, long)]):
        noise = torch.randint(0, 256, (size[1], size[0], 3), dtype=torch.uint8)
        Image.fromarray(noise.numpy()).save(f"{folder}/picture{index}.png")
        with open(f"{folder}/picture{index}.txt", "w", encoding="utf-8") as file:
            file.write("a cat on a beach")


LAYOUTS = {"sd15": write_sd15, "flux": write_flux, "qwen3vl": write_qwen3vl, "pictures": write_pictures}


def main():
    folder, *names = sys.argv[1:]
    for argument in names or LAYOUTS:
        name, *values = argument.split("=")
        torch.manual_seed(1)
        LAYOUTS[name](os.path.join(folder, name), *values)
        print(f"wrote {os.path.join(folder, name)}")


if __name__ == "__main__":
    main()
