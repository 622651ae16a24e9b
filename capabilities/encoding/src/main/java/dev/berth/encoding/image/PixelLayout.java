package dev.berth.encoding.image;

import dev.berth.core.signature.Dimension;
import java.util.List;

/// The channels of a tensor and where they lie.
///
/// @param order the channels from the first
/// @param planes whether each channel lies apart (`NCHW`) or the channels of a pixel side by side
record PixelLayout(Channels order, Layout planes) {
    /// The channels of a picture, in their order.
    enum Channels {
        RGB,
        BGR,
        GRAY
    }

    /// Rows, channels, height, width.
    enum Layout {
        NCHW,
        NHWC
    }

    int count() {
        return order == Channels.GRAY ? 1 : 3;
    }

    /// The channel of a picture (red, green, blue) that is this channel of the tensor.
    int source(int channel) {
        return order == Channels.BGR ? 2 - channel : channel;
    }

    List<Dimension> dimensions(Dimension height, Dimension width) {
        Dimension channels = Dimension.fixed(count());
        return switch (planes) {
            case NCHW -> List.of(channels, height, width);
            case NHWC -> List.of(height, width, channels);
        };
    }

    long[] sizes(int height, int width) {
        return switch (planes) {
            case NCHW -> new long[] {count(), height, width};
            case NHWC -> new long[] {height, width, count()};
        };
    }

    /// The index of channel 0 at (0, y) in a picture of this frame.
    int rowStart(int y, int width) {
        return planes == Layout.NCHW ? y * width : y * width * count();
    }

    /// From one pixel to the next in a row.
    int pixelStride() {
        return planes == Layout.NCHW ? 1 : count();
    }

    /// From one channel to the next of a pixel.
    int channelStride(int height, int width) {
        return planes == Layout.NCHW ? height * width : 1;
    }

    /// The picture with as many channels as the tensor.
    Picture adapt(Picture picture) {
        return order == Channels.GRAY ? picture.gray() : picture.colour();
    }
}
