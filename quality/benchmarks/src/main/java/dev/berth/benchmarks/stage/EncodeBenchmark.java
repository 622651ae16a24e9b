package dev.berth.benchmarks.stage;

import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.encoding.Pipeline;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Benchmark of preprocessing from request values to model inputs; microseconds per record.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EncodeBenchmark {

    /// Sentence of 32 tokens, special ones included, for a vocabulary of 30,522 word pieces.
    @State(Scope.Thread)
    public static class Text {
        static final String SENTENCE =
                "A man in a blue shirt is standing on a ladder and cleaning the big window of the"
                        + " old house at the end of the street while it rains.";
        static final int TOKENS = 32;

        private final TensorPool pool = new TensorPool();
        private final ScratchDirectory directory = ScratchDirectory.create();
        private final Pipeline pipeline =
                Steps.compile(
                        pool,
                        List.of(
                                new TensorSpec(
                                        "text", ElementType.STRING, DeclaredShape.of(Steps.BATCH))),
                        Map.of("tokenizer", MiniLmFiles.copyTokenizer(directory.path())),
                        "tokenize",
                        Map.of(
                                "from", "text",
                                "tokenizer", "tokenizer",
                                "into", Map.of("ids", "ids", "mask", "mask", "types", "types")));

        @TearDown
        public void release() {
            pipeline.close();
            directory.close();
        }

        long blocksInUse() {
            return pool.blocksInUse();
        }
    }

    /// Image of 640 x 480 pixels for a model that takes 224 x 224.
    @State(Scope.Thread)
    public static class Picture {
        @Param({"jpeg", "png"})
        public String format = "jpeg";

        private final TensorPool pool = new TensorPool();
        private final byte[] jpeg = picture("jpeg");
        private final byte[] png = picture("png");
        private final Pipeline pipeline =
                Steps.compile(
                        pool,
                        List.of(
                                new TensorSpec(
                                        "image", ElementType.BYTES, DeclaredShape.of(Steps.BATCH))),
                        Map.of(),
                        "image",
                        Map.of("from", "image", "height", 224L, "width", 224L, "into", "x"));

        private static byte[] picture(String format) {
            var picture = new BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB);
            Graphics2D graphics = picture.createGraphics();
            graphics.setPaint(new GradientPaint(0, 0, Color.ORANGE, 640, 480, Color.BLUE));
            graphics.fillRect(0, 0, 640, 480);
            graphics.setColor(Color.WHITE);
            for (int i = 0; i < 40; i++) {
                graphics.drawOval(i * 13, i * 9, 100, 60);
            }
            graphics.dispose();
            var content = new ByteArrayOutputStream();
            try {
                ImageIO.write(picture, format, content);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return content.toByteArray();
        }

        @TearDown
        public void release() {
            pipeline.close();
        }

        long blocksInUse() {
            return pool.blocksInUse();
        }
    }

    /// Token ids, mask and types, int64 [1, 32].
    @Benchmark
    public long tokenize(Text state) {
        try (var tensors = new NamedTensors()) {
            tensors.put("text", Tensor.ofStrings(Shape.of(1), List.of(Text.SENTENCE)));
            state.pipeline.apply(tensors);
            return tensors.require("ids").shape().elementCount();
        }
    }

    /// Decoded, resized and scaled to float32 [1, 3, 224, 224].
    @Benchmark
    public long image(Picture state) {
        byte[] content = state.format.equals("png") ? state.png : state.jpeg;
        try (var tensors = new NamedTensors()) {
            tensors.put(
                    "image", Tensor.ofElements(ElementType.BYTES, Shape.of(1), List.of(content)));
            state.pipeline.apply(tensors);
            return tensors.require("x").shape().elementCount();
        }
    }
}
