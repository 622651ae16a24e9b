package dev.berth.tables;

import dev.berth.core.feature.TableFormat;
import dev.berth.tables.duckdb.CancellableStatements;
import java.nio.file.Path;

/// A table format that can be written.
public interface OutputFormat extends TableFormat {
    /// Writes the rows of a SELECT into a file, in their order. Blocks.
    ///
    /// @param what is done, for problems
    /// @throws dev.berth.core.ProblemException `type-mismatch` if a column is of a type that the
    ///   format does not have, `source-unavailable` if the file cannot be written, `cancelled`
    void write(CancellableStatements statements, String what, String select, Path file);
}
