package dev.berth.encoding.image;

import static dev.berth.encoding.Workbench.N;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.encoding.Workbench;
import dev.berth.encoding.image.PictureReader.UnreadableException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import org.junit.jupiter.api.Test;

/// Pictures that cost their sender little and a decoder much.
final class CostlyPicturesTest {
    private static byte[] empty(int width, int height) {
        return TestPictures.encoded(
                new BufferedImage(width, height, BufferedImage.TYPE_BYTE_BINARY), "png");
    }

    private static Picture read(byte[] file) throws UnreadableException {
        return PictureReader.read(file, new PixelAllowance());
    }

    @Test
    void picture_ofManyPixelsInFewBytes_isRefusedBeforeItIsDecoded() throws Exception {
        byte[] file = empty(7000, 7000);
        assertThat(file.length).isLessThan(10_000);
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("a picture of 7000 x 7000 pixels in " + file.length)
                .hasMessageContaining("expected: at most 16000000 for a file of that length");
    }

    @Test
    void emptyPage_isRead() throws Exception {
        assertThat(read(empty(2480, 3508)).height()).isEqualTo(3508);
    }

    @Test
    void allowance_isOfAllPicturesTogether() throws Exception {
        var allowance = new PixelAllowance();
        for (int i = 0; i < 4; i++) {
            allowance.take(4000, 4000, 1, 0);
        }
        assertThatThrownBy(() -> allowance.take(100, 100, 1, 0))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("behind others");
        // Photographs add to it what they take.
        for (int i = 0; i < 100; i++) {
            allowance.take(4000, 3000, 1, 3_000_000);
        }
    }

    @Test
    void allowance_countsScans() throws Exception {
        new PixelAllowance().take(4000, 3000, 10, 3_000_000);
        assertThatThrownBy(() -> new PixelAllowance().take(4000, 3000, 400, 3_000_000))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("in 400 scans (expected: at most 16 scans)");
    }

    @Test
    void progressiveJpeg_tellsItsScans() throws IOException {
        BufferedImage image =
                TestPictures.painted(64, 48, BufferedImage.TYPE_INT_RGB, (x, y) -> x * y);
        assertThat(JpegSegments.of(TestPictures.encoded(image, "jpg")).scans()).isEqualTo(1);
        byte[] progressive = progressive(image);
        JpegSegments segments = JpegSegments.of(progressive);
        assertThat(segments.scans()).isBetween(2, 16);
        assertThat(segments.components()).isEqualTo(3);
    }

    private static byte[] progressive(BufferedImage image) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        var bytes = new ByteArrayOutputStream();
        try (var stream = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(stream);
            ImageWriteParam settings = writer.getDefaultWriteParam();
            settings.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            writer.write(null, new IIOImage(image, null, null), settings);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    @Test
    void pictures_thatNobodyWantsAnyMore_areLeft() {
        try (var bench = Workbench.batched()) {
            bench.tensor("image", ElementType.BYTES, N);
            byte[] file = empty(8, 8);
            List<byte[]> files = new ArrayList<>(Collections.nCopies(3, file));
            // None of the others is a picture.
            files.set(2, new byte[] {1});
            try (var tensors = new NamedTensors()) {
                tensors.put("image", Tensor.ofElements(ElementType.BYTES, Shape.of(3), files));
                bench.step("image", "from", "image", "width", 4, "height", 4, "into", "x");
                int[] checks = {0};
                assertThat(bench.pipeline().apply(tensors, () -> checks[0]++ < 2)).isFalse();
            }
        }
    }
}
