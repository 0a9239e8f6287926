"""Lesion U-Net: a small encoder-decoder on colour and optical density, with a view of the whole frame.

About 2 GMAC for 512 x 512. Input sRGB in 0..1, N x 3 x H x W with H and W multiples of 32; output logits or,
through `Exported`, probabilities of (skin, vitiligo, psoriasis, melasma).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

CHANNELS = ("skin", "vitiligo", "psoriasis", "melasma")
WIDTHS = (24, 48, 80, 128, 192)  # channels at 1/2, 1/4, 1/8, 1/16, 1/32 of the input size
LONG_SIDE_PX = 384  # size at which whole photos are shown to the network, see README.md "Size"
DARKEST_ENCODED = 0.03  # sRGB code value below which optical density is noise
GAMMA = 2.2  # close enough to the sRGB curve for an input feature, and one logarithm instead of a power
DENSITY_SCALE = 0.6  # brings optical density to about unit variance


def conv(inputs: int, outputs: int, stride: int = 1, kernel: int = 3) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )


class Residual(nn.Module):
    """Two 3 x 3 convolutions around a shortcut."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = conv(width, width)
        self.second = nn.Sequential(nn.Conv2d(width, width, 3, padding=1, bias=False), nn.BatchNorm2d(width))

    def forward(self, x: Tensor) -> Tensor:
        return functional.relu(x + self.second(self.first(x)))


class WholeFrame(nn.Module):
    """Adds what the frame as a whole looks like (its average features) to every place."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.squeeze = nn.Conv2d(width, width, 1)
        self.excite = nn.Conv2d(width, 2 * width, 1)

    def forward(self, x: Tensor) -> Tensor:
        summary = functional.relu(self.squeeze(x.mean((2, 3), keepdim=True)))
        scale, shift = self.excite(summary).chunk(2, dim=1)
        return x * torch.sigmoid(scale) + shift


class Up(nn.Module):
    """Halve the channels, double the size, add the encoder's features of that size."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.reduce = nn.Conv2d(inputs, outputs, 1, bias=False)
        self.mix = conv(outputs, outputs)

    def forward(self, x: Tensor, skip: Tensor) -> Tensor:
        grown = functional.interpolate(self.reduce(x), scale_factor=2.0, mode="bilinear", align_corners=False)
        return self.mix(grown + skip)


def features(image: Tensor) -> Tensor:
    """Colour, and optical density relative to the frame: a colour cast or exposure only shifts it."""
    density = -GAMMA * torch.log(image.clamp(min=DARKEST_ENCODED))
    relative = (density - density.mean((2, 3), keepdim=True)) * DENSITY_SCALE
    return torch.cat([image * 2 - 1, relative], dim=1)


class LesionUNet(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        half, w4, w8, w16, w32 = WIDTHS
        self.stem = conv(6, half, stride=2)
        self.down4 = nn.Sequential(conv(half, w4, 2), conv(w4, w4))
        self.down8 = nn.Sequential(conv(w4, w8, 2), Residual(w8))
        self.down16 = nn.Sequential(conv(w8, w16, 2), Residual(w16))
        self.down32 = nn.Sequential(conv(w16, w32, 2), Residual(w32), WholeFrame(w32))
        self.up16, self.up8 = Up(w32, w16), Up(w16, w8)
        self.up4, self.up2 = Up(w8, w4), Up(w4, half)
        self.head = nn.Conv2d(half, len(CHANNELS), 1)
        with torch.no_grad():  # start at about the share of pixels that each channel has
            self.head.bias.copy_(torch.tensor([0.5, -2.0, -2.5, -2.5]))

    def forward(self, image: Tensor) -> Tensor:
        x2 = self.stem(features(image))
        x4 = self.down4(x2)
        x8 = self.down8(x4)
        x16 = self.down16(x8)
        x32 = self.down32(x16)
        y = self.up2(self.up4(self.up8(self.up16(x32, x16), x8), x4), x2)
        return functional.interpolate(self.head(y), scale_factor=2.0, mode="bilinear", align_corners=False)


class Exported(nn.Module):
    """The network as it ships: calibration (a factor on each channel's logit) and sigmoid inside the graph."""

    def __init__(self, network: LesionUNet, slope: list[float]) -> None:
        super().__init__()
        self.network = network
        self.register_buffer("slope", torch.tensor(slope).reshape(1, -1, 1, 1))

    def forward(self, image: Tensor) -> Tensor:
        return torch.sigmoid(self.network(image) * self.slope)
