package dev.berth.encoding.image;

import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.encoding.BatchLayout;
import dev.berth.encoding.Options;
import dev.berth.encoding.Step;
import dev.berth.encoding.StepContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/// Decodes, scales and places each row's picture, then writes all rows at the size of the largest.
final class ImageStep implements Step {
    private final String from;
    private final TensorSpec into;
    private final Optional<TensorSpec> transform;
    private final ImageSettings settings;
    private final BatchLayout rows;
    private final TensorPool pool;

    private ImageStep(
            String from,
            TensorSpec into,
            Optional<TensorSpec> transform,
            ImageSettings settings,
            StepContext context) {
        this.from = from;
        this.into = into;
        this.transform = transform;
        this.settings = settings;
        this.rows = BatchLayout.of(context);
        this.pool = context.pool();
    }

    static Step create(Options options, StepContext context) {
        TensorSpec from = options.requireTensor("from", ElementType.BYTES, ElementType.STRING);
        Into into = Into.read(options);
        ImageSettings settings = ImageSettings.read(options);
        options.requireValid();
        ResizePolicy framing = settings.framing();
        Dimension[] record =
                settings.layout()
                        .dimensions(
                                side(framing.fixedHeight(), "height"),
                                side(framing.fixedWidth(), "width"))
                        .toArray(Dimension[]::new);
        BatchLayout rows = BatchLayout.of(context);
        var pixels = new TensorSpec(into.pixels, settings.type(), rows.dimensions(record));
        Optional<TensorSpec> transform =
                into.transform.map(
                        name ->
                                new TensorSpec(
                                        name,
                                        ElementType.INT64,
                                        rows.dimensions(
                                                Dimension.fixed(ImageTransformTensor.NUMBERS))));
        return new ImageStep(from.name(), pixels, transform, settings, context);
    }

    private static Dimension side(OptionalInt fixed, String name) {
        return fixed.isPresent() ? Dimension.fixed(fixed.getAsInt()) : Dimension.dynamic(name);
    }

    /// The names of what is put: one for the pixels, or a map.
    private record Into(String pixels, Optional<String> transform) {
        static Into read(Options options) {
            if (options.list("into").stream().anyMatch(Map.class::isInstance)) {
                Options names = options.section("into");
                return new Into(names.requireText("pixels"), names.findText("transform"));
            }
            return new Into(options.requireText("into"), Optional.empty());
        }
    }

    @Override
    public List<TensorSpec> outputs() {
        return Stream.concat(Stream.of(into), transform.stream()).toList();
    }

    /// A scaled picture and its place.
    private record Placed(
            Picture picture, ResizePolicy.Geometry geometry, ImageTransformTensor.Place place) {}

    @Override
    public void apply(NamedTensors tensors) {
        var _ = apply(tensors, () -> true);
    }

    @Override
    public boolean apply(NamedTensors tensors, BooleanSupplier wanted) {
        Tensor images = tensors.require(from);
        var placed = new Placed[rows.count(images)];
        int width = settings.framing().widthMin();
        int height = settings.framing().heightMin();
        var allowance = new PixelAllowance();
        for (int row = 0; row < placed.length; row++) {
            if (!wanted.getAsBoolean()) {
                return false;
            }
            placed[row] = place(images.element(row), row, allowance);
            width = Math.max(width, placed[row].geometry.frameWidth());
            height = Math.max(height, placed[row].geometry.frameHeight());
        }
        putTransform(placed, tensors);
        putPixels(placed, width, height, tensors);
        return true;
    }

    private void putPixels(Placed[] placed, int width, int height, NamedTensors tensors) {
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
                writeBytes(placed[i], row, width, height);
                pixels.data().put(i * perRow, row);
            }
        } else {
            var row = new float[perRow];
            for (int i = 0; i < placed.length; i++) {
                writeFloats(placed[i], row, width, height);
                pixels.data().asFloatBuffer().put(i * perRow, row);
            }
        }
    }

    private void putTransform(Placed[] placed, NamedTensors tensors) {
        if (transform.isEmpty()) {
            return;
        }
        Tensor places =
                Tensor.allocate(
                        pool,
                        ElementType.INT64,
                        rows.shape(placed.length, ImageTransformTensor.NUMBERS));
        tensors.put(transform.get().name(), places);
        for (int row = 0; row < placed.length; row++) {
            placed[row].place.write(places, row);
        }
    }

    private Placed place(byte[] bytes, int row, PixelAllowance allowance) {
        Picture read = settings.layout().adapt(read(bytes, allowance, from, "image", rows, row));
        ResizePolicy.Geometry geometry = settings.framing().place(read.width(), read.height());
        Picture scaled =
                Resampler.resize(
                        read, geometry.horizontal(), geometry.vertical(), settings.interpolation());
        return new Placed(scaled, geometry, ImageTransformTensor.Place.of(read, geometry));
    }

    /// The picture of one record.
    ///
    /// @param allowance of the pictures of its request
    /// @param from the field that holds it
    /// @param kind of the step that wants it
    static Picture read(
            byte[] bytes,
            PixelAllowance allowance,
            String from,
            String kind,
            BatchLayout rows,
            int row) {
        try {
            return PictureReader.read(bytes, allowance);
        } catch (PictureReader.UnreadableException failure) {
            throw rows.failure(
                    kind,
                    row,
                    "'" + from + "' has " + failure.getMessage(),
                    "send the whole file of a PNG, JPEG or WebP picture");
        }
    }

    private void writeFloats(Placed placed, float[] target, int width, int height) {
        PixelLayout layout = settings.layout();
        int channels = layout.count();
        int channelStride = layout.channelStride(height, width);
        Picture picture = placed.picture;
        byte[] samples = picture.samples();
        boolean isWhole = picture.width() == width && picture.height() == height;
        for (int channel = 0; channel < channels; channel++) {
            if (!isWhole) {
                fill(target, channel, width, height);
            }
            int source = layout.source(channel);
            for (int y = 0; y < picture.height(); y++) {
                int at =
                        layout.rowStart(placed.geometry.y() + y, width)
                                + placed.geometry.x() * layout.pixelStride()
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

    private void fill(float[] target, int channel, int width, int height) {
        float padding = settings.scale().padding(channel);
        int at = channel * settings.layout().channelStride(height, width);
        for (int i = 0; i < height * width; i++) {
            target[at] = padding;
            at += settings.layout().pixelStride();
        }
    }

    private void writeBytes(Placed placed, byte[] target, int width, int height) {
        var floats = new float[target.length];
        writeFloats(placed, floats, width, height);
        for (int i = 0; i < target.length; i++) {
            target[i] = (byte) Math.round(floats[i]);
        }
    }
}
