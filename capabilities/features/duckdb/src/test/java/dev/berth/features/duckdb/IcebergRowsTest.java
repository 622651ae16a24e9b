package dev.berth.features.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.tables.duckdb.FileSchemaReader;
import dev.berth.tables.format.IcebergRows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.types.Types.DecimalType;
import org.apache.iceberg.types.Types.ListType;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.types.Types.StringType;
import org.apache.iceberg.types.Types.StructType;
import org.apache.iceberg.types.Types.UUIDType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests of all rows and columns of tables of Iceberg, without a declaration.
class IcebergRowsTest extends OpenedOrders {
    private List<List<String>> rows(Path table, String select, int count) {
        List<List<String>> rows = new ArrayList<>();
        new FileSchemaReader(session)
                .visit(
                        "SELECT " + select + " FROM " + IcebergRows.select(session, table),
                        count,
                        row -> rows.add(List.copyOf(row)));
        return rows;
    }

    @ParameterizedTest
    @EnumSource
    void rows_areThoseOfTheCurrentSnapshot(IcebergCase written) {
        Path table = folder.resolve("table");
        written.write(session, table);
        assertThat(IcebergRows.isTable(table)).isTrue();
        assertThat(rows(table, "coalesce(who::VARCHAR, 'null')", 1).stream().map(List::getFirst))
                .containsExactlyInAnyOrderElementsOf(
                        written.rows().stream().map(row -> row.split(" ", 2)[0]).toList());
    }

    @Test
    void columns_ofTypesThatFeaturesLack_becomeNumbersAndTexts() {
        Path table = folder.resolve("table");
        IcebergWriter writer = IcebergCase.EMPTY.write(session, table);
        writer.table()
                .updateSchema()
                .addColumn("price", DecimalType.of(9, 2))
                .addColumn("id", UUIDType.get())
                .addColumn("tags", ListType.ofOptional(100, StringType.get()))
                .addColumn(
                        "place", StructType.of(NestedField.optional(101, "city", StringType.get())))
                .commit();
        writer.append(
                "SELECT 1::BIGINT AS who, TIMESTAMPTZ '2024-01-01 00:00:00+00' AS seen, 2.0::DOUBLE"
                        + " AS amount, 1.25::DECIMAL(9, 2) AS price,"
                        + " '123e4567-e89b-12d3-a456-426614174000'::UUID AS id, ['a', 'b'] AS tags,"
                        + " {'city': 'Rome'} AS place");
        assertThat(
                        rows(
                                table,
                                "typeof(price), price::VARCHAR, id, typeof(tags), tags::VARCHAR,"
                                        + " place",
                                6))
                .containsExactly(
                        List.of(
                                "DOUBLE",
                                "1.25",
                                "123e4567-e89b-12d3-a456-426614174000",
                                "VARCHAR[]",
                                "[a, b]",
                                "{'city': Rome}"));
    }

    @Test
    void folder_thatIsNoTable_isAProblem() {
        assertThat(IcebergRows.isTable(folder)).isFalse();
        assertThatThrownBy(() -> IcebergRows.select(session, folder.resolve("none")))
                .hasMessageContaining("source-unavailable");
    }
}
