package dev.berth.evaluation.robustness;

import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Change of the values of some inputs, as happens in use: a typing error, a sensor's noise, a form
/// half filled in.
///
/// Perturbations do not know the model. They draw from the random numbers that they are given, so
/// that the same seed gives the same values. A value that a perturbation does not fit, as a number
/// for typing errors, stays as it is. Thread-safe.
public sealed interface Perturbation {
    /// What it is called in files: `typos`.
    String kind();

    /// What it does, with its parameters, as a reader understands it.
    String description();

    /// The changed value; null to leave the input out.
    ///
    /// @param value of a field, in Java's form; null if it is not in the record
    /// @param deviation standard deviation of the field's numbers; NaN if it has none
    @Nullable Object apply(@Nullable Object value, double deviation, SplittableRandom random);

    /// Typing errors: of the letters and digits of a text each is, with a probability, dropped,
    /// doubled, swapped with the next or replaced by a neighbour on the keyboard.
    ///
    /// @param share of the letters, 0 to 1
    record Typos(double share) implements Perturbation {
        public Typos {
            checkShare(share);
        }

        @Override
        public String kind() {
            return "typos";
        }

        @Override
        public String description() {
            return percent(share) + " of the letters mistyped";
        }

        @Override
        public @Nullable Object apply(
                @Nullable Object value, double deviation, SplittableRandom random) {
            return TextPerturbations.onTexts(
                    value, text -> TextPerturbations.mistype(text, share, random));
        }
    }

    /// Another case of all letters.
    record CaseChange(LetterCase to) implements Perturbation {
        /// Case of letters.
        public enum LetterCase {
            UPPER,
            LOWER,
            SWAPPED
        }

        @Override
        public String kind() {
            return "case";
        }

        @Override
        public String description() {
            return switch (to) {
                case UPPER -> "all letters in upper case";
                case LOWER -> "all letters in lower case";
                case SWAPPED -> "upper and lower case of all letters swapped";
            };
        }

        @Override
        public @Nullable Object apply(
                @Nullable Object value, double deviation, SplittableRandom random) {
            return TextPerturbations.onTexts(value, text -> TextPerturbations.changeCase(text, to));
        }
    }

    /// Normally distributed noise on numbers, and on each of a list; whole numbers stay whole. In a
    /// picture, in PNG, JPEG or another format that Java reads, it is on each channel of each
    /// pixel.
    ///
    /// @param deviations standard deviation of the noise: of numbers in standard deviations of the
    ///   field, of pictures in shares of the full brightness
    record Noise(double deviations) implements Perturbation {
        public Noise {
            if (!(deviations >= 0 && deviations <= 1_000)) {
                throw new IllegalArgumentException(
                        "deviations: " + deviations + " (expected: 0 to 1000)");
            }
        }

        @Override
        public String kind() {
            return "noise";
        }

        @Override
        public String description() {
            return "normal noise of "
                    + plain(deviations)
                    + " standard deviations of the field, or of the brightness of a picture";
        }

        @Override
        public @Nullable Object apply(
                @Nullable Object value, double deviation, SplittableRandom random) {
            if (value instanceof byte[] picture) {
                return PicturePerturbations.addNoise(picture, deviations, random);
            }
            return Double.isNaN(deviation)
                    ? value
                    : NumberPerturbations.onNumbers(
                            value,
                            number -> number + deviations * deviation * random.nextGaussian());
        }
    }

    /// Blur of a picture: each pixel becomes the mean of those around it.
    ///
    /// @param radius in pixels, 1 to 50
    record Blur(int radius) implements Perturbation {
        private static final int RADIUS_MAX = 50;

        public Blur {
            if (radius < 1 || radius > RADIUS_MAX) {
                throw new IllegalArgumentException(
                        "radius: " + radius + " (expected: 1 to " + RADIUS_MAX + ")");
            }
        }

        @Override
        public String kind() {
            return "blur";
        }

        @Override
        public String description() {
            return "blur of " + radius + (radius == 1 ? " pixel" : " pixels");
        }

        @Override
        public @Nullable Object apply(
                @Nullable Object value, double deviation, SplittableRandom random) {
            return value instanceof byte[] picture
                    ? PicturePerturbations.blur(picture, radius)
                    : value;
        }
    }

    /// Fields that are left out.
    ///
    /// @param share of the values, 0 to 1
    record Missing(double share) implements Perturbation {
        public Missing {
            checkShare(share);
        }

        @Override
        public String kind() {
            return "missing";
        }

        @Override
        public String description() {
            return share == 1 ? "left out" : percent(share) + " of the values left out";
        }

        @Override
        public @Nullable Object apply(
                @Nullable Object value, double deviation, SplittableRandom random) {
            return random.nextDouble() < share ? null : value;
        }
    }

    /// Numbers far from all others, as a wrong unit or a broken sensor gives.
    ///
    /// @param deviations how many standard deviations of the field are added, or, by chance,
    ///   subtracted
    record OutOfRange(double deviations) implements Perturbation {
        public OutOfRange {
            if (!(deviations > 0 && deviations < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "deviations: " + deviations + " (expected: above 0, finite)");
            }
        }

        @Override
        public String kind() {
            return "out-of-range";
        }

        @Override
        public String description() {
            return "numbers " + plain(deviations) + " standard deviations away";
        }

        @Override
        public @Nullable Object apply(
                @Nullable Object value, double deviation, SplittableRandom random) {
            if (Double.isNaN(deviation)) {
                return value;
            }
            double shift = (random.nextBoolean() ? deviations : -deviations) * deviation;
            return NumberPerturbations.onNumbers(value, number -> number + shift);
        }
    }

    /// All kinds.
    List<String> KINDS = List.of("typos", "case", "noise", "blur", "missing", "out-of-range");

    private static void checkShare(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share: " + share + " (expected: 0 to 1)");
        }
    }

    private static String percent(double share) {
        return plain(100 * share) + " %";
    }

    private static String plain(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e9
                ? Long.toString((long) number)
                : Double.toString(number);
    }
}
