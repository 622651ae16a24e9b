package dev.berth.scoring.prediction;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.ElementType;
import dev.berth.scoring.data.DataFile;
import dev.berth.scoring.data.TextValue;
import dev.berth.scoring.row.DataRow;
import dev.berth.scoring.row.InvalidRowException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Conversion of rows to records of a signature: each input takes a column, or an expression over
/// the columns.
public final class RecordMapper {
    /// As the largest body that a server takes unless set otherwise.
    private static final long FILE_BYTES_MAX = 64L << 20;

    /// Without inputs.
    static final RecordMapper NONE = new RecordMapper(List.of());

    private final List<Source> sources;
    private final Set<String> columns;

    private RecordMapper(List<Source> sources) {
        this.sources = List.copyOf(sources);
        columns = new LinkedHashSet<>();
        sources.forEach(source -> columns.addAll(source.columns()));
    }

    /// Where the value of an input comes from.
    private sealed interface Source {
        Field field();

        List<String> columns();

        @Nullable Object value(DataRow row) throws InvalidRowException;
    }

    /// The column of this name in the form that the input needs.
    ///
    /// @param isText whether a list is JSON
    /// @param isTime whether a value is an instant, in microseconds since 1970
    /// @param folder of files that a column of bytes names
    private record OfColumn(
            Field field, int rank, String column, boolean isText, boolean isTime, Path folder)
            implements Source {
        @Override
        public List<String> columns() {
            return List.of(column);
        }

        @Override
        public @Nullable Object value(DataRow row) throws InvalidRowException {
            if (rank == 0 && field.type() == ElementType.STRING) {
                return isTime && row.value(column) instanceof Long micros
                        ? TextValue.instant(micros)
                        : row.text(column);
            }
            if (rank > 0 && isText) {
                String json = row.text(column);
                return json == null ? null : TextValue.json(column, json);
            }
            Object value = row.value(column);
            if (!(value instanceof String text)) {
                return value;
            }
            return field.type() == ElementType.BYTES ? content(text) : number(text);
        }

        /// A number or truth value in a column that is mostly text.
        private Object number(String text) throws InvalidRowException {
            ValueType type =
                    field.type() == ElementType.BOOL
                            ? ValueType.BOOL
                            : field.type().isInteger() ? ValueType.INT64 : ValueType.FLOAT64;
            return TextValue.parse(column, FeatureType.of(type), text);
        }

        /// What `@file` names, or Base64.
        private Object content(String text) throws InvalidRowException {
            if (!text.startsWith("@")) {
                return text;
            }
            try {
                Path file = folder.resolve(text.substring(1)).normalize();
                if (!file.startsWith(folder.normalize()) || Files.size(file) > FILE_BYTES_MAX) {
                    throw new InvalidRowException(
                            column,
                            "'"
                                    + SanitizedText.of(text)
                                    + "' (expected: a file beside the data, of at most "
                                    + FILE_BYTES_MAX
                                    + " bytes)");
                }
                return Files.readAllBytes(file);
            } catch (IOException | InvalidPathException e) {
                throw new InvalidRowException(
                        column, "'" + SanitizedText.of(text) + "' cannot be read: " + e);
            }
        }
    }

    /// An expression over the columns.
    private record OfExpression(Field field, FeatureType type, ColumnExpression expression)
            implements Source {
        @Override
        public List<String> columns() {
            return expression.columns();
        }

        @Override
        public @Nullable Object value(DataRow row) throws InvalidRowException {
            return expression.value(type, row);
        }
    }

    /// Checks that a signature has an input.
    ///
    /// @throws ProblemException `data-invalid` if not
    public static void requireInput(Signature signature, String name) {
        List<String> names = signature.inputs().stream().map(Field::name).toList();
        if (!names.contains(name)) {
            throw new ProblemException(
                    ProblemCode.DATA_INVALID,
                    "no input '"
                            + SanitizedText.of(name)
                            + "' (expected: one of "
                            + String.join(", ", names)
                            + ")",
                    "correct the inputs that are named");
        }
    }

    /// Finds the source of each input. An input that the data lacks is left out if it is not
    /// required.
    ///
    /// @param inputs columns or expressions by input
    /// @throws ProblemException `data-invalid` if an input is unknown, or has no source
    public static RecordMapper of(Signature signature, Map<String, String> inputs, DataFile data) {
        inputs.keySet().forEach(name -> requireInput(signature, name));
        List<Source> sources = new ArrayList<>();
        for (Field field : signature.inputs()) {
            String written = inputs.getOrDefault(field.name(), field.name());
            if (data.has(written)) {
                Path folder = data.file().toAbsolutePath().getParent();
                sources.add(
                        new OfColumn(
                                field,
                                signature.recordShape(field).rank(),
                                written,
                                data.isText(written),
                                isTime(data, written),
                                folder == null ? Path.of("") : folder));
            } else if (inputs.containsKey(field.name())) {
                sources.add(
                        new OfExpression(
                                field,
                                type(signature, field),
                                ColumnExpression.compile(
                                        written, data, "input '" + field.name() + "'")));
            } else if (field.isRequired()) {
                data.require(field.name(), "the input of that name");
            }
        }
        return new RecordMapper(sources);
    }

    /// Texts of instants are those of the file.
    private static boolean isTime(DataFile data, String column) {
        return !data.isText(column)
                && data.type(column).equals(FeatureType.of(ValueType.TIMESTAMP));
    }

    private static FeatureType type(Signature signature, Field field) {
        ValueType element =
                switch (field.type()) {
                    case BOOL -> ValueType.BOOL;
                    case STRING -> ValueType.STRING;
                    case BYTES -> ValueType.BYTES;
                    case FLOAT16, BFLOAT16, FLOAT32, FLOAT64 -> ValueType.FLOAT64;
                    case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 ->
                            ValueType.INT64;
                };
        return signature.recordShape(field).rank() == 0
                ? FeatureType.of(element)
                : FeatureType.listOf(element);
    }

    /// The column that each input takes; empty if one takes an expression.
    public Optional<Map<String, String>> columnsByInput() {
        Map<String, String> columns = new LinkedHashMap<>();
        for (Source source : sources) {
            if (!(source instanceof OfColumn column)) {
                return Optional.empty();
            }
            columns.put(source.field().name(), column.column());
        }
        return Optional.of(columns);
    }

    /// The columns that records are made of.
    public Set<String> columns() {
        return columns;
    }

    /// The column of an input; the input's name if it has none of its own.
    public String column(String input) {
        for (Source source : sources) {
            if (source.field().name().equals(input) && source.columns().size() == 1) {
                return source.columns().getFirst();
            }
        }
        return input;
    }

    /// The record of a row.
    ///
    /// @throws InvalidRowException if a value is not of its type
    public Map<String, @Nullable Object> record(DataRow row) throws InvalidRowException {
        Map<String, @Nullable Object> record = LinkedHashMap.newLinkedHashMap(sources.size());
        for (Source source : sources) {
            record.put(source.field().name(), source.value(row));
        }
        return record;
    }
}
