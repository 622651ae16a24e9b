package dev.berth.encoding.table;

import dev.berth.core.SanitizedText;
import dev.berth.core.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One field and the columns that it becomes.
sealed interface ColumnEncoder {
    /// The tensor that it reads.
    String field();

    /// How many columns.
    int width();

    /// Writes the columns of one row from `start` on.
    ///
    /// @throws UnknownCategoryException if a category is not among those listed, and that matters
    void write(Tensor input, int row, double[] columns, int start) throws UnknownCategoryException;

    /// A category that is not among those listed.
    final class UnknownCategoryException extends Exception {
        private static final long serialVersionUID = 1L;

        UnknownCategoryException(String message) {
            super(message);
        }
    }

    /// Numbers: the one that stands in for NaN, then the logarithm, then `(x - offset) / divisor`.
    ///
    /// @param missing NaN to leave NaN as it is
    record Numbers(
            String field, int width, double missing, boolean log1p, double offset, double divisor)
            implements ColumnEncoder {

        @Override
        public void write(Tensor input, int row, double[] columns, int start) {
            for (int i = 0; i < width; i++) {
                double number = input.number(row * width + i);
                double known = Double.isNaN(number) ? missing : number;
                double spread = log1p ? Math.log1p(known) : known;
                columns[start + i] = (spread - offset) / divisor;
            }
        }
    }

    /// A column for each category: 1 where it is the row's, else 0.
    final class Categories implements ColumnEncoder {
        private final String field;
        private final List<String> names;
        private final Map<String, Integer> positions = new HashMap<>();
        private final String missing;
        private final boolean rejectsUnknown;

        Categories(String field, List<String> names, String missing, boolean rejectsUnknown) {
            this.field = field;
            this.names = List.copyOf(names);
            this.missing = missing;
            this.rejectsUnknown = rejectsUnknown;
            for (int i = 0; i < names.size(); i++) {
                positions.putIfAbsent(names.get(i), i);
            }
        }

        @Override
        public String field() {
            return field;
        }

        @Override
        public int width() {
            return names.size();
        }

        @Override
        public void write(Tensor input, int row, double[] columns, int start)
                throws UnknownCategoryException {
            Arrays.fill(columns, start, start + width(), 0);
            String text = text(input, row);
            Integer position = positions.get(text.isEmpty() ? missing : text);
            if (position != null) {
                columns[start + position] = 1;
            } else if (rejectsUnknown) {
                throw new UnknownCategoryException(
                        "field '"
                                + field
                                + "' is '"
                                + SanitizedText.of(text)
                                + "' (expected: one of "
                                + String.join(", ", names)
                                + ")");
            }
        }

        private static String text(Tensor input, int row) {
            if (input.type().isVariable()) {
                return new String(input.element(row), StandardCharsets.UTF_8);
            }
            double number = input.number(row);
            return number == Math.rint(number)
                    ? Long.toString((long) number)
                    : Double.toString(number);
        }
    }
}
