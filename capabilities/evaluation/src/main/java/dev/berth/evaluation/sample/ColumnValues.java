package dev.berth.evaluation.sample;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Values of one column in a sample of rows: numbers, or texts by their place in a dictionary.
///
/// A column is numeric until a value comes that is no number; its numbers are then texts too. Of
/// texts the first [#TEXTS_MAX] that differ are known, all others are alike. For one thread.
public final class ColumnValues {
    /// Columns with more are identifiers or prose, of which no value is frequent.
    public static final int TEXTS_MAX = 4_096;

    /// Longer texts are prose; two that begin alike are not to be taken for one category.
    private static final int TEXT_LENGTH_MAX = 256;

    /// Places in the dictionary of a missing value, and of one that is not known.
    public static final int MISSING = 0;

    public static final int UNKNOWN = 1;
    public static final int FIRST_TEXT = 2;

    /// Form of the values seen so far.
    public enum Kind {
        WHOLE_NUMBERS,
        NUMBERS,
        FLAGS,
        TEXTS
    }

    private Kind kind = Kind.WHOLE_NUMBERS;
    private boolean hasValue;
    private double[] numbers = new double[16];
    private short[] places = {};
    private final Map<String, Integer> placeByText = new HashMap<>();
    private final List<String> texts = new ArrayList<>();
    private int size;

    public Kind kind() {
        return kind;
    }

    public boolean isNumeric() {
        return kind == Kind.WHOLE_NUMBERS || kind == Kind.NUMBERS;
    }

    public int size() {
        return size;
    }

    /// The number of a row, NaN if it is missing. Only of a numeric column.
    public double number(int row) {
        return numbers[row];
    }

    /// The place of a row's text in the dictionary. Only of a column of texts or flags.
    public int place(int row) {
        return places[row];
    }

    /// The text at a place from [#FIRST_TEXT].
    public String text(int place) {
        return texts.get(place - FIRST_TEXT);
    }

    public int textCount() {
        return texts.size();
    }

    /// Adds the value of the next row.
    public void add(@Nullable Object value) {
        if (value != null) {
            fit(value);
        }
        reserve();
        if (isNumeric()) {
            numbers[size] = value instanceof Number number ? number.doubleValue() : Double.NaN;
        } else {
            places[size] = (short) placeOf(value);
        }
        size++;
    }

    /// Widens the kind for a value.
    private void fit(Object value) {
        Kind of =
                switch (value) {
                    case Long number -> Kind.WHOLE_NUMBERS;
                    case Integer number -> Kind.WHOLE_NUMBERS;
                    case Short number -> Kind.WHOLE_NUMBERS;
                    case Byte number -> Kind.WHOLE_NUMBERS;
                    case Number number -> Kind.NUMBERS;
                    case Boolean flag -> Kind.FLAGS;
                    default -> Kind.TEXTS;
                };
        boolean bothNumeric = isNumeric() && of.compareTo(Kind.NUMBERS) <= 0;
        Kind wider = !hasValue ? of : bothNumeric && of.compareTo(kind) > 0 ? of : kind;
        if (hasValue && !bothNumeric && of != kind) {
            wider = Kind.TEXTS;
        }
        boolean becomesText = isNumeric() && wider.compareTo(Kind.FLAGS) >= 0;
        if (becomesText) {
            places = new short[numbers.length];
            for (int row = 0; row < size; row++) {
                places[row] = (short) placeOf(plain(numbers[row]));
            }
            numbers = new double[0];
        }
        kind = wider;
        hasValue = true;
    }

    /// A number as it was added; null if it was missing.
    private @Nullable Object plain(double number) {
        if (Double.isNaN(number)) {
            return null;
        }
        return kind == Kind.WHOLE_NUMBERS ? (Object) (long) number : (Object) number;
    }

    private void reserve() {
        if (isNumeric() && size == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * size);
        } else if (!isNumeric() && size == places.length) {
            places = Arrays.copyOf(places, Math.max(16, 2 * size));
        }
    }

    private int placeOf(@Nullable Object value) {
        if (value == null) {
            return MISSING;
        }
        String text = value.toString();
        Integer known = placeByText.get(text);
        if (known != null) {
            return known;
        }
        if (texts.size() == TEXTS_MAX || text.length() > TEXT_LENGTH_MAX) {
            return UNKNOWN;
        }
        int place = FIRST_TEXT + texts.size();
        texts.add(text);
        placeByText.put(text, place);
        return place;
    }

    /// Keeps only some rows.
    ///
    /// @param rows rising
    /// @param count how many of these
    void keep(int[] rows, int count) {
        for (int i = 0; i < count; i++) {
            if (isNumeric()) {
                numbers[i] = numbers[rows[i]];
            } else {
                places[i] = places[rows[i]];
            }
        }
        size = count;
    }

    void write(ByteWriter out) {
        out.writeText(kind.name());
        out.writeByte(hasValue ? 1 : 0);
        out.writeUnsigned(texts.size());
        texts.forEach(out::writeText);
        out.writeUnsigned(size);
        for (int row = 0; row < size; row++) {
            if (isNumeric()) {
                out.writeDouble(numbers[row]);
            } else {
                out.writeUnsigned(places[row]);
            }
        }
    }

    void read(ByteReader in) {
        kind = Kind.valueOf(in.readText());
        hasValue = in.readByte() == 1;
        for (int left = in.readCount(); left > 0; left--) {
            placeOf(in.readText());
        }
        for (int left = in.readCount(); left > 0; left--) {
            reserve();
            if (isNumeric()) {
                numbers[size++] = in.readDouble();
            } else {
                places[size++] = (short) in.readUnsigned();
            }
        }
    }
}
