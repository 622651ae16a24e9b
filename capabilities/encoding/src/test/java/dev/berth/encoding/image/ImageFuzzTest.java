package dev.berth.encoding.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/// Broken files are refused in one way or read in some way; nothing else happens.
class ImageFuzzTest {
    private static final int MUTATIONS = 800;

    @Test
    void mutatedPictures_areReadOrRefused() throws IOException {
        long seed = Long.getLong("berth.seed", ThreadLocalRandom.current().nextLong());
        var random = new Random(seed);
        List<byte[]> originals = originals();
        int refused = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] mutant = mutate(originals.get(random.nextInt(originals.size())), random);
            try {
                Picture picture = PictureReader.read(mutant, new PixelAllowance());
                assertThat((long) picture.width() * picture.height())
                        .isBetween(1L, PixelAllowance.PIXELS_MAX);
            } catch (PictureReader.UnreadableException expected) {
                refused++;
            } catch (RuntimeException | Error other) {
                fail("seed %d, mutant %d: %s".formatted(seed, i, other), other);
            }
        }
        assertThat(refused).as("seed %d", seed).isPositive();
    }

    private static List<byte[]> originals() throws IOException {
        BufferedImage image =
                TestPictures.painted(
                        24, 16, BufferedImage.TYPE_INT_RGB, (x, y) -> ((x * 9) << 16) | (y * 15));
        List<byte[]> originals = new ArrayList<>();
        originals.add(TestPictures.encoded(image, "png"));
        originals.add(TestPictures.oriented(TestPictures.encoded(image, "jpg"), 6, true));
        for (String kind : List.of("lossless", "lossy", "alpha")) {
            try (var stream =
                    ImageFuzzTest.class.getResourceAsStream(
                            "/pictures/red-blue-" + kind + ".webp")) {
                originals.add(Objects.requireNonNull(stream).readAllBytes());
            }
        }
        return originals;
    }

    private static byte[] mutate(byte[] original, Random random) {
        byte[] mutant =
                random.nextInt(4) == 0
                        ? Arrays.copyOf(original, random.nextInt(original.length + 1))
                        : original.clone();
        int changes = random.nextInt(6);
        for (int i = 0; i < changes && mutant.length > 0; i++) {
            mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
        }
        return mutant;
    }
}
