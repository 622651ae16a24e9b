package dev.berth.encoding.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Pictures of every mode against what Pillow, which most training code reads pictures with, made
/// of the same files: `pictures/pillow/README.md` says how they came about.
final class PillowTest {
    private static final String RECORDED = ".rgb";

    /// JPEG allows decoders a unit of rounding.
    private static final int JPEG_DIFFERENCE_MAX = 1;

    /// The decoder of lossy WebP interpolates colours that were stored at half the size, and rounds
    /// their conversion, in other ways than Pillow's.
    private static final int LOSSY_WEBP_DIFFERENCE_MAX = 16;

    static List<Path> pictures() throws IOException, URISyntaxException {
        Path folder =
                Path.of(
                        Objects.requireNonNull(PillowTest.class.getResource("/pictures/pillow"))
                                .toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> Files.exists(recorded(file))).sorted().toList();
        }
    }

    private static Path recorded(Path picture) {
        return Path.of(picture + RECORDED);
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void picture_ofAnyMode_isReadAsPillowDoes(Path file) throws Exception {
        ByteBuffer expected = ByteBuffer.wrap(Files.readAllBytes(recorded(file)));
        Picture picture =
                PictureReader.read(Files.readAllBytes(file), new PixelAllowance()).colour();
        assertThat(picture.width()).isEqualTo(expected.getShort());
        assertThat(picture.height()).isEqualTo(expected.getShort());
        assertThat(expected.remaining()).isEqualTo(picture.samples().length);
        int most = 0;
        for (byte sample : picture.samples()) {
            int difference = Byte.toUnsignedInt(sample) - Byte.toUnsignedInt(expected.get());
            most = Math.max(most, Math.abs(difference));
        }
        assertThat(most).isLessThanOrEqualTo(differenceMax(file.getFileName().toString()));
    }

    private static int differenceMax(String name) {
        if (name.startsWith("webp-lossy")) {
            return LOSSY_WEBP_DIFFERENCE_MAX;
        }
        return name.startsWith("jpeg") ? JPEG_DIFFERENCE_MAX : 0;
    }

    @Test
    void recordedFiles_areThere() throws Exception {
        assertThat(pictures()).hasSizeGreaterThan(40);
    }
}
