package dev.berth.tables.iceberg;

import java.io.IOException;
import java.util.List;

/// Access to the metadata files of a table. Paths are as the table has them, or as a source
/// declares them.
public interface TableFiles {
    /// The names of what is in a folder; none if there is no such folder.
    List<String> names(String folder) throws IOException;

    /// A whole file.
    byte[] read(String file) throws IOException;

    /// A piece of a file.
    byte[] read(String file, long offset, int length) throws IOException;

    /// What an engine calls the file.
    ///
    /// @throws dev.berth.core.ProblemException `source-unavailable` if it cannot read there
    String place(String file);
}
