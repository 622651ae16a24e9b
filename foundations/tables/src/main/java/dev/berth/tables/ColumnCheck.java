package dev.berth.tables;

import dev.berth.core.NearestName;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import java.util.Map;
import java.util.Set;

/// Check of the columns of tables against those that a source declares.
///
/// A type that fits into the declared one without loss is taken for it; columns that are not
/// declared are of no interest. Types have the names that SQL gives them, whatever an engine calls
/// its own: `BIGINT`, `VARCHAR`, `TIMESTAMP WITH TIME ZONE`, `FLOAT[]`; the empty text is that of a
/// column whose values are texts of the declared type.
public final class ColumnCheck {
    private static final Set<String> SMALL = Set.of("TINYINT", "SMALLINT", "UTINYINT", "USMALLINT");
    private static final Set<String> LOCAL =
            Set.of("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "DATE");
    private static final Set<String> WHOLE = Set.of("INTEGER", "BIGINT", "UINTEGER");

    private final EventSource source;
    private final boolean isLenient;

    public ColumnCheck(EventSource source) {
        this(source, false);
    }

    private ColumnCheck(EventSource source, boolean isLenient) {
        this.source = source;
        this.isLenient = isLenient;
    }

    /// A check of names alone, for values that are converted whatever their type.
    public static ColumnCheck ofNames(EventSource source) {
        return new ColumnCheck(source, true);
    }

    /// Sees to it that all declared columns are there with types that fit.
    ///
    /// @param where they are, such as the path of a file
    /// @param actual the types of the columns, by name
    /// @throws ProblemException `source-schema-mismatch` for the first that is missing or of
    ///   another type
    public void check(String where, Map<String, String> actual) {
        source.columns()
                .forEach(
                        (name, type) -> {
                            String found = actual.get(name);
                            if (found == null) {
                                throw missing(where, name, actual);
                            }
                            if (!isLenient && !fits(type, found, source.epoch().isPresent())) {
                                throw changed(where, name, type, found);
                            }
                        });
    }

    /// That a column is there, whatever its type.
    public void checkNames(String where, Map<String, String> actual) {
        for (String name : source.columns().keySet()) {
            if (!actual.containsKey(name)) {
                throw missing(where, name, actual);
            }
        }
    }

    /// The kind of time of a column of type timestamp.
    public static TimeKind timeKind(String type) {
        if (LOCAL.contains(type)) {
            return TimeKind.LOCAL;
        }
        if (type.equals("TIMESTAMP WITH TIME ZONE")) {
            return TimeKind.INSTANT;
        }
        return type.isEmpty() || type.equals("VARCHAR") ? TimeKind.TEXT : TimeKind.NUMBER;
    }

    /// Representation of times in files.
    public enum TimeKind {
        /// Of a zone's clocks.
        LOCAL,
        INSTANT,
        NUMBER,
        TEXT
    }

    /// Whether all values of a column are values of a type.
    ///
    /// @param isEpoch whether whole numbers are points in time, where such are declared
    public static boolean fits(FeatureType declared, String actual, boolean isEpoch) {
        if (actual.isEmpty()) {
            return !declared.isList();
        }
        boolean isList = actual.endsWith("[]");
        if (isList != declared.isList()) {
            return false;
        }
        return fits(
                declared.element(),
                isList ? actual.substring(0, actual.length() - 2) : actual,
                isEpoch);
    }

    /// Whether what was found in lines of JSON can be read as a type: numbers are no texts, and
    /// fractions no whole numbers.
    public static boolean fitsJson(FeatureType declared, String actual) {
        boolean isList = actual.endsWith("[]");
        String element = isList ? actual.substring(0, actual.length() - 2) : actual;
        // Where all values are missing, DuckDB knows no type.
        if (element.equals("JSON")) {
            return true;
        }
        boolean isWhole = WHOLE.contains(element) || SMALL.contains(element);
        boolean isNumber =
                isWhole
                        || Set.of("FLOAT", "DOUBLE", "UBIGINT", "HUGEINT").contains(element)
                        || element.startsWith("DECIMAL");
        boolean isBool = element.equals("BOOLEAN");
        return isList == declared.isList()
                && switch (declared.element()) {
                    case BOOL -> isBool;
                    case INT32, INT64 -> isWhole;
                    case FLOAT32, FLOAT64 -> isNumber;
                    case STRING, BYTES, TIMESTAMP -> !isBool && !isNumber;
                };
    }

    /// Whether what SQL selects can be cast to a type without unintended loss: fractions are no
    /// whole numbers, and texts no numbers. Ranges are checked value by value.
    public static boolean fitsSelected(FeatureType declared, String actual) {
        boolean isList = actual.endsWith("[]");
        String element = isList ? actual.substring(0, actual.length() - 2) : actual;
        // That of NULL alone.
        if (element.equals("\"NULL\"")) {
            return true;
        }
        boolean isWhole =
                WHOLE.contains(element)
                        || SMALL.contains(element)
                        || Set.of("UBIGINT", "HUGEINT", "UHUGEINT").contains(element);
        boolean isNumber =
                isWhole
                        || Set.of("FLOAT", "DOUBLE").contains(element)
                        || element.startsWith("DECIMAL");
        return isList == declared.isList()
                && switch (declared.element()) {
                    case BOOL, BYTES, TIMESTAMP -> fits(declared.element(), element, false);
                    case INT32, INT64 -> isWhole;
                    case FLOAT32, FLOAT64 -> isNumber;
                    case STRING -> true;
                };
    }

    private static boolean fits(ValueType declared, String actual, boolean isEpoch) {
        return switch (declared) {
            case BOOL -> actual.equals("BOOLEAN");
            case INT32 -> actual.equals("INTEGER") || SMALL.contains(actual);
            case INT64 -> WHOLE.contains(actual) || SMALL.contains(actual);
            case FLOAT32 -> actual.equals("FLOAT") || SMALL.contains(actual);
            case FLOAT64 ->
                    Set.of("DOUBLE", "FLOAT", "INTEGER", "UINTEGER").contains(actual)
                            || SMALL.contains(actual);
            case STRING -> actual.equals("VARCHAR") || actual.startsWith("ENUM(");
            case BYTES -> actual.equals("BLOB");
            case TIMESTAMP ->
                    LOCAL.contains(actual)
                            || actual.equals("TIMESTAMP WITH TIME ZONE")
                            || (isEpoch && (WHOLE.contains(actual) || SMALL.contains(actual)));
        };
    }

    private ProblemException missing(String where, String name, Map<String, String> actual) {
        return new ProblemException(
                ProblemCode.SOURCE_SCHEMA_MISMATCH,
                where
                        + " has no column '"
                        + name
                        + "', which source "
                        + source.name()
                        + " declares"
                        + NearestName.hint(name, actual.keySet()),
                "write files with the column, or declare what it is called now");
    }

    private ProblemException changed(String where, String name, FeatureType type, String found) {
        boolean isNumber = type.element() == ValueType.TIMESTAMP && WHOLE.contains(found);
        return new ProblemException(
                ProblemCode.SOURCE_SCHEMA_MISMATCH,
                "column '"
                        + name
                        + "' of "
                        + where
                        + " is of type "
                        + found
                        + " (expected: "
                        + type
                        + ", as source "
                        + source.name()
                        + " declares, or one that fits into it without loss)",
                isNumber
                        ? "declare what the numbers count: `epoch-unit: seconds`, `millis` or `micros`"
                        : "write files with that type, or declare the one that they have");
    }

    /// That all files have times of the same kind.
    ProblemException mixed(String name, String where, TimeKind kind, TimeKind others) {
        return new ProblemException(
                ProblemCode.SOURCE_SCHEMA_MISMATCH,
                "column '"
                        + name
                        + "' of "
                        + where
                        + " has times of another kind ("
                        + kind
                        + ") than the files before ("
                        + others
                        + ")",
                "write times in one way in all files of source " + source.name());
    }
}
