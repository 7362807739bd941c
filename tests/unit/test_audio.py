"""Sounds: whatever is dropped is either understood or refused in one sentence."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import soundfile

from engine.errors import MediaError
from engine.media import audio as subject
from engine.media import system_decoder
from engine.media.audio import decode_audio
from engine.media.gemma4_audio import AudioSettings, count_soft_tokens, prepare_audio
from engine.media.mel import MelSettings, log_mel
from engine.types import AudioPart

KINDS = [
    ("WAV", "PCM_U8"),
    ("WAV", "PCM_16"),
    ("WAV", "PCM_24"),
    ("WAV", "FLOAT"),
    ("FLAC", "PCM_16"),
    ("OGG", "VORBIS"),
    ("MP3", "MPEG_LAYER_III"),
]


def tone(seconds: float, rate: int = 16_000, hertz: float = 440.0) -> npt.NDArray[np.float32]:
    time = np.arange(round(seconds * rate)) / rate
    return (0.4 * np.sin(2 * np.pi * hertz * time)).astype(np.float32)


def encoded(
    samples: npt.NDArray[np.float32], rate: int = 16_000, kind: str = "WAV", subtype: str = "PCM_16"
) -> bytes:
    buffer = io.BytesIO()
    soundfile.write(buffer, samples, rate, format=kind, subtype=subtype)
    return buffer.getvalue()


def refusal(part: AudioPart) -> str:
    """The error's text, after checking that it is one sentence that names the thing."""
    with pytest.raises(MediaError) as caught:
        prepare_audio(decode_audio(part), AudioSettings())
    sentence = str(caught.value)
    assert part.name in sentence
    assert sentence.endswith(".")
    assert ". " not in sentence
    assert "; " in sentence, "the remedy is missing"
    return sentence


@pytest.mark.parametrize(("kind", "subtype"), KINDS)
def test_every_format_opens_whatever_the_file_is_called(
    kind: str, subtype: str, tmp_path: Path
) -> None:
    path = tmp_path / "sound.txt"
    path.write_bytes(encoded(tone(0.5), kind=kind, subtype=subtype))
    sound = decode_audio(AudioPart(path))
    assert (sound.rate, sound.channels) == (16_000, 1)
    assert sound.seconds == pytest.approx(0.5)
    assert sound.samples[2000:6000] == pytest.approx(tone(0.5)[2000:6000], abs=0.03)


def test_stereo_at_44100_is_mixed_and_resampled() -> None:
    left = tone(1.0, 44_100, 1000.0)
    sound = decode_audio(AudioPart(data=encoded(np.stack([left, 0 * left], axis=1), 44_100)))
    assert (sound.channels, sound.rate, sound.seconds) == (2, 44_100, 1.0)
    assert sound.samples == pytest.approx(left / 2, abs=1e-3)
    prepared = prepare_audio(sound, AudioSettings())
    same = decode_audio(AudioPart(data=encoded(tone(1.0, 16_000, 1000.0) * np.float32(0.5))))
    wanted = prepare_audio(same, AudioSettings())
    assert prepared.features.shape == wanted.features.shape
    loudest = wanted.features.max(axis=1)[2:-2]
    assert prepared.features.max(axis=1)[2:-2] == pytest.approx(loudest, abs=0.02)


def test_resampling_filters_what_the_lower_rate_cannot_hold() -> None:
    sound = decode_audio(AudioPart(data=encoded(tone(0.5, 48_000, 13_000.0), 48_000)))
    features = prepare_audio(sound, AudioSettings()).features
    assert features[5:-5].max() < -1.0, "a tone above 8 kHz was folded back"


def test_31_seconds_are_cut_to_30_and_it_is_said() -> None:
    for rate in (16_000, 22_050):
        part = AudioPart(data=encoded(tone(31.0, rate), rate), name="long.wav")
        prepared = prepare_audio(decode_audio(part), AudioSettings())
        assert prepared.soft_tokens == 750
        assert (prepared.seconds_total, prepared.seconds_used) == (31.0, 30.0)
        assert prepared.notes == (
            "long.wav is 31.0 s long; the model hears only the first 30.0 s.",
        )


def test_exactly_30_seconds_are_not_cut() -> None:
    sound = decode_audio(AudioPart(data=encoded(tone(30.0))))
    prepared = prepare_audio(sound, AudioSettings())
    assert (prepared.soft_tokens, prepared.notes) == (750, ())


def test_of_a_very_long_recording_only_the_start_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "MAX_DECODED_S", 2.0)
    sound = decode_audio(AudioPart(data=encoded(tone(5.0))))
    assert (len(sound.samples), sound.seconds) == (32_000, 5.0)


def test_a_hundredth_of_a_second_is_too_short() -> None:
    sentence = refusal(AudioPart(data=encoded(tone(0.01)), name="blip.wav"))
    assert "too short to be heard (0.01 s)" in sentence


def test_the_shortest_sound_that_is_heard_has_one_soft_token() -> None:
    sound = decode_audio(AudioPart(data=encoded(tone(161 / 16_000))))
    assert prepare_audio(sound, AudioSettings()).soft_tokens == 1


