package dev.berth.encoding.image;

import dev.berth.encoding.Options;
import dev.berth.encoding.Step;
import dev.berth.encoding.StepContext;
import dev.berth.encoding.StepFactory;

/// Pixels from a picture: PNG, JPEG or WebP as bytes, base64 or a `data:` URL.
///
/// ```yaml
/// - step: image
///   from: image            # bytes (or a string in base64), one a record
///   width: 224
///   height: 224
///   resize: fill           # stretch (the default), fit, fill, height-only, within
///   crop-ratio: 0.875      # fill: the part of the filled frame that is kept; default 1
///   align: center          # fit: center (the default) or start
///   pad-value: 0           # the sample (0 to 255, need not be whole) around pictures; default 0
///   interpolation: bilinear  # the default; bicubic, nearest
///   channels: RGB          # the default; BGR, gray
///   layout: NCHW           # the default; NHWC
///   scale: 0.00392156862745098  # 1/255, the default
///   mean: [0.485, 0.456, 0.406] # for each channel in the tensor's order, or one for all; default 0
///   std: [0.229, 0.224, 0.225]  # likewise; default 1
///   type: float32          # the default; uint8, without scale, mean and std
///   into: x
/// ```
///
/// `resize: height-only` keeps the proportions: `height` is fixed, the width follows and lies
/// between `width-min` (default 1) and `max-width` (default 4096); narrower pictures get padding at
/// the right, wider ones are squeezed; `width-multiple-of` rounds it up. Rows of one request are
/// padded at the right to the widest.
///
/// `resize: within` shrinks a picture whose longer side is above `max-side` to it and enlarges one
/// whose longer side is below `min-side` (default 1); `side-multiple-of` (default 1) is what both
/// sides are rounded to. Rows of one request are padded at the right and below to the largest.
///
/// `into: {pixels: x, transform: place}` says besides where the picture went, so that a decoder can
/// locate in the picture what was found: see [ImageTransformTensor].
///
/// Transparent parts lie on white, and a picture is turned as its Exif orientation says. Samples
/// are numbers from 0 to 255; a new one is `(sample × scale − mean) / std`. Resizing averages over
/// all old pixels when it shrinks.
public final class ImageFactory implements StepFactory {

    @Override
    public String kind() {
        return "image";
    }

    @Override
    public Step create(Options options, StepContext context) {
        return ImageStep.create(options, context);
    }
}
