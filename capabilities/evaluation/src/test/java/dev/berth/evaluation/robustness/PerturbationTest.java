package dev.berth.evaluation.robustness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.evaluation.robustness.Perturbation.Blur;
import dev.berth.evaluation.robustness.Perturbation.CaseChange;
import dev.berth.evaluation.robustness.Perturbation.CaseChange.LetterCase;
import dev.berth.evaluation.robustness.Perturbation.Missing;
import dev.berth.evaluation.robustness.Perturbation.Noise;
import dev.berth.evaluation.robustness.Perturbation.OutOfRange;
import dev.berth.evaluation.robustness.Perturbation.Typos;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PerturbationTest {
    private final SplittableRandom random = new SplittableRandom(5);

    private @Nullable Object apply(Perturbation perturbation, @Nullable Object value) {
        return perturbation.apply(value, 2, random);
    }

    @Test
    void typos_ofAText_changeAboutTheirShareOfLetters() {
        String text = "the quick brown fox jumps over the lazy dog ".repeat(50);
        String typed = String.valueOf(apply(new Typos(0.1), text));
        int changed = 0;
        String[] words = text.split(" ", -1);
        String[] typedWords = typed.split(" ", -1);
        for (int i = 0; i < Math.min(words.length, typedWords.length); i++) {
            changed += words[i].equals(typedWords[i]) ? 0 : 1;
        }
        // One letter in ten of words with four letters: a third of the words.
        assertThat(changed).isBetween(100, 330);
        assertThat(apply(new Typos(0), text)).isEqualTo(text);
        assertThat(apply(new Typos(1), "Ωx 1")).isNotEqualTo("Ωx 1");
    }

    @Test
    void typos_ofListsAndObjects_changeTheirTexts() {
        Object value = List.of(Map.of("text", "hello", "n", 5));
        assertThat(apply(new CaseChange(LetterCase.UPPER), value))
                .isEqualTo(List.of(Map.of("text", "HELLO", "n", 5)));
    }

    @Test
    void case_ofLetters_isChanged() {
        assertThat(apply(new CaseChange(LetterCase.UPPER), "aB ß")).isEqualTo("AB SS");
        assertThat(apply(new CaseChange(LetterCase.LOWER), "aB")).isEqualTo("ab");
        assertThat(apply(new CaseChange(LetterCase.SWAPPED), "aB1é")).isEqualTo("Ab1É");
    }

    @Test
    void noise_ofNumbers_hasTheDeviationOfTheField() {
        double sum = 0;
        for (int i = 0; i < 10_000; i++) {
            double noisy = apply(new Noise(0.5), 10.0) instanceof Double number ? number : 0;
            sum += (noisy - 10) * (noisy - 10);
        }
        // Half of the deviation 2.
        assertThat(Math.sqrt(sum / 10_000)).isBetween(0.97, 1.03);
        assertThat(apply(new Noise(0.5), 7L)).isInstanceOf(Long.class);
        assertThat(apply(new Noise(1_000), Integer.MAX_VALUE)).isInstanceOf(Integer.class);
        assertThat(apply(new Noise(1_000), (byte) 3)).isInstanceOf(Byte.class);
        assertThat(apply(new Noise(0.5), List.of(1f, 2f))).isNotEqualTo(List.of(1f, 2f));
        assertThat(new Noise(0.5).apply(10.0, Double.NaN, random)).isEqualTo(10.0);
    }

    @Test
    void numbers_thatAreOutOfRange_areFarAway() {
        assertThat(apply(new OutOfRange(10), 5.0)).isIn(25.0, -15.0);
        assertThat(apply(new OutOfRange(10), 5)).isIn(25, -15);
        assertThat(apply(new OutOfRange(10), "text")).isEqualTo("text");
        assertThat(apply(new OutOfRange(1e300), 5L)).isIn(Long.MAX_VALUE, Long.MIN_VALUE);
    }

    @Test
    void values_thatAreMissing_areNull() {
        assertThat(apply(new Missing(1), 5)).isNull();
        assertThat(apply(new Missing(0), 5)).isEqualTo(5);
        int missing = 0;
        for (int i = 0; i < 1_000; i++) {
            missing += apply(new Missing(0.3), 5) == null ? 1 : 0;
        }
        assertThat(missing).isBetween(250, 350);
        assertThat(apply(new Typos(1), null)).isNull();
    }

    private static byte[] picture() throws IOException {
        BufferedImage image = new BufferedImage(20, 10, BufferedImage.TYPE_INT_RGB);
        for (int x = 10; x < 20; x++) {
            for (int y = 0; y < 10; y++) {
                image.setRGB(x, y, 0xffffff);
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    private int[] row(Perturbation perturbation) throws IOException {
        byte[] changed =
                apply(perturbation, picture()) instanceof byte[] bytes ? bytes : new byte[0];
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(changed));
        assertThat(image.getHeight()).isEqualTo(10);
        return Arrays.stream(image.getRGB(0, 5, 20, 1, null, 0, 20))
                .map(rgb -> rgb & 255)
                .toArray();
    }

    @Test
    void blur_ofAnEdge_isARamp() throws IOException {
        int[] row = row(new Blur(2));
        assertThat(Arrays.copyOfRange(row, 6, 14))
                .containsExactly(0, 0, 51, 102, 153, 204, 255, 255);
        assertThat(row[0]).isZero();
        assertThat(row[19]).isEqualTo(255);
    }

    @Test
    void noise_ofAPicture_changesItsPixels() throws IOException {
        int[] row = row(new Noise(0.1));
        assertThat(Arrays.stream(row).distinct().count()).isGreaterThan(5);
        assertThat(Arrays.stream(row).limit(10).average().orElseThrow()).isLessThan(60);
    }

    @Test
    void bytes_thatAreNoPicture_stay() {
        byte[] bytes = {1, 2, 3};
        assertThat(apply(new Blur(2), bytes)).isSameAs(bytes);
        assertThat(apply(new Noise(1), bytes)).isSameAs(bytes);
        assertThat(apply(new Blur(2), "text")).isEqualTo("text");
    }

    @Test
    void parameters_thatAreOutOfRange_areRejected() {
        assertThatThrownBy(() -> new Typos(1.5)).hasMessageContaining("1.5");
        assertThatThrownBy(() -> new Missing(Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> new Noise(-1)).hasMessageContaining("-1.0");
        assertThatThrownBy(() -> new Blur(0)).hasMessageContaining("0");
        assertThatThrownBy(() -> new OutOfRange(0)).hasMessageContaining("0.0");
    }

    @Test
    void descriptions_nameTheParameters() {
        assertThat(new Typos(0.05).description()).isEqualTo("5 % of the letters mistyped");
        assertThat(new Missing(1).description()).isEqualTo("left out");
        assertThat(new Blur(1).description()).isEqualTo("blur of 1 pixel");
        assertThat(new OutOfRange(10).description())
                .isEqualTo("numbers 10 standard deviations away");
        assertThat(
                        List.of(
                                new Typos(0).kind(),
                                new CaseChange(LetterCase.UPPER).kind(),
                                new Noise(0).kind(),
                                new Blur(1).kind(),
                                new Missing(0).kind(),
                                new OutOfRange(1).kind()))
                .isEqualTo(Perturbation.KINDS);
    }
}
