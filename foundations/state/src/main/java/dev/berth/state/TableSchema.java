package dev.berth.state;

import java.util.List;

/// The tables of a capability in the database of the state.
///
/// @param name of the table that is there if all are; its writers take turns
/// @param sqlite the statements that make them
/// @param postgres the same for PostgreSQL
public record TableSchema(String name, List<String> sqlite, List<String> postgres) {
    public TableSchema {
        if (!name.matches("berth_[a-z_]+")) {
            throw new IllegalArgumentException("table '" + name + "' (expected: berth_…)");
        }
        sqlite = List.copyOf(sqlite);
        postgres = List.copyOf(postgres);
    }
}
