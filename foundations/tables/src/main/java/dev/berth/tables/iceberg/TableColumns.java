package dev.berth.tables.iceberg;

import dev.berth.tables.ColumnCheck;
import dev.berth.tables.ColumnCheck.TimeKind;
import dev.berth.tables.iceberg.ColumnReading.Constant;
import dev.berth.tables.iceberg.ColumnReading.Stored;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.mapping.MappedField;
import org.apache.iceberg.mapping.NameMapping;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.types.Types.NestedField;

/// Finds the columns of a table in its files: by field id, since a file may have been written when
/// they were called otherwise. ("Column Projection" in Iceberg's specification.)
final class TableColumns {
    private final Schema schema;
    private final List<Schema> all;
    private final Optional<NameMapping> names;

    private TableColumns(Schema schema, List<Schema> all, Optional<NameMapping> names) {
        this.schema = schema;
        this.all = all;
        this.names = names;
    }

    static TableColumns of(TableMetadata metadata) {
        return new TableColumns(
                metadata.schema(),
                metadata.schemas(),
                Optional.ofNullable(metadata.property(TableProperties.DEFAULT_NAME_MAPPING, null))
                        .map(NameMappingParser::fromJson));
    }

    /// Where the columns of the table come from for the rows of one file, by the names that they
    /// have now. One that the file lacks has the same value in all rows.
    ///
    /// @param stored the columns of the file
    Map<String, ColumnReading> of(TableFile file, List<StoredColumn> stored) {
        Map<Integer, StoredColumn> byId = byId(stored);
        boolean areNumbered = names.isPresent() || hasIds(stored);
        Map<String, ColumnReading> readings = new LinkedHashMap<>();
        for (NestedField column : schema.columns()) {
            StoredColumn found = byId.get(column.fieldId());
            Constant constant = file.constants().get(column.fieldId());
            if (found != null) {
                readings.put(column.name(), stored(column, found));
            } else if (constant != null) {
                readings.put(column.name(), constant);
            } else if (areNumbered) {
                readings.put(column.name(), PartitionConstants.initial(column));
            }
        }
        return readings;
    }

    /// As [#of], for columns by field id that the table may no longer have. Empty if the file or
    /// the table knows no such column.
    Optional<ColumnReading> find(TableFile file, List<StoredColumn> stored, int fieldId) {
        Optional<NestedField> column = column(fieldId);
        Constant constant = file.constants().get(fieldId);
        return column.map(
                field ->
                        Optional.ofNullable(byId(stored).get(fieldId))
                                .<ColumnReading>map(found -> stored(field, found))
                                .orElse(
                                        constant != null
                                                ? constant
                                                : PartitionConstants.initial(field)));
    }

    /// A column of a file of deletes.
    Optional<Stored> find(List<StoredColumn> stored, int fieldId) {
        return column(fieldId)
                .flatMap(
                        field ->
                                Optional.ofNullable(byId(stored).get(fieldId))
                                        .map(found -> stored(field, found)));
    }

    private Optional<NestedField> column(int fieldId) {
        NestedField now = schema.asStruct().field(fieldId);
        return now != null
                ? Optional.of(now)
                : all.reversed().stream()
                        .flatMap(
                                before ->
                                        Optional.ofNullable(before.asStruct().field(fieldId))
                                                .stream())
                        .findFirst();
    }

    /// Columns without ids are known by the names that the table maps to ids, and where no column
    /// of a file has one and there is no such mapping, by those of the table.
    private Map<Integer, StoredColumn> byId(List<StoredColumn> stored) {
        boolean hasIds = hasIds(stored);
        Map<Integer, StoredColumn> byId = new HashMap<>();
        for (StoredColumn column : stored) {
            OptionalInt id = column.fieldId();
            if (id.isEmpty() && names.isPresent()) {
                MappedField mapped = names.get().find(column.name());
                id =
                        mapped == null || mapped.id() == null
                                ? OptionalInt.empty()
                                : OptionalInt.of(mapped.id());
            } else if (id.isEmpty() && !hasIds) {
                NestedField named = schema.asStruct().field(column.name());
                id = named == null ? OptionalInt.empty() : OptionalInt.of(named.fieldId());
            }
            id.ifPresent(found -> byId.putIfAbsent(found, column));
        }
        return byId;
    }

    private static boolean hasIds(List<StoredColumn> stored) {
        return stored.stream().anyMatch(column -> column.fieldId().isPresent());
    }

    private static Stored stored(NestedField column, StoredColumn found) {
        String type = TypeNames.of(column.type());
        return new Stored(
                found.name(), found.type(), isOtherTime(found.type(), type) ? type : found.type());
    }

    /// Files of other writers may not say whether their times are instants, or say it wrongly.
    private static boolean isOtherTime(String stored, String type) {
        return isTime(ColumnCheck.timeKind(stored))
                && isTime(ColumnCheck.timeKind(type))
                && ColumnCheck.timeKind(stored) != ColumnCheck.timeKind(type);
    }

    private static boolean isTime(TimeKind kind) {
        return kind == TimeKind.LOCAL || kind == TimeKind.INSTANT;
    }
}
