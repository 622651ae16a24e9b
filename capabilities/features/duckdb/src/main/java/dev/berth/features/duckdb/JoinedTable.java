package dev.berth.features.duckdb;

import dev.berth.core.feature.Feature;
import dev.berth.tables.duckdb.Sql;
import java.util.List;

/// A table of values for rows of the spine: `row`, and a column `f<i>` for each feature.
///
/// @param name quoted
/// @param alias by which a statement calls it
/// @param features those whose defaults are not yet in it
record JoinedTable(String name, String alias, List<Feature> features) {
    JoinedTable {
        features = List.copyOf(features);
    }

    /// What brings it to the spine `s`. Rows of which it tells nothing stay.
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