def test_zero_samples_are_refused() -> None:
    assert "0 s of sound" in refusal(AudioPart(data=encoded(tone(0.0)), name="none.wav"))


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.wav").touch()
    assert "0 bytes" in refusal(AudioPart(tmp_path / "empty.wav", name="empty.wav"))


def test_a_missing_file_is_named_with_its_place(tmp_path: Path) -> None:
    assert str(tmp_path) in refusal(AudioPart(tmp_path / "gone.wav", name="gone.wav"))


@pytest.mark.parametrize(("kind", "subtype"), KINDS[4:6])
def test_a_corrupt_sound_is_refused(kind: str, subtype: str) -> None:
    data = bytearray(encoded(tone(0.5), kind=kind, subtype=subtype))
    data[len(data) // 4 :] = bytes(len(data) - len(data) // 4)
    sentence = refusal(AudioPart(data=bytes(data), name=f"broken.{kind}"))
    assert "damaged" in sentence or "cut short" in sentence


def test_a_header_without_sound_is_refused() -> None:
    assert "damaged" in refusal(AudioPart(data=encoded(tone(0.5))[:20], name="cut.wav"))


def test_a_header_that_lies_about_the_length_is_not_believed() -> None:
    data = bytearray(encoded(tone(0.5)))
    data[40:44] = b"\xff\xff\xff\xff"
    assert decode_audio(AudioPart(data=bytes(data))).seconds == pytest.approx(0.5)


def test_values_that_are_not_numbers_are_refused() -> None:
    samples = tone(0.5)
    samples[100] = np.inf
    data = encoded(samples, subtype="FLOAT")
    assert "not numbers" in refusal(AudioPart(data=data, name="inf.wav"))


def test_a_text_file_called_wav_is_called_a_text_file() -> None:
    assert "is a text file" in refusal(AudioPart(data=b"la la la\n" * 99, name="song.wav"))


def test_other_data_is_refused() -> None:
    noise = np.random.default_rng(0).bytes(900)
    assert "is not a sound" in refusal(AudioPart(data=noise, name="noise.wav"))


def test_aac_is_refused_by_its_name_where_the_system_cannot_decode_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    data = b"\x00\x00\x00\x20ftypM4A \x00\x00" + bytes(100)
    assert "M4A" in refusal(AudioPart(data=data, name="memo.m4a"))


def test_aac_is_decoded_by_macos(monkeypatch: pytest.MonkeyPatch) -> None:
    def converts(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        assert Path(command[-2]).read_bytes() == b"aac"
        Path(command[-1]).write_bytes(b"wave")
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(subprocess, "run", converts)
    assert system_decoder.decode_with_system(b"aac") == b"wave"


def test_settings_come_from_either_layout() -> None:
    extractor = {"feature_size": 64, "sampling_rate": 8000, "mel_floor": 0.01}
    nested = {"feature_extractor": extractor, "audio_seq_length": 100, "audio_ms_per_token": 80}
    settings = AudioSettings.from_processor(nested)
    assert settings.mel == AudioSettings.from_processor(extractor).mel
    assert (settings.mel.bands, settings.mel.frame_length, settings.mel.hop_length) == (64, 160, 80)
    assert (settings.max_samples, settings.notes) == (64_000, ())


def test_missing_settings_are_the_familys_with_a_note() -> None:
    for processor in (None, {}, {"image_processor": {"patch_size": 4}}):
        settings = AudioSettings.from_processor(processor)
        assert settings.mel == MelSettings()
        assert "defaults" in settings.notes[0]


def test_a_frame_counts_only_if_it_is_all_sound() -> None:
    for samples in (161, 320, 321, 16_000, 16_001, 40_321):
        features, mask = log_mel(tone(samples / 16_000), MelSettings())
        # Half a frame of silence before, 321 samples a frame, 160 from one to the next.
        assert mask.sum() == (samples + 160 - 321) // 160 + 1
        assert not features[~mask].any()


def test_soft_tokens_are_counted_from_valid_frames() -> None:
    mask = np.ones(41, dtype=np.bool_)
    assert count_soft_tokens(mask) == 11
    mask[40] = False
    assert count_soft_tokens(mask) == 10


def test_a_tone_is_loudest_in_its_own_band() -> None:
    low, _ = log_mel(tone(0.3, hertz=300.0), MelSettings())
    high, _ = log_mel(tone(0.3, hertz=3000.0), MelSettings())
    assert low[10].argmax() < high[10].argmax()


@pytest.mark.parametrize("htk", [True, False])
def test_preemphasis_lifts_high_bands(htk: bool) -> None:
    samples = np.random.default_rng(0).standard_normal(8000).astype(np.float32)
    plain, _ = log_mel(samples, MelSettings())
    lifted, _ = log_mel(samples, MelSettings(preemphasis=0.97, preemphasis_htk_flavor=htk))
    change = (lifted - plain)[5:-5].mean(axis=0)
    assert change[-10:].mean() > 0 > change[5:15].mean()
