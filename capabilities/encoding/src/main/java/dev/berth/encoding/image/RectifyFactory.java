package dev.berth.encoding.image;

import dev.berth.encoding.Options;
import dev.berth.encoding.Step;
import dev.berth.encoding.StepContext;
import dev.berth.encoding.StepFactory;

/// Parts of a picture as pictures of their own, each made a rectangle.
///
/// ```yaml
/// - step: perspective-crop
///   from: image            # bytes (or a string in base64): PNG, JPEG or WebP
///   boxes: boxes           # [regions, 4, 2] float32: corners clockwise from the top left
///   turn-from: 1.5         # the default; 0 turns nothing
///   into: line             # [regions] bytes: a PNG each
/// ```
///
/// Corners are x and y in pixels of the upright picture. A part is as wide as the longer of its top
/// and bottom and as high as the longer of its left and right; beyond the picture its edge
/// continues. A part whose height is `turn-from` times its width or more is turned to the left by a
/// right angle, so that a line that was written downwards stands upright. The PNG files are not
/// compressed. The picture is decoded once, and not at all where there are no boxes. A package with
/// this step takes one picture at a time.
public final class RectifyFactory implements StepFactory {

    @Override
    public String kind() {
        return "perspective-crop";
    }

    @Override
    public Step create(Options options, StepContext context) {
        return RectifyStep.create(options, context);
    }
}
