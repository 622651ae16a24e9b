package dev.berth.features.duckdb;

import dev.berth.core.feature.Feature;
import dev.berth.tables.duckdb.Sql;
import java.util.List;

/// Table of joined values for spine rows: `row`, and a column `f<i>` for each feature.
///
/// @param name quoted
/// @param alias in statements
/// @param features whose defaults are not yet applied
record JoinedTable(String name, String alias, List<Feature> features) {
    JoinedTable {
        features = List.copyOf(features);
    }

    /// The outer join with the spine `s`, which keeps rows without values.
    String join() {
        return " LEFT JOIN " + name + " " + alias + " ON " + alias + ".row = s.\"#row\"";
    }

    /// The column of a feature.
    String column(int feature) {
        return alias + ".f" + feature;
    }

    /// The value of a feature, with its default.
    String value(int feature) {
        Feature of = features.get(feature);
        return of.fallback()
                .map(
                        fallback ->
                                "coalesce("
                                        + column(feature)
                                        + ", "
                                        + Sql.literal(of.type(), fallback)
                                        + ")")
                .orElseGet(() -> column(feature));
    }
}
