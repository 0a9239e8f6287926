"""Lesion U-Net: an encoder-decoder on colour and optical density that measures skin against the patient's own skin.

About 7 GMAC for 512 x 512. Input sRGB in 0..1, N x 3 x H x W with H and W multiples of 32; output logits or,
through `Exported`, probabilities of (skin, vitiligo, psoriasis, melasma).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_eval

CHANNELS = ("skin", "vitiligo", "psoriasis", "melasma")
WIDTHS = (32, 64, 96, 160, 224)  # channels at 1/2, 1/4, 1/8, 1/16, 1/32 of the input size
LONG_SIDE_PX = 512  # size at which whole photos are shown to the network
GLANCES = 4  # places of the frame that are summed up on their own
DARKEST_ENCODED = 0.03  # sRGB code value below which optical density is noise
GAMMA = 2.2  # close enough to the sRGB curve for an input feature, and one logarithm instead of a power
DENSITY_SCALE = 0.6  # brings optical density to about unit variance
SMALLEST_ROUNDED = 1000  # values; smaller weights are stored in single precision
LEAST_SKIN = 1e-3  # mean skin probability under which a frame has no skin to compare with


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
    """Adds what the frame holds (features averaged over a few places that it chooses itself) to every place."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.where = nn.Conv2d(width, GLANCES, 1)
        self.squeeze = nn.Linear(width * (GLANCES + 1), width)
        self.excite = nn.Linear(width, 2 * width)

    def forward(self, x: Tensor) -> Tensor:
        flat = x.flatten(2)
        attention = torch.softmax(self.where(x).flatten(2).float(), dim=2).to(x.dtype)
        glances = torch.matmul(attention, flat.transpose(1, 2)).flatten(1)
        summary = functional.relu(self.squeeze(torch.cat([glances, flat.mean(2)], dim=1)))
        scale, shift = self.excite(summary)[:, :, None, None].chunk(2, dim=1)
        return x * torch.sigmoid(scale) + shift


class Up(nn.Module):
    """Change the channels, double the size, add the encoder's features of that size."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.reduce = nn.Conv2d(inputs, outputs, 1, bias=False)
        self.mix = conv(outputs, outputs)

    def forward(self, x: Tensor, skip: Tensor) -> Tensor:
        grown = functional.interpolate(self.reduce(x), scale_factor=2.0, mode="bilinear", align_corners=False)
        return self.mix(grown + skip)


def optical_density(image: Tensor) -> Tensor:
    return -GAMMA * torch.log(image.clamp(min=DARKEST_ENCODED))


def features(image: Tensor, density: Tensor) -> Tensor:
    """Colour, and optical density relative to the frame: a colour cast or exposure only shifts it."""
    relative = (density - density.mean((2, 3), keepdim=True)) * DENSITY_SCALE
    return torch.cat([image * 2 - 1, relative], dim=1)


def against_own_skin(density: Tensor, skin: Tensor) -> Tensor:
    """Optical density relative to the mean of what was taken for skin; what lies behind the patient has no say in it.

    density (N, 3, H, W); skin (N, 1, H, W), probability. Returns (N, 3, H, W).
    """
    share = skin.mean((2, 3), keepdim=True).clamp(min=LEAST_SKIN)
    return (density - (density * skin).mean((2, 3), keepdim=True) / share) * DENSITY_SCALE


class LesionUNet(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        half, w4, w8, w16, w32 = WIDTHS
        self.stem = conv(6, half, stride=2)
        self.down4 = nn.Sequential(conv(half, w4, 2), Residual(w4))
        self.down8 = nn.Sequential(conv(w4, w8, 2), Residual(w8), Residual(w8))
        self.down16 = nn.Sequential(conv(w8, w16, 2), Residual(w16), Residual(w16))
        self.down32 = nn.Sequential(conv(w16, w32, 2), Residual(w32), WholeFrame(w32))
        self.up16, self.up8 = Up(w32, w16), Up(w16, w8)
        self.skin8 = nn.Conv2d(w8, 1, 1)
        self.own8 = conv(w8 + 3, w8)
        self.up4, self.up2 = Up(w8, w4), Up(w4, half)
        self.head = nn.Conv2d(half, len(CHANNELS), 1)
        with torch.no_grad():  # start at about the share of pixels that each channel has
            self.head.bias.copy_(torch.tensor([0.5, -2.0, -2.5, -2.5]))

    def forward(self, image: Tensor) -> Tensor:
        return self.with_early_skin(image)[0]

    def with_early_skin(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """Logits at full size, and logits of skin at 1/8 of it, on which the comparison with own skin rests."""
        density = optical_density(image)
        x2 = self.stem(features(image, density))
        x4 = self.down4(x2)
        x8 = self.down8(x4)
        x16 = self.down16(x8)
        y8 = self.up8(self.up16(self.down32(x16), x16), x8)
        early = self.skin8(y8)
        contrast = against_own_skin(functional.avg_pool2d(density, 8), torch.sigmoid(early.float()))
        y8 = self.own8(torch.cat([y8, contrast.to(y8.dtype)], dim=1))
        y = self.up2(self.up4(y8, x4), x2)
        with torch.autocast("cpu", enabled=False):  # the answer itself is not rounded to bfloat16 while training
            logits = self.head(y.float())
        return functional.interpolate(logits, scale_factor=2.0, mode="bilinear", align_corners=False), early.float()


def merge_normalisation(network: nn.Module) -> None:
    """Put each normalisation into the convolution before it, as in use their product is constant."""
    for part in network.modules():
        if isinstance(part, nn.Sequential) and len(part) > 1 and isinstance(part[1], nn.BatchNorm2d):
            part[0], part[1] = fuse_conv_bn_eval(part[0], part[1]), nn.Identity()


def round_to_half(network: nn.Module) -> None:
    """Round large weights to what half precision can hold, in which they are stored."""
    for weight in network.parameters():
        if weight.numel() >= SMALLEST_ROUNDED:
            weight.data = weight.data.half().float()


class Exported(nn.Module):
    """The network as it ships: normalisation merged, weights rounded, calibration (a factor on each logit) and sigmoid in the graph."""

    def __init__(self, network: LesionUNet, slope: list[float]) -> None:
        super().__init__()
        self.network = network.eval()
        merge_normalisation(self.network)
        round_to_half(self.network)
        self.register_buffer("slope", torch.tensor(slope).reshape(1, -1, 1, 1))

    def forward(self, image: Tensor) -> Tensor:
        return torch.sigmoid(self.network(image) * self.slope)
