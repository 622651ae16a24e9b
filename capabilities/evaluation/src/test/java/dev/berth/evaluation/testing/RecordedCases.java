package dev.berth.evaluation.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Cases that were recorded from other programs: inputs and what these gave.
///
/// A file has one case on each line, fields separated by semicolons, numbers of a field by spaces,
/// names of the fields on the first line.
public final class RecordedCases {
    private RecordedCases() {}

    /// Reads a file that lies beside the class.
    public static List<RecordedCase> of(Class<?> beside, String file) {
        try (InputStream in = Objects.requireNonNull(beside.getResourceAsStream(file), file)) {
            List<String> lines =
                    new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
            String[] names = lines.getFirst().split(";");
            return lines.stream().skip(1).map(line -> RecordedCase.of(names, line)).toList();
        } catch (IOException e) {
            throw new IllegalStateException(file, e);
        }
    }

    /// One recorded case.
    public record RecordedCase(String line, Map<String, String> fields) {
        public RecordedCase {
            fields = Map.copyOf(fields);
        }

        private static RecordedCase of(String[] names, String line) {
            String[] values = line.split(";", -1);
            Map<String, String> fields = new HashMap<>();
            for (int i = 0; i < names.length; i++) {
                fields.put(names[i], values[i]);
            }
            return new RecordedCase(line, fields);
        }

        public String text(String field) {
            return Objects.requireNonNull(fields.get(field), field);
        }

        /// A number; NaN where the field is empty or `nan`.
        public double number(String field) {
            return parse(text(field));
        }

        public int integer(String field) {
            return Integer.parseInt(text(field));
        }

        public boolean has(String field) {
            return !text(field).isEmpty();
        }

        public double[] numbers(String field) {
            return Arrays.stream(words(field)).mapToDouble(RecordedCase::parse).toArray();
        }

        public int[] integers(String field) {
            return Arrays.stream(words(field)).mapToInt(Integer::parseInt).toArray();
        }

        public long[] longs(String field) {
            return Arrays.stream(words(field)).mapToLong(Long::parseLong).toArray();
        }

        public boolean[] flags(String field) {
            int[] numbers = integers(field);
            boolean[] flags = new boolean[numbers.length];
            for (int i = 0; i < flags.length; i++) {
                flags[i] = numbers[i] != 0;
            }
            return flags;
        }

        public String[] words(String field) {
            return text(field).isEmpty() ? new String[0] : text(field).split(" ");
        }

        private static double parse(String text) {
            return switch (text) {
                case "", "nan" -> Double.NaN;
                case "inf" -> Double.POSITIVE_INFINITY;
                case "-inf" -> Double.NEGATIVE_INFINITY;
                default -> Double.parseDouble(text);
            };
        }

        @Override
        public String toString() {
            return line;
        }
    }
}
