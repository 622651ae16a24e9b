package dev.berth.encoding.image;

import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.encoding.Options;
import dev.berth.encoding.Rows;
import dev.berth.encoding.Step;
import dev.berth.encoding.StepContext;
import java.util.List;

/// Decodes, scales and places each row's picture, then writes all rows at the width of the widest.
final class ImageStep implements Step {
    private final String from;
    private final TensorSpec into;
    private final ImageSettings settings;
    private final Rows rows;
    private final TensorPool pool;

    private ImageStep(String from, TensorSpec into, ImageSettings settings, StepContext context) {
        this.from = from;
        this.into = into;
        this.settings = settings;
        this.rows = Rows.of(context);
        this.pool = context.pool();
    }

    static Step create(Options options, StepContext context) {
        TensorSpec from = options.requireTensor("from", ElementType.BYTES, ElementType.STRING);
        String into = options.requireText("into");
        ImageSettings settings = ImageSettings.read(options);
        options.requireValid();
        Framing framing = settings.framing();
        Dimension width =
                framing.fixedWidth().isPresent()
                        ? Dimension.fixed(framing.fixedWidth().getAsInt())
                        : Dimension.dynamic("width");
        Dimension[] record =
                settings.layout().dimensions(framing.height(), width).toArray(Dimension[]::new);
        var spec = new TensorSpec(into, settings.type(), Rows.of(context).dimensions(record));
        return new ImageStep(from.name(), spec, settings, context);
    }

    @Override
    public List<TensorSpec> outputs() {
        return List.of(into);
    }

    /// A scaled picture and its place.
    private record Placed(Picture picture, Framing.Placement placement) {}

    @Override
    public void apply(NamedTensors tensors) {
        Tensor images = tensors.require(from);
        var placed = new Placed[rows.count(images)];
        int width = settings.framing().fixedWidth().orElse(settings.framing().width());
        for (int row = 0; row < placed.length; row++) {
            placed[row] = place(images.element(row), row);
            width = Math.max(width, placed[row].placement.frameWidth());
        }
        int height = settings.framing().height();
        Tensor pixels =
                Tensor.allocate(
                        pool,
                        settings.type(),
                        rows.shape(placed.length, settings.layout().sizes(height, width)));
        tensors.put(into.name(), pixels);
        int perRow = settings.layout().count() * height * width;
        if (settings.type() == ElementType.UINT8) {
            var row = new byte[perRow];
            for (int i = 0; i < placed.length; i++) {
                writeBytes(placed[i], row, width);
                pixels.data().put(i * perRow, row);
            }
        } else {
            var row = new float[perRow];
            for (int i = 0; i < placed.length; i++) {
                writeFloats(placed[i], row, width);
                pixels.data().asFloatBuffer().put(i * perRow, row);
            }
        }
    }

    private Placed place(byte[] bytes, int row) {
        try {
            Picture read = settings.layout().adapt(PictureReader.read(bytes));
            Framing.Placement placement = settings.framing().place(read.width(), read.height());
            Picture scaled =
                    Resampler.resize(
                            read,
                            placement.horizontal(),
                            placement.vertical(),
                            settings.interpolation());
            return new Placed(scaled, placement);
        } catch (PictureReader.UnreadableException failure) {
            throw rows.failure(
                    "image",
                    row,
                    String.valueOf(failure.getMessage()),
                    "send the whole file of a PNG, JPEG or WebP picture");
        }
    }

    private void writeFloats(Placed placed, float[] target, int width) {
        PixelLayout layout = settings.layout();
        int height = settings.framing().height();
        int channels = layout.count();
        int channelStride = layout.channelStride(height, width);
        Picture picture = placed.picture;
        byte[] samples = picture.samples();
        boolean isWhole = picture.width() == width && picture.height() == height;
        for (int channel = 0; channel < channels; channel++) {
            if (!isWhole) {
                fill(target, channel, width);
            }
            int source = layout.source(channel);
            for (int y = 0; y < picture.height(); y++) {
                int at =
                        layout.rowStart(placed.placement.y() + y, width)
                                + placed.placement.x() * layout.pixelStride()
                                + channel * channelStride;
                int from = y * picture.width() * channels + source;
                for (int x = 0; x < picture.width(); x++) {
                    target[at] = settings.scale().value(channel, samples[from]);
                    at += layout.pixelStride();
                    from += channels;
                }
            }
        }
    }

    private void fill(float[] target, int channel, int width) {
        int height = settings.framing().height();
        float padding = settings.scale().padding(channel);
        int at = channel * settings.layout().channelStride(height, width);
        for (int i = 0; i < height * width; i++) {
            target[at] = padding;
            at += settings.layout().pixelStride();
        }
    }

    private void writeBytes(Placed placed, byte[] target, int width) {
        var floats = new float[target.length];
        writeFloats(placed, floats, width);
        for (int i = 0; i < target.length; i++) {
            target[i] = (byte) Math.round(floats[i]);
        }
    }
}
