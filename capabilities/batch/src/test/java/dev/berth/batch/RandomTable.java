package dev.berth.batch;

import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Range;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.ElementType;
import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.Session;
import dev.berth.tables.duckdb.Sql;
import dev.berth.tables.duckdb.TableWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Signature of random fields, with a table of rows for it: most fit, some have values of another
/// type, none, or out of range.
final class RandomTable {
    private static final List<String> WORDS =
            List.of(
                    "",
                    "red",
                    "a,b",
                    "say \"no\"",
                    "über 100 %",
                    "line\nbreak",
                    "007",
                    "longer than twelve bytes");
    private static final List<ValueType> COLUMNS =
            List.of(
                    ValueType.BOOL,
                    ValueType.INT32,
                    ValueType.INT64,
                    ValueType.FLOAT32,
                    ValueType.FLOAT64,
                    ValueType.STRING,
                    ValueType.TIMESTAMP);
    private static final List<ElementType> TYPES =
            List.copyOf(EnumSet.complementOf(EnumSet.of(ElementType.BYTES)));
    private static final Dimension BATCH = Dimension.dynamic("N");

    private final Random random;
    private final List<FeatureType> types = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final List<Field> inputs = new ArrayList<>();

    /// How much of a table's values are wrong; in some tables all are right.
    private final double wrongShare;

    RandomTable(long seed) {
        random = new Random(seed);
        wrongShare = random.nextInt(3) * 0.0002;
        types.add(FeatureType.of(ValueType.STRING));
        names.add("key");
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            addInput("x" + i);
        }
    }

    private void addInput(String name) {
        ElementType type = TYPES.get(random.nextInt(TYPES.size()));
        boolean isList = random.nextInt(3) == 0;
        Dimension inner =
                random.nextInt(3) > 0
                        ? Dimension.fixed(1 + random.nextInt(4))
                        : Dimension.dynamic("L");
        Field plain =
                Field.of(
                        name,
                        type,
                        isList ? DeclaredShape.of(BATCH, inner) : DeclaredShape.of(BATCH));
        boolean isNumber = type.isInteger() || type.isFloating();
        inputs.add(
                new Field(
                        name,
                        type,
                        plain.shape(),
                        "",
                        Optional.empty(),
                        isNumber && random.nextBoolean()
                                ? Optional.of(Range.between(0, 90))
                                : Optional.empty(),
                        type == ElementType.STRING && random.nextInt(4) == 0
                                ? WORDS.subList(0, 7)
                                : List.of(),
                        Optional.empty(),
                        !isList && random.nextInt(3) == 0
                                ? Optional.of(plain(type))
                                : Optional.empty(),
                        random.nextInt(3) == 0 ? Optional.of(missing(type)) : Optional.empty()));
        if (random.nextInt(12) == 0 && inputs.getLast().fallback().isPresent()) {
            return; // The table has no column for it.
        }
        ValueType column =
                random.nextInt(8) == 0
                        ? COLUMNS.get(random.nextInt(COLUMNS.size()))
                        : fitting(type);
        types.add(isList ? FeatureType.listOf(column) : FeatureType.of(column));
        names.add(name);
    }

    private static Object plain(ElementType type) {
        return switch (type) {
            case BOOL -> true;
            case STRING -> "red";
            case FLOAT16, BFLOAT16, FLOAT32, FLOAT64 -> 3.5;
            default -> 3L;
        };
    }

    private Object missing(ElementType type) {
        return type.isFloating() && random.nextBoolean() ? Double.NaN : plain(type);
    }

    private ValueType fitting(ElementType type) {
        return switch (type) {
            case BOOL -> ValueType.BOOL;
            case STRING, BYTES -> ValueType.STRING;
            case FLOAT16, BFLOAT16, FLOAT32, FLOAT64 ->
                    random.nextBoolean() ? ValueType.FLOAT64 : ValueType.FLOAT32;
            default -> random.nextBoolean() ? ValueType.INT64 : ValueType.INT32;
        };
    }

    /// The signature, with an output of each kind that a column can hold.
    Signature signature() {
        List<Field> outputs = new ArrayList<>();
        for (ElementType type : ElementType.values()) {
            if (random.nextInt(4) == 0) {
                outputs.add(Field.of("y_" + type, type, shape()));
            }
        }
        outputs.add(Field.of("y", ElementType.FLOAT32, DeclaredShape.of(BATCH)));
        return new Signature(Optional.of("N"), inputs, outputs);
    }

    private DeclaredShape shape() {
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> DeclaredShape.of(BATCH, Dimension.fixed(random.nextInt(4)));
            case 3 -> DeclaredShape.of(BATCH, Dimension.fixed(2), Dimension.fixed(2));
            default -> DeclaredShape.of(BATCH);
        };
    }

    /// Writes rows into a file.
    ///
    /// @param format csv, json or parquet
    void write(Database database, Path file, String format, int rows) {
        try (Session session = database.connect()) {
            var columns = new StringBuilder();
            for (int i = 0; i < names.size(); i++) {
                columns.append(i == 0 ? "" : ", ")
                        .append(names.get(i))
                        .append(' ')
                        .append(Sql.type(types.get(i)));
            }
            session.execute("CREATE TEMP TABLE made (" + columns + ")");
            try (TableWriter writer = session.append("made", types)) {
                for (int row = 0; row < rows; row++) {
                    writer.put(0, "%05d".formatted(row));
                    for (int i = 1; i < types.size(); i++) {
                        writer.put(i, value(types.get(i), inputOf(names.get(i))));
                    }
                    writer.endRow();
                }
                writer.finish();
            }
            session.execute(
                    "COPY made TO " + Sql.text(file.toString()) + " (FORMAT " + format + ")");
        }
    }

    private Field inputOf(String name) {
        return inputs.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    }

    private @Nullable Object value(FeatureType type, Field input) {
        if (random.nextDouble() < 5 * wrongShare) {
            return null;
        }
        if (!type.isList()) {
            return single(type.element());
        }
        int length = input.shape().at(1) instanceof Dimension.Fixed(long size) ? (int) size : 2;
        if (random.nextDouble() < wrongShare) {
            length++;
        }
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            list.add(random.nextDouble() < wrongShare ? null : single(type.element()));
        }
        return list;
    }

    private Object single(ValueType type) {
        boolean isWrong = random.nextDouble() < wrongShare;
        int number = isWrong ? -random.nextInt(1_000_000_000) : random.nextInt(90);
        return switch (type) {
            case BOOL -> random.nextBoolean();
            case INT32 -> number;
            case INT64, TIMESTAMP -> isWrong ? number * 1_000_000_007L : (long) number;
            case FLOAT32 -> isWrong ? Float.NaN : random.nextFloat() * 90;
            case FLOAT64 -> isWrong ? Double.POSITIVE_INFINITY : random.nextDouble() * 90;
            case STRING, BYTES -> WORDS.get(random.nextInt(isWrong ? 8 : 7));
        };
    }
}
